from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from alpha.learning.models import ClassroomTeacher, Enrollment
from alpha.notifications.models import Notification
from interventions.actions.meeting import schedule_meeting
from interventions.actions.meeting_changes import (
    cancel_meetings,
    complete_meeting,
    complete_meetings,
    reschedule_meetings,
)
from interventions.errors import Conflict, Invalid, NotFound
from interventions.models import Meeting
from tests.factories import MeetingFactory
from tests.faults import fail_each_statement

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
# 10:00 in New York on the next two days.
TUESDAY = datetime(2026, 11, 24, 15, tzinfo=UTC)
WEDNESDAY = TUESDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def meeting(student, teacher):
    made = schedule_meeting(
        [student],
        by=teacher,
        meeting_type="one_on_one",
        scheduled_at=TUESDAY,
        location="Room 101",
        notes="Fractions.",
    )
    return made[0].meeting


@pytest.fixture
def group(student, classmate, teacher):
    made = schedule_meeting(
        [student, classmate], by=teacher, meeting_type="group", scheduled_at=TUESDAY
    )
    return [intervention.meeting for intervention in made]


def move(meetings, teacher, **changes):
    agreed = {
        "scheduled_at": WEDNESDAY,
        "duration_minutes": 30,
        "location": "Room 101",
        "notes": "Fractions.",
    }
    return reschedule_meetings(meetings, by=teacher, **agreed | changes)


def notices():
    """Those that came after the first one, oldest first: title and text."""
    return [(notice.title, notice.body) for notice in Notification.objects.order_by("id")[1:]]


def state(meeting):
    meeting.refresh_from_db()
    return {
        "status": meeting.status,
        "scheduled_at": meeting.scheduled_at,
        "sequence": meeting.ics_sequence,
        "outcome_notes": meeting.outcome_notes,
    }


AS_ARRANGED = {
    "status": "scheduled",
    "scheduled_at": TUESDAY,
    "sequence": 0,
    "outcome_notes": "",
}


# Moving


def test_a_moved_meeting_keeps_its_uid_and_counts_the_change(meeting, teacher):
    uid = meeting.ics_uid

    (moved,) = move([meeting], teacher, scheduled_at=WEDNESDAY, location="Library")

    meeting.refresh_from_db()
    assert moved == meeting
    assert (meeting.ics_uid, meeting.ics_sequence) == (uid, 1)
    assert (meeting.scheduled_at, meeting.wall_time) == (WEDNESDAY, "2026-11-25T10:00")
    assert (meeting.location, meeting.told_at, meeting.status) == ("Library", NOW, "scheduled")


def test_the_student_hears_of_the_new_time_and_the_old_one(meeting, teacher):
    move([meeting], teacher)

    now, before = "Wednesday, November 25, 10:00 AM", "Tuesday, November 24, 10:00 AM"
    text = f"Now {now}, Room 101 (before: {before}, Room 101)"
    assert notices() == [("Meeting with Alice Moreno moved", text)]


def test_a_moved_meeting_is_reminded_of_again(meeting, teacher):
    Meeting.objects.update(reminded_at=NOW)

    move([meeting], teacher)

    meeting.refresh_from_db()
    assert meeting.reminded_at is None


def test_other_notes_alone_are_nobody_elses_business(meeting, teacher):
    move([meeting], teacher, scheduled_at=TUESDAY, notes="Division.")

    meeting.refresh_from_db()
    assert (meeting.notes, meeting.ics_sequence) == ("Division.", 0)
    assert notices() == []


@pytest.mark.parametrize("change", [{"duration_minutes": 45}, {"location": "Library"}])
def test_another_length_or_place_is_a_change_to_tell(meeting, teacher, change):
    move([meeting], teacher, scheduled_at=TUESDAY, **change)

    assert state(meeting)["sequence"] == 1
    assert len(notices()) == 1


def test_the_child_is_not_told_of_a_parent_conference_that_moves(student, teacher):
    conference = MeetingFactory(
        student=student, teacher=teacher, scheduled_at=TUESDAY, meeting_type="parent_conference"
    )

    move([conference], teacher)
    cancel_meetings([conference], by=teacher)

    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"scheduled_at": NOW - timedelta(days=1)}, "scheduled_at"),
        ({"scheduled_at": NOW + timedelta(days=400)}, "scheduled_at"),
        ({"duration_minutes": 0}, "duration_minutes"),
        ({"location": "x" * 201}, "location"),
        ({"notes": "x" * 5001}, "notes"),
    ],
)
def test_what_could_not_be_scheduled_is_no_new_time_either(meeting, teacher, changes, field):
    with pytest.raises(Invalid) as refused:
        move([meeting], teacher, **changes)

    assert refused.value.field == field
    assert state(meeting) == AS_ARRANGED


# Cancelling


def test_a_cancelled_meeting_counts_the_change_and_the_student_hears(meeting, teacher):
    cancel_meetings([meeting], by=teacher)

    assert state(meeting) == AS_ARRANGED | {"status": "cancelled", "sequence": 1}
    assert meeting.cancelled_at == NOW
    assert notices() == [
        (
            "Meeting with Alice Moreno cancelled",
            "It was to be Tuesday, November 24, 10:00 AM, Room 101",
        )
    ]


