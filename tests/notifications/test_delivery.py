"""The outbox against a real mail server that refuses, hesitates and breaks off."""

import threading
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.db.models.functions import Now

from alpha.notifications.delivery import GIVE_UP_AFTER, WAITS, deliver_due, message_of, wait_after
from alpha.notifications.models import OutboundEmail
from alpha.notifications.services import cancel_email, queue_email
from tests.factories import OutboundEmailFactory
from tests.smtp import (
    HANG,
    HANG_UP_AFTER_DATA,
    Script,
    free_port,
    mail_server,
    sent_through,
)

pytestmark = pytest.mark.django_db

# Noon at the school.
NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
Status = OutboundEmail.Status


def anyone(email):
    return ""


def queued(school, key="letter-1", **values):
    values = {"to": "ana@example.org", "subject": "A note", "text": "Hello.", "at": NOW} | values
    return queue_email(school, dedupe_key=key, **values)


@pytest.fixture
def script():
    return Script()


@pytest.fixture
def server(script, settings):
    with mail_server(script) as port:
        sent_through(settings, port)
        yield script


def deliver(now=NOW, **options):
    return dict(deliver_due(now, anyone, **options))


# What arrives


def test_mail_arrives_as_it_was_written(server, school):
    email = queued(
        school,
        subject="Una nota de Maple School",
        text="¡Hola!\nSam practicó.",
        headers={"Reply-To": "alice@example.org", "List-Unsubscribe": "<https://a.example/u/x/>"},
    )

    assert deliver() == {"sent": 1}

    [message], [recipients] = server.messages, server.recipients
    assert recipients == ["ana@example.org"]
    assert message["To"] == "ana@example.org"
    assert message["From"] == "Maple School <alpha@localhost>"
    assert message["Subject"] == "Una nota de Maple School"
    assert message["Reply-To"] == "alice@example.org"
    assert message["List-Unsubscribe"] == "<https://a.example/u/x/>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == email.message_id
    assert message.get_content_type() == "text/plain"
    assert message.get_content().splitlines() == ["¡Hola!", "Sam practicó."]
    email.refresh_from_db()
    assert (email.status, email.sent_at, email.lease_until) == (Status.SENT, NOW, None)
    assert (email.attempts, email.first_tried_at) == (1, NOW)


INVITATION = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
    "SUMMARY:Reunión\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_invitation_stands_beside_the_text_and_is_attached_as_a_file(server, school):
    attachment = {
        "filename": "invite.ics",
        "content_type": "text/calendar; method=REQUEST",
        "content": INVITATION,
        "alternative": True,
    }
    queued(school, category="meetings", attachments=[attachment])

    deliver()

    [message] = server.messages
    [body, attached] = message.iter_parts()
    assert (message.get_content_type(), body.get_content_type()) == (
        "multipart/mixed",
        "multipart/alternative",
    )
    [plain, calendar] = body.iter_parts()
    assert plain.get_content_type() == "text/plain"
    for part in (calendar, attached):
        assert part.get_content_type() == "text/calendar"
        assert part["Content-Type"].params["method"] == "REQUEST"
        assert part.get_content().splitlines() == INVITATION.splitlines()
    assert attached.get_filename() == "invite.ics"


HOSTILE = "x\r\nBcc: evil@example.org\r\n\r\n<b>\u202e\x0b\u2028"


def test_hostile_text_stays_text(server, school):
    school.name = HOSTILE
    school.save()
    queued(school, subject=HOSTILE, text=HOSTILE, headers={"Reply-To": "a@b.org\r\nBcc: c@d.org"})

    deliver()

    [message], [recipients] = server.messages, server.recipients
    assert recipients == ["ana@example.org"]
    assert message["Bcc"] is None
    assert message["Subject"] == "x Bcc: evil@example.org <b>\u202e"
    assert "<alpha@localhost>" in message["From"]
    assert "Bcc: evil@example.org" in message.get_content()


@pytest.mark.parametrize(
    "to", ["", "ana", "a@b.org, c@d.org", "a@b.org\nBcc: c@d.org", "Ana <a@b.org>", "a@b.org "]
)
def test_only_one_plain_address_is_written_to(school, to):
    with pytest.raises(ValueError, match="one address"):
        queued(school, to=to)


def test_header_needs_a_proper_name(school):
    with pytest.raises(ValueError, match="header"):
        queued(school, headers={"X\r\nBcc": "a@b.org"})


def test_mail_of_no_school_comes_from_the_server_itself(server):
    OutboundEmailFactory(send_after=NOW, message_id="<1@localhost>")

    deliver()

    assert server.messages[0]["From"] == "Alpha <alpha@localhost>"


# When


def test_nothing_leaves_before_its_time(server, school):
    queued(school, at=NOW + timedelta(minutes=1))

    assert deliver() == {}
    assert deliver(NOW + timedelta(minutes=1)) == {"sent": 1}


