from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from interventions.models import Intervention
from interventions.selectors import told
from interventions.states import State, code_of, states_of
from tests.factories import (
    AssignedWorkFactory,
    GuardianFactory,
    InterventionFactory,
    MeetingFactory,
    OutboundEmailFactory,
    ParentNotificationFactory,
    TeacherMessageFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
EARLIER, LATER = NOW - timedelta(days=2), NOW + timedelta(days=2)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def made(student, kind, **thing):
    return InterventionFactory(student=student, intervention_type=kind, **thing)


@pytest.mark.parametrize(
    "fields, state",
    [
        ({}, State("unread", "Not read yet")),
        ({"is_read": True, "read_at": EARLIER}, State("read", "Read", at=EARLIER)),
    ],
)
def test_a_message_is_read_or_not(student, fields, state):
    row = made(student, "message", message=TeacherMessageFactory(student=student, **fields))

    assert states_of(row) == [state]
    assert code_of(row) == state.code


@pytest.mark.parametrize(
    "fields, due_at, state",
    [
        ({}, None, State("assigned", "Not started")),
        ({}, LATER, State("assigned", "Not started, due", at=LATER)),
        ({}, EARLIER, State("assigned", "Not started, was due", at=EARLIER)),
        (
            {"status": "in_progress", "questions_answered": 6, "questions_correct": 4},
            LATER,
            State("in_progress", "6 of 15 answered, due", at=LATER),
        ),
        (
            {
                "status": "completed",
                "completed_at": EARLIER,
                "questions_answered": 15,
                "questions_correct": 11,
            },
            LATER,
            State("completed", "Completed", at=EARLIER, detail="11 of 15 (73%)"),
        ),
        (
            {"status": "completed", "completed_at": EARLIER},
            None,
            State("completed", "Completed", at=EARLIER, detail="no answers"),
        ),
    ],
)
def test_work_tells_how_far_it_is_and_its_result(student, fields, due_at, state):
    work = AssignedWorkFactory(student=student, assignment__due_at=due_at, **fields)
    row = made(student, "assignment", assigned_work=work)

    assert states_of(row) == [state]
    assert code_of(row) == state.code


@pytest.mark.parametrize(
    "status, scheduled_at, state",
    [
        ("scheduled", LATER, State("scheduled", "Planned for", at=LATER)),
        (
            "scheduled",
            EARLIER,
            State("scheduled", "Not marked as held, was planned for", at=EARLIER),
        ),
        ("completed", EARLIER, State("held", "Held", at=EARLIER)),
        ("cancelled", LATER, State("cancelled", "Cancelled")),
    ],
)
def test_a_meeting_is_planned_held_or_cancelled(student, status, scheduled_at, state):
    meeting = MeetingFactory(student=student, status=status, scheduled_at=scheduled_at)
    row = made(student, "meeting", meeting=meeting)

    assert states_of(row) == [state]
    assert code_of(row) == state.code


def letter(row, name=None, **mail):
    """To a guardian of that name, with a mail where its fields are given."""
    guardian = GuardianFactory(school=row.student.school, name=name) if name else None
    email = OutboundEmailFactory(**mail) if mail else None
    return ParentNotificationFactory(intervention=row, guardian=guardian, email=email)


@pytest.mark.parametrize(
    "mail, word, at",
    [
        ({"status": "queued", "send_after": EARLIER}, "Queued", None),
        ({"status": "queued", "send_after": LATER}, "Queued, leaves", LATER),
        ({"status": "sending", "lease_until": LATER}, "Being sent", None),
        ({"status": "sent", "sent_at": EARLIER}, "Sent", EARLIER),
        ({"status": "retry", "send_after": LATER}, "Waiting to try again, leaves", LATER),
        ({"status": "failed"}, "Could not be delivered", None),
        ({"status": "cancelled"}, "Cancelled", None),
    ],
)
def test_a_letter_stands_as_its_mail_does(student, mail, word, at):
    row = made(student, "parent_notification")
    letter(row, "Amina", **mail)

    assert states_of(row) == [State(mail["status"], word, at=at, who="Amina")]
    assert code_of(row) == mail["status"]


def test_nobody_to_reach_and_nowhere_to_write_say_so(student):
    nobody, nowhere = (made(student, "parent_notification") for _ in range(2))
    letter(nobody)
    letter(nowhere, "Amina")

    assert states_of(nobody) == [State("no_contact", "No contact possible")]
    assert states_of(nowhere) == [State("no_address", "To be printed: no address", who="Amina")]


def test_of_several_letters_each_is_told_and_the_worst_counts(student):
    row = made(student, "parent_notification")
    letter(row, "Amina", status="sent", sent_at=EARLIER)
    letter(row, "Yusuf", status="failed")
    row = told(Intervention.objects.all()).get()

    assert [(state.who, state.code) for state in states_of(row)] == [
        ("Amina", "sent"),
        ("Yusuf", "failed"),
    ]
    assert code_of(row) == "failed"


def test_a_letter_that_was_never_written_has_no_state(student):
    row = made(student, "parent_notification")

    assert (states_of(row), code_of(row)) == ([], "")
