from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from interventions.in_hand import in_hand, under_way
from tests.factories import (
    AssignedWorkFactory,
    GuardianFactory,
    InterventionFactory,
    MeetingFactory,
    MessageTemplateFactory,
    OutboundEmailFactory,
    ParentNotificationFactory,
    StudentFactory,
)

pytestmark = pytest.mark.django_db

# Thursday noon in New York.
NOW = datetime(2026, 3, 5, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(NOW, tick=False):
        yield


def done(student, **fields):
    return InterventionFactory(student=student, **fields)


def told(student):
    return [(deed.what, deed.state) for deed in in_hand(student).deeds]


def work_of(student, **fields):
    work = AssignedWorkFactory(student=student, assignment__title="Fractions 1", **fields)
    done(student, intervention_type="assignment", assigned_work=work)
    return told(student)


def meeting_of(student, **fields):
    meeting = MeetingFactory(student=student, **fields)
    done(student, intervention_type="meeting", meeting=meeting)
    return told(student)


def letters_of(student, *states):
    """`states` of the mails; None for a letter without one."""
    intervention = done(student, intervention_type="parent_notification")
    for state in states:
        sent_at = {"sent_at": NOW} if state == "sent" else {}
        ParentNotificationFactory(
            intervention=intervention,
            student=student,
            guardian=state and GuardianFactory(school=student.school),
            email=state and OutboundEmailFactory(status=state, **sent_at),
        )
    return told(student)


def test_recent_deeds_of_everybody_come_newest_first(student, people):
    old = done(student, teacher=people.TE, created_at=NOW - timedelta(days=13))
    new = done(student, teacher=people.CO, created_at=NOW - timedelta(days=1))
    done(StudentFactory(school=student.school))

    assert [deed.intervention for deed in in_hand(student).deeds] == [new, old]


def test_of_old_deeds_only_open_ones_are_shown(student):
    old = NOW - timedelta(days=15)
    still_open = done(student, created_at=old)
    done(student, created_at=old, is_resolved=True, resolved_at=NOW)
    recent = done(student, created_at=NOW - timedelta(days=13), is_resolved=True, resolved_at=NOW)

    deeds = in_hand(student).deeds

    assert [deed.intervention for deed in deeds] == [recent, still_open]
    assert [deed.state for deed in deeds] == ["not read yet, resolved", "not read yet"]


def test_three_are_shown_and_the_others_counted(student):
    for _ in range(5):
        done(student)

    found = in_hand(student)

    assert (len(found.deeds), found.more) == (3, 2)


def test_nothing_done_is_nothing_shown(student):
    found = in_hand(student)

    assert (found.deeds, found.more) == ((), 0)


def test_a_message_is_read_unread_or_on_its_way(student):
    template = MessageTemplateFactory(school=student.school, title="Check In")
    done(student, message__template=template, created_at=NOW - timedelta(days=1))
    done(student, message__is_read=True, message__read_at=NOW)
    done(student, message__sent_at=datetime(2026, 3, 6, 12, 30, tzinfo=UTC))

    assert told(student) == [
        ("“Well done today.”", "will be sent Friday, March 6, 7:30 AM"),
        ("“Well done today.”", "read"),
        ("Check In", "not read yet"),
    ]


def test_long_words_are_quoted_from_their_beginning(student):
    done(student, message__message="Hi Sam,\n\n" + "well done. " * 10)

    ((what, _),) = told(student)

    assert what == "“Hi Sam, well done. well done. well done. well done. well…”"


def test_work_tells_how_far_it_is_and_when_it_is_due(student):
    due = datetime(2026, 3, 9, 3, tzinfo=UTC)  # Sunday evening in New York

    assert work_of(student, assignment__due_at=due) == [("Fractions 1", "not started, due Mar 8")]


def test_overdue_work_says_so_and_finished_work_does_not(student):
    yesterday = NOW - timedelta(days=1)
    begun = {"status": "in_progress", "started_at": yesterday}
    finished = {"status": "completed", "completed_at": NOW}

    work_of(student, assignment__due_at=yesterday, **begun)
    assert work_of(student, assignment__due_at=yesterday, **finished) == [
        ("Fractions 1", "completed"),
        ("Fractions 1", "in progress, was due Mar 4"),
    ]
    assert work_of(student)[0] == ("Fractions 1", "not started")


@pytest.mark.parametrize(
    "status, hours, expected",
    [
        ("scheduled", 1, ("Thursday, March 5, 1:00 PM", "upcoming")),
        ("scheduled", -1, ("Thursday, March 5, 11:00 AM", "not marked as held")),
        ("completed", -1, ("Thursday, March 5, 11:00 AM", "held")),
        ("cancelled", 1, ("Thursday, March 5, 1:00 PM", "cancelled")),
        (None, 1, ("Thursday, March 5, 1:00 PM", "upcoming")),
    ],
)
def test_a_meeting_tells_when_it_is_and_what_became_of_it(student, status, hours, expected):
    scheduled_at = NOW + timedelta(hours=hours)

    assert meeting_of(student, status=status, scheduled_at=scheduled_at) == [expected]


@pytest.mark.parametrize(
    "states, state",
    [
        (["sent", "sent"], "sent"),
        (["sent", "retry"], "on its way"),
        (["queued"], "on its way"),
        (["sent", "failed"], "not delivered to everybody"),
        (["cancelled"], "not delivered to everybody"),
        ([None], "no contact possible"),
    ],
)
def test_a_letter_is_as_far_as_its_mails(student, states, state):
    assert letters_of(student, *states) == [("", state)]


@pytest.mark.parametrize("rows", [1, 3])
def test_it_is_read_in_two_queries(student, rows, django_assert_num_queries):
    for _ in range(rows):
        letters_of(student, "sent", "queued")

    with django_assert_num_queries(2):
        in_hand(student)


def test_under_way_is_what_is_open_and_not_due_for_review_yet(student):
    today = student.school.today()
    other = StudentFactory(school=student.school)
    done(student, created_at=NOW - timedelta(days=3), follow_up_on=today + timedelta(days=1))
    done(student, created_at=NOW - timedelta(days=1))
    done(student, follow_up_on=today)
    done(student, is_resolved=True, resolved_at=NOW)
    for status in ("cancelled", "scheduled"):
        meeting = MeetingFactory(student=other, status=status)
        done(other, intervention_type="meeting", message=None, meeting=meeting)
    letter = done(other, intervention_type="parent_notification", created_at=NOW)

    found = under_way([student.pk, other.pk], student.school)

    assert [deed.intervention.created_at for deed in found[student.pk]] == [
        NOW - timedelta(days=1),
        NOW - timedelta(days=3),
    ]
    assert [deed.intervention.intervention_type for deed in found[other.pk]] == [
        "parent_notification",
        "meeting",
    ]
    assert (found[other.pk][0].what, found[other.pk][0].state) == ("", "")
    assert found[other.pk][0].intervention == letter


@pytest.mark.parametrize("rows", [1, 3])
def test_under_way_takes_one_query(student, rows, django_assert_num_queries):
    for _ in range(rows):
        done(student)
        work_of(student)

    with django_assert_num_queries(1):
        under_way([student.pk], student.school)