def test_mail_of_a_worker_that_stood_still_does_not_leave_at_night(server, school):
    email = queued(school)
    night = NOW + timedelta(hours=10)

    assert deliver(night) == {"waiting": 1}

    email.refresh_from_db()
    assert (email.status, email.attempts, email.first_tried_at) == (Status.QUEUED, 0, None)
    # 07:00 in New York.
    assert email.send_after == datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert deliver(email.send_after) == {"sent": 1}


def test_quiet_hours_of_the_recipient_go_before_those_of_the_school(server, school):
    email = OutboundEmailFactory(
        school=school, send_after=NOW, quiet_from=time(11), quiet_until=time(15)
    )

    assert deliver() == {"waiting": 1}

    email.refresh_from_db()
    assert email.send_after == datetime(2026, 11, 23, 20, tzinfo=UTC)


# Refusals


@pytest.mark.parametrize(
    "answers, outcome, status, error",
    [
        ({"answers": ["550 No such user"]}, "failed", Status.FAILED, "550 No such user"),
        ({"data": ["554 Not this text"]}, "failed", Status.FAILED, "554 Not this text"),
        ({"answers": ["450 Busy"]}, "waiting", Status.RETRY, "450 Busy"),
        ({"answers": ["451 Greylisted"]}, "waiting", Status.RETRY, "451 Greylisted"),
        ({"answers": ["421 Going down"]}, "waiting", Status.RETRY, "421 Going down"),
        ({"sender": ["421 Going down"]}, "waiting", Status.RETRY, "421 Going down"),
        # Our own settings are wrong: that is mended while the mail waits.
        ({"sender": ["553 Not yours"]}, "waiting", Status.RETRY, "553 Not yours"),
        ({"data": ["452 Disk full"]}, "waiting", Status.RETRY, "452 Disk full"),
    ],
)
def test_refused_mail_fails_or_waits(server, school, answers, outcome, status, error):
    for step, lines in answers.items():
        getattr(server, step).extend(lines)
    email = queued(school)

    assert deliver() == {outcome: 1}

    email.refresh_from_db()
    assert (email.status, email.last_error, email.lease_until) == (status, error, None)
    assert (email.attempts, email.sent_at) == (1, None)
    if status == Status.RETRY:
        assert abs(email.send_after - NOW - WAITS[0]) <= timedelta(seconds=6)
        assert deliver(email.send_after) == {"sent": 1}
        assert len(server.messages) == 1


@pytest.mark.parametrize("step", ["answers", "data"])
def test_server_that_hangs_is_given_up_on(server, school, step):
    getattr(server, step).append(HANG)
    email = queued(school)

    assert deliver() == {"waiting": 1}

    email.refresh_from_db()
    assert (email.status, email.attempts) == (Status.RETRY, 1)
    assert deliver(email.send_after) == {"sent": 1}


def test_server_that_hangs_up_after_the_text_gets_it_again_under_the_same_id(server, school):
    server.data.append(HANG_UP_AFTER_DATA)
    email = queued(school)

    assert deliver() == {"waiting": 1}
    email.refresh_from_db()
    assert deliver(email.send_after) == {"sent": 1}

    # It had it already: that cannot be known, so it comes twice, and says so.
    assert [message["Message-ID"] for message in server.messages] == [email.message_id] * 2


def test_one_refused_mail_keeps_no_other_from_leaving(server, school):
    server.answers.append("550 No such user")
    for number in range(3):
        queued(school, key=f"letter-{number}", subject=f"Note {number}")

    assert deliver() == {"failed": 1, "sent": 2}
    assert server.subjects == ["Note 1", "Note 2"]


def test_mail_that_cannot_be_written_fails_alone(server, school):
    OutboundEmailFactory(school=school, send_after=NOW, headers={"X-Broken": "a\nb"})
    queued(school)

    assert deliver() == {"failed": 1, "sent": 1}
    assert "cannot be written" in OutboundEmail.objects.get(status="failed").last_error


# The server is away


def test_all_mail_waits_for_a_server_that_is_away_and_no_try_is_used_up(
    settings, school, script, caplog
):
    port = free_port()
    sent_through(settings, port)
    emails = [queued(school, key=f"letter-{number}") for number in range(3)]
    later = queued(school, key="later", at=NOW + timedelta(hours=1))

    assert deliver() == {"server away": 1}

    for email in emails:
        email.refresh_from_db()
        assert (email.status, email.attempts, email.first_tried_at) == (Status.QUEUED, 0, None)
        assert email.send_after == NOW + timedelta(minutes=1)
        assert email.last_error.startswith("The mail server cannot be reached:")
    later.refresh_from_db()
    assert (later.send_after, later.last_error) == (NOW + timedelta(hours=1), "")
    assert deliver() == {}
    with mail_server(script, port):
        assert deliver(NOW + timedelta(minutes=1)) == {"sent": 3}
    assert OutboundEmail.objects.filter(status="sent", last_error="").count() == 3


def test_mail_that_was_tried_before_keeps_its_tries_while_the_server_is_away(settings, school):
    sent_through(settings, free_port())
    first = NOW - timedelta(hours=3)
    email = OutboundEmailFactory(
        school=school, status="retry", attempts=3, first_tried_at=first, send_after=NOW
    )

    deliver()

    email.refresh_from_db()
    assert (email.status, email.attempts, email.first_tried_at) == (Status.RETRY, 3, first)


