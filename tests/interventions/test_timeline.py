from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from interventions.timeline import events, moments
from interventions.tracking import reopen, resolve
from tests.factories import (
    AssignedWorkFactory,
    AssignmentFactory,
    InterventionFactory,
    MeetingFactory,
    PracticeSessionFactory,
    SkillFactory,
    TeacherMessageFactory,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(datetime(2026, 11, 23, 15, tzinfo=UTC), tick=False):
        yield


def told(student):
    return events(student, moments(student))


def ago(days):
    return NOON - timedelta(days=days)


def work(student, **fields):
    fields = {"assignment__created_at": ago(6), "assignment__title": "Fractions 1"} | fields
    return AssignedWorkFactory(student=student, **fields)


def test_kinds_are_mixed_newest_first(student, teacher):
    PracticeSessionFactory(student=student, school_day=date(2026, 11, 18))
    work(student, status="completed", completed_at=ago(1), questions_answered=15)
    sent = InterventionFactory(student=student, teacher=teacher, created_at=ago(5))
    resolve(sent, by=teacher, at=ago(0))
    MeetingFactory(student=student, teacher=teacher, scheduled_at=ago(3))

    assert [(event.kind, event.title) for event in told(student)] == [
        ("outcome", "Resolved: Sent a message"),
        ("finished", "Finished: Fractions 1"),
        ("practice", "Practiced: 70% (7 of 10)"),
        ("meeting", "Meeting: One-on-one"),
        ("help", "Message sent"),
        ("given", "Assigned: Fractions 1"),
    ]


def test_a_day_of_practice_is_one_event_with_its_skills_and_time(student):
    for name, correct, seconds in [
        ("Fractions", 4, 600),
        ("Division", 6, 900),
        ("Division", 9, 300),
    ]:
        skill = SkillFactory._meta.model.objects.filter(name=name).first()
        PracticeSessionFactory(
            student=student,
            skill=skill or SkillFactory(school=student.school, name=name),
            school_day=date(2026, 11, 18),
            questions_correct=correct,
            time_spent_seconds=seconds,
        )
    PracticeSessionFactory(student=student, questions_answered=0, questions_correct=0)

    (event,) = told(student)

    # 4 + 6 + 9 of 30 in 1,800 seconds; a session without an answer is no practice.
    assert (event.title, event.text) == (
        "Practiced: 63% (19 of 30)",
        "Division, Fractions; 30 minutes",
    )
    assert (event.day, event.note) == (date(2026, 11, 18), "")


def test_an_estimated_day_says_so(student):
    PracticeSessionFactory(student=student, is_estimated=True)
    PracticeSessionFactory(student=student)

    assert [event.note for event in told(student)] == ["Estimated date"]


def test_a_message_tells_its_words_and_whether_it_was_read(student, teacher):
    for days, read in ((1, True), (2, False)):
        message = TeacherMessageFactory(
            student=student,
            teacher=teacher,
            message=f"Message of {days}",
            is_read=read,
            read_at=ago(0) if read else None,
        )
        InterventionFactory(student=student, teacher=teacher, message=message, created_at=ago(days))

    assert [(event.text, event.note, event.by) for event in told(student)] == [
        ("Message of 1", "Read", teacher),
        ("Message of 2", "Not read yet", teacher),
    ]


def test_an_outcome_tells_notes_stars_and_who_gave_them(student, people):
    sent = InterventionFactory(student=student, teacher=people.TE, created_at=ago(5))
    resolve(
        sent,
        by=people.CO,
        resolution_notes="Went through it.",
        effectiveness_rating=4,
        at=ago(1),
    )

    outcome = told(student)[0]

    assert (outcome.text, outcome.note, outcome.icon, outcome.by) == (
        "Went through it.",
        "Rated 4 of 5",
        "check-circle",
        people.CO,
    )


def test_an_outcome_stays_told_when_it_is_opened_again(student, people):
    sent = InterventionFactory(student=student, teacher=people.TE, created_at=ago(5))
    resolve(sent, by=people.TE, resolution_notes="Better.", at=ago(3))
    reopen(sent, by=people.CO, notes="It slipped.", at=ago(1))

    assert [(event.title, event.text, event.note, event.by) for event in told(student)[:2]] == [
        ("Reopened: Sent a message", "It slipped.", "", people.CO),
        ("Resolved: Sent a message", "Better.", "", people.TE),
    ]


@pytest.mark.parametrize(
    "due_at,done_at,note",
    [
        (ago(3), ago(1), "2 days late"),
        (ago(1) - timedelta(hours=1), ago(1), "Late by hours"),
        (ago(1), ago(1), "On time"),
        (None, ago(1), ""),
    ],
)
def test_finished_work_tells_result_and_lateness(student, due_at, done_at, note):
    work(
        student,
        assignment__due_at=due_at,
        status="completed",
        completed_at=done_at,
        questions_answered=15,
        questions_correct=11,
    )

    finished = told(student)[0]

    assert (finished.text, finished.note) == ("73% (11 of 15)", note)


def test_work_tells_its_questions_and_the_date_at_the_school(student):
    # 4:30 in the morning UTC is the evening before in New York.
    work(student, assignment__due_at=datetime(2026, 11, 25, 4, 30, tzinfo=UTC))

    assert [event.text for event in told(student)] == ["15 questions, due Nov 24"]


def test_work_that_is_not_released_yet_has_not_happened(student):
    work(student, assignment__released_at=datetime(2026, 11, 24, tzinfo=UTC))

    assert told(student) == []


def test_a_targeted_assignment_is_told_once_as_the_help_it_was(student, teacher):
    made = AssignedWorkFactory(
        student=student, assignment=AssignmentFactory(school=student.school, created_at=ago(2))
    )
    InterventionFactory(
        student=student,
        teacher=teacher,
        intervention_type="assignment",
        message=None,
        assigned_work=made,
        action_taken="Created targeted assignment: Fractions",
        created_at=ago(2),
    )

    assert [(event.kind, event.title, event.icon) for event in told(student)] == [
        ("help", "Created targeted assignment: Fractions", "assignment")
    ]


@pytest.mark.parametrize(
    "days,status,note",
    [
        (-5, "scheduled", "Upcoming"),
        (1, "scheduled", "Not marked as held"),
        (1, "completed", "Held"),
        (-5, "cancelled", "Cancelled"),
    ],
)
def test_a_meeting_tells_place_length_and_what_became_of_it(student, days, status, note):
    MeetingFactory(
        student=student,
        scheduled_at=ago(days),
        status=status,
        location="Room 12",
        notes="For the teacher alone.",
    )

    (event,) = told(student)

    assert (event.text, event.note) == ("Room 12, 30 minutes", note)


def test_a_meeting_that_was_held_tells_what_came_of_it(student):
    MeetingFactory(
        student=student,
        scheduled_at=ago(1),
        status="completed",
        location="Room 12",
        outcome_notes="Found the step that was missing.",
    )

    (event,) = told(student)

    assert event.text == "Room 12, 30 minutes, outcome: Found the step that was missing."
    assert event.note == "Held"


def test_nothing_of_other_students_is_told(student, people, teacher):
    other = people.ST2.student
    PracticeSessionFactory(student=other)
    work(other, status="completed", completed_at=ago(1), questions_answered=15)
    resolve(InterventionFactory(student=other, teacher=teacher), by=teacher)
    MeetingFactory(student=other, teacher=teacher)

    assert told(student) == []


def test_a_message_on_its_way_tells_when_it_will_arrive(student, teacher):
    message = TeacherMessageFactory(
        student=student, teacher=teacher, sent_at=datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
    )
    InterventionFactory(student=student, teacher=teacher, message=message, created_at=ago(0))

    (event,) = told(student)

    assert (event.title, event.text, event.note) == (
        "Message written",
        "Well done today.",
        "Will be sent Tuesday, November 24, 7:30 AM",
    )
    assert event.at == ago(0)
