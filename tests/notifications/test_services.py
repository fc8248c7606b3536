import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError

from alpha.notifications.models import OutboundEmail
from alpha.notifications.services import (
    QuietHours,
    first_moment_allowed,
    forget_old_mail,
    mark_sent,
    queue_email,
)
from tests.factories import OutboundEmailFactory, SchoolFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)


def new_york(hour, minute=0, day=23):
    """An instant of November 2026 by the clocks of the school, five hours behind UTC."""
    return datetime(2026, 11, day + (hour + 5) // 24, (hour + 5) % 24, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    "written, leaves",
    [
        (new_york(7), new_york(7)),
        (new_york(12), new_york(12)),
        (new_york(17, 59), new_york(17, 59)),
        (new_york(18), new_york(7, day=24)),
        (new_york(23, 30), new_york(7, day=24)),
        (new_york(0), new_york(7)),
        (new_york(6, 59), new_york(7)),
    ],
)
def test_mail_waits_for_the_end_of_the_quiet_hours(school, written, leaves):
    # Quiet from 18:00 to 07:00.
    assert first_moment_allowed(school, written) == leaves


@pytest.mark.parametrize(
    "written, leaves",
    [
        (new_york(12, 59), new_york(12, 59)),
        (new_york(13), new_york(15)),
        (new_york(14, 59), new_york(15)),
        (new_york(15), new_york(15)),
        (new_york(23), new_york(23)),
    ],
)
def test_quiet_hours_may_lie_within_one_day(written, leaves):
    school = SchoolFactory(quiet_from=time(13), quiet_until=time(15))

    assert first_moment_allowed(school, written) == leaves


def test_a_school_without_quiet_hours_never_waits():
    school = SchoolFactory(quiet_from=time(0), quiet_until=time(0))

    assert first_moment_allowed(school, new_york(3)) == new_york(3)


def test_a_queued_mail_keeps_what_was_written(school):
    email = queue_email(
        school,
        to="ana@example.org",
        subject="A note",
        text="Hello.",
        dedupe_key="letter-1",
        at=new_york(20),
    )

    email.refresh_from_db()
    assert (email.to, email.subject, email.text, email.dedupe_key) == (
        "ana@example.org",
        "A note",
        "Hello.",
        "letter-1",
    )
    assert (email.status, email.send_after, email.sent_at) == (
        "queued",
        new_york(7, day=24),
        None,
    )


def test_what_goes_along_is_kept_with_the_mail(school):
    invite = {
        "filename": "invite.ics",
        "content_type": "text/calendar; method=REQUEST; charset=UTF-8",
        "content": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        "alternative": True,
    }

    email = queue_email(
        school, to="a@b.org", subject="", text="", dedupe_key="1", at=NOON, attachments=[invite]
    )

    email.refresh_from_db()
    assert email.attachments == [invite]


def test_the_same_mail_is_not_queued_twice(school):
    OutboundEmailFactory(dedupe_key="letter-1")

    with pytest.raises(IntegrityError):
        queue_email(school, to="a@b.org", subject="", text="", dedupe_key="letter-1", at=NOON)


def test_a_sent_mail_has_its_time():
    email = mark_sent(OutboundEmailFactory(), at=NOON)

    email.refresh_from_db()
    assert (email.status, email.sent_at, email.attempts) == (
        OutboundEmail.Status.SENT,
        NOON,
        1,
    )


def test_quiet_hours_of_ones_own_go_before_those_of_the_school(school):
    email = queue_email(
        school,
        to="ana@example.org",
        subject="A note",
        text="Hello.",
        dedupe_key="letter-1",
        at=new_york(20),
        hours=QuietHours(time(21), time(9)),
    )

    assert email.send_after == new_york(20)
    assert (email.quiet_from, email.quiet_until) == (time(21), time(9))
    assert first_moment_allowed(school, new_york(22), QuietHours(time(21), time(9))) == new_york(
        9, day=24
    )


def test_a_queued_mail_has_its_id_before_it_is_tried(school, settings):
    settings.DEFAULT_FROM_EMAIL = "Office <office@school.example>"

    email = queue_email(
        school, to="ana@example.org", subject="", text="", dedupe_key="letter-1", at=NOON
    )

    assert re.fullmatch(r"<[0-9a-f-]{36}@school\.example>", email.message_id)
    assert (email.school, email.category) == (school, "progress")


def test_old_mail_is_emptied_and_stays_known_as_sent(school):
    old = OutboundEmailFactory(
        school=school, status="sent", sent_at=NOON - timedelta(days=31), attachments=[{"a": "b"}]
    )
    recent = OutboundEmailFactory(status="sent", sent_at=NOON - timedelta(days=29))
    waiting = OutboundEmailFactory(send_after=NOON - timedelta(days=90))

    assert forget_old_mail(NOON) == 1
    assert forget_old_mail(NOON) == 0

    for email in (old, recent, waiting):
        email.refresh_from_db()
    assert (old.text, old.attachments, old.status) == ("", [], "sent")
    assert (recent.text, waiting.text) == ("Hello.", "Hello.")