def test_nobody_is_told_that_a_meeting_of_yesterday_will_not_be(student, teacher):
    meeting = MeetingFactory(student=student, teacher=teacher, scheduled_at=NOW - timedelta(days=1))

    cancel_meetings([meeting], by=teacher)

    assert state(meeting)["status"] == "cancelled"
    assert not Notification.objects.exists()


# Holding it


def test_a_meeting_that_took_place_keeps_what_came_of_it(meeting, teacher):
    held_at = TUESDAY + timedelta(hours=2)

    complete_meeting(meeting, by=teacher, outcome_notes=" Went\r\nwell.\x00 ", at=held_at)

    assert state(meeting) == AS_ARRANGED | {
        "status": "completed",
        "outcome_notes": "Went\nwell.",
    }
    assert notices() == []


def test_a_meeting_may_be_held_earlier_on_its_day_but_not_before_it(meeting, teacher):
    early = TUESDAY - timedelta(hours=2)
    with pytest.raises(Conflict, match="still to come: Tuesday, November 24, 10:00 AM"):
        complete_meeting(meeting, by=teacher, at=NOW)

    complete_meeting(meeting, by=teacher, at=early)

    assert state(meeting)["status"] == "completed"


def test_over_long_outcome_notes_are_refused(meeting, teacher):
    with pytest.raises(Invalid) as refused:
        complete_meeting(meeting, by=teacher, outcome_notes="x" * 5001, at=TUESDAY)

    assert (refused.value.field, refused.value.message) == (
        "outcome_notes",
        "Use at most 5,000 characters.",
    )
    assert state(meeting) == AS_ARRANGED


# Groups


def test_a_whole_group_is_moved_and_held_at_once(group, teacher):
    move(group, teacher)
    complete_meetings(group, by=teacher, outcome_notes="All there.", at=WEDNESDAY)

    assert [state(row) for row in group] == [
        {
            "status": "completed",
            "scheduled_at": WEDNESDAY,
            "sequence": 1,
            "outcome_notes": "All there.",
        }
    ] * 2


def test_one_of_a_group_can_be_taken_out(group, teacher):
    cancel_meetings(group[:1], by=teacher)

    assert [state(row)["status"] for row in group] == ["cancelled", "scheduled"]


def test_a_group_changes_whole_or_not_at_all(group, teacher):
    cancel_meetings(group[1:], by=teacher)

    with pytest.raises(Conflict):
        move(group, teacher)

    assert state(group[0]) == AS_ARRANGED


# States


def act(name, meeting, teacher):
    at = TUESDAY + timedelta(hours=1)
    return {
        "move": lambda: move([meeting], teacher),
        "cancel": lambda: cancel_meetings([meeting], by=teacher),
        "complete": lambda: complete_meeting(meeting, by=teacher, at=at),
    }[name]()


@pytest.mark.parametrize("then", ["move", "cancel", "complete"])
@pytest.mark.parametrize(
    "first, became", [("cancel", "it was cancelled"), ("complete", "it is marked as held")]
)
def test_what_is_no_longer_scheduled_stays_as_it_is(meeting, teacher, first, became, then):
    act(first, meeting, teacher)
    before = state(meeting)

    with pytest.raises(Conflict) as refused:
        act(then, meeting, teacher)

    assert str(refused.value) == f"This meeting is no longer scheduled: {became}."
    assert state(meeting) == before


def test_each_change_is_counted(meeting, teacher):
    sequences = [meeting.ics_sequence]
    for change in ("move", "move", "cancel"):
        at = WEDNESDAY + timedelta(days=len(sequences))
        move([meeting], teacher, scheduled_at=at) if change == "move" else act(
            change, meeting, teacher
        )
        sequences.append(state(meeting)["sequence"])

    assert sequences == [0, 1, 2, 3]


@pytest.mark.parametrize("name", ["move", "cancel", "complete"])
@pytest.mark.parametrize("who", ["CO", "AIDE", "LE", "TO", "TX", "ST", "GU"])
def test_the_meeting_of_somebody_else_does_not_exist(people, meeting, name, who):
    with pytest.raises(NotFound):
        act(name, meeting, getattr(people, who))

    assert state(meeting) == AS_ARRANGED


@pytest.mark.parametrize("name", ["move", "cancel", "complete"])
def test_the_meeting_of_a_student_who_left_stays_as_it_is(meeting, teacher, school, name):
    Enrollment.objects.update(ends_on=school.today())

    with pytest.raises(NotFound):
        act(name, meeting, teacher)

    assert state(meeting) == AS_ARRANGED


@pytest.mark.parametrize("name", ["move", "cancel", "complete"])
def test_who_may_only_look_by_now_is_denied(meeting, teacher, name):
    ClassroomTeacher.objects.filter(teacher=teacher).update(role=ClassroomTeacher.Role.AIDE)

    with pytest.raises(PermissionDenied):
        act(name, meeting, teacher)

    assert state(meeting) == AS_ARRANGED


@pytest.mark.parametrize("name", ["move", "cancel", "complete"])
def test_an_interruption_at_any_statement_leaves_all_as_it_was(group, teacher, mother, name):
    teacher.email = "alice@maple.example"
    teacher.save()
    acts = {
        "move": lambda: move(group, teacher),
        "cancel": lambda: cancel_meetings(group, by=teacher),
        "complete": lambda: complete_meetings(group, by=teacher, at=TUESDAY),
    }

    assert fail_each_statement(acts[name]) >= 4