# Trying again


def test_waits_grow_and_differ_a_little():
    waits = [wait_after(attempts, "<1@example.org>") for attempts in range(1, 9)]

    for wait, meant in zip(waits, [*WAITS, WAITS[-1]], strict=True):
        assert meant * 0.9 <= wait <= meant * 1.1
    assert len({wait_after(1, f"<{number}@example.org>") for number in range(20)}) > 10


def test_mail_is_given_up_after_two_days(server, school):
    school.quiet_until = school.quiet_from
    school.save()
    server.answers.extend(["450 Busy"] * 50)
    email, now = queued(school), NOW
    tries = []

    while email.status in {Status.QUEUED, Status.RETRY}:
        tries.append(email.send_after)
        deliver(email.send_after)
        email.refresh_from_db()

    assert (email.status, email.attempts) == (Status.FAILED, len(tries))
    assert 8 <= len(tries) <= 9
    assert now + timedelta(hours=40) < tries[-1] <= now + GIVE_UP_AFTER


# Rights


def test_mail_that_may_not_leave_is_cancelled_with_the_reason(server, school):
    queued(school, key="one", to="one@example.org")
    queued(school, key="two", to="two@example.org")

    outcomes = deliver_due(NOW, lambda email: "opted out" if email.to[0] == "o" else "")

    assert outcomes == {"cancelled": 1, "sent": 1}
    cancelled = OutboundEmail.objects.get(status="cancelled")
    assert (cancelled.to, cancelled.last_error) == ("one@example.org", "opted out")
    assert server.recipients == [["two@example.org"]]


def test_mail_goes_where_the_check_says_it_has_to(server, school):
    email = queued(school)

    def moved(email):
        email.to = "new@example.org"
        return ""

    deliver_due(NOW, moved)

    email.refresh_from_db()
    assert (email.to, server.recipients) == ("new@example.org", [["new@example.org"]])


def test_mail_whose_check_breaks_stays_and_is_not_sent(server, school):
    email = queued(school)

    def broken(email):
        raise RuntimeError("no answer")

    with pytest.raises(RuntimeError):
        deliver_due(NOW, broken)

    email.refresh_from_db()
    assert (email.status, server.messages) == (Status.SENDING, [])


# Taking back


@pytest.mark.parametrize("status", ["queued", "retry"])
def test_waiting_mail_can_be_taken_back(server, school, status):
    email = OutboundEmailFactory(school=school, status=status, send_after=NOW)

    assert cancel_email(email, reason="taken back")

    assert (email.status, email.last_error) == (Status.CANCELLED, "taken back")
    assert deliver() == {}


@pytest.mark.parametrize(
    "values",
    [
        {"status": "sent", "sent_at": NOW},
        {"status": "failed"},
        {"status": "sending", "lease_until": NOW},
    ],
)
def test_what_is_on_its_way_cannot_be_taken_back(school, values):
    email = OutboundEmailFactory(school=school, **values)

    assert not cancel_email(email, reason="taken back")
    assert email.status == values["status"]


# Several workers


def leased(until):
    email = OutboundEmailFactory(status="sending", lease_until=NOW, send_after=NOW, attempts=1)
    OutboundEmail.objects.filter(pk=email.pk).update(lease_until=until)
    return email


def test_mail_in_another_hand_is_left_alone_whatever_the_own_clock_says(server):
    leased(Now() + timedelta(minutes=1))

    assert deliver(NOW + timedelta(days=365)) == {}


def test_mail_of_a_killed_worker_is_taken_up_when_its_lease_is_over(server):
    email = leased(Now() - timedelta(seconds=1))

    assert deliver() == {"sent": 1}

    email.refresh_from_db()
    assert (email.status, email.attempts) == (Status.SENT, 2)


def test_worker_whose_lease_ran_out_does_not_speak_for_the_other(server, school):
    email = queued(school)

    def slow(email):
        """Meanwhile another worker has it in hand."""
        OutboundEmail.objects.filter(pk=email.pk).update(lease_until=Now() + timedelta(hours=1))
        return "opted out"

    deliver_due(NOW, slow)

    email.refresh_from_db()
    assert email.status == Status.SENDING


def test_no_mail_is_begun_after_the_sign_to_stop(server, school):
    for number in range(3):
        queued(school, key=f"letter-{number}")
    answers = iter([True, True, False])

    assert deliver(keep_going=lambda: next(answers)) == {"sent": 2}


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_each_mail_once(school):
    for number in range(40):
        queued(school, key=f"letter-{number}", subject=f"Note {number}")
    gate = threading.Barrier(4)

    def work():
        gate.wait()
        try:
            while deliver():
                pass
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(message.subject for message in mail.outbox) == sorted(
        f"Note {number}" for number in range(40)
    )
    assert OutboundEmail.objects.filter(status="sent", attempts=1).count() == 40


def test_writing_the_mail_asks_nothing_of_the_database(school, django_assert_num_queries):
    email = queued(school)

    with django_assert_num_queries(0):
        message_of(email)
