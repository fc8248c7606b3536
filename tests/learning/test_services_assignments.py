from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone

from alpha.learning.models import AssignedWork, Assignment
from alpha.learning.services.assignments import assign_work, record_work_progress
from tests.factories import (
    AssignedWorkFactory,
    ClassroomFactory,
    EnrollmentFactory,
    SkillFactory,
    StudentFactory,
)

MONDAY = datetime(2026, 11, 16, 15, tzinfo=UTC)
FRIDAY = MONDAY + timedelta(days=4)


@pytest.fixture
def skill(school):
    return SkillFactory(school=school, name="Fractions")


def assign(students, teacher, skills, **changes):
    values = {"title": "Fractions practice", "due_at": FRIDAY, "created_at": MONDAY, **changes}
    return assign_work(students, by=teacher, skills=skills, **values)


def test_one_assignment_is_given_to_each_student(classroom, teacher, student, skill):
    second = EnrollmentFactory(classroom=classroom).student

    works = assign([student, second], teacher, [skill], classroom=classroom, question_count=12)

    assignment = Assignment.objects.get()
    assert [(work.student, work.status, work.assignment) for work in works] == [
        (student, "assigned", assignment),
        (second, "assigned", assignment),
    ]
    assert list(assignment.skills.all()) == [skill]
    assert (
        assignment.created_by,
        assignment.classroom,
        assignment.question_count,
        assignment.difficulty,
        assignment.released_at,
        assignment.created_at,
        assignment.due_at,
    ) == (teacher, classroom, 12, "adaptive", MONDAY, MONDAY, FRIDAY)


def test_work_is_given_now_unless_the_past_is_told(teacher, student, skill):
    before = timezone.now()

    due_at = before + timedelta(days=1)
    [work] = assign([student], teacher, [skill], created_at=None, due_at=due_at)

    assert before <= work.assignment.created_at <= timezone.now()
    assert work.assignment.released_at == work.assignment.created_at


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"title": "  "}, {"title": ["This field cannot be blank."]}),
        (
            {"title": "x" * 201},
            {"title": ["Ensure this value has at most 200 characters (it has 201)."]},
        ),
        ({"due_at": MONDAY}, {"due_at": ["Choose a time that is still to come."]}),
        ({"question_count": 0}, {"question_count": ["Ask at least one question."]}),
        ({"difficulty": "brutal"}, {"difficulty": ["Value 'brutal' is not a valid choice."]}),
    ],
)
def test_an_impossible_assignment_is_refused_by_field(teacher, student, skill, changes, message):
    with pytest.raises(ValidationError) as refusal:
        assign([student], teacher, [skill], **changes)

    assert refusal.value.message_dict == message
    assert Assignment.objects.count() == 0


def test_nobody_to_give_it_to_is_refused(teacher, skill):
    with pytest.raises(ValidationError) as refusal:
        assign([], teacher, [skill])

    assert refusal.value.message_dict == {"students": ["Choose at least one student."]}


def test_work_without_a_skill_is_refused(teacher, student):
    with pytest.raises(ValidationError) as refusal:
        assign([student], teacher, [])

    assert refusal.value.message_dict == {"skills": ["Choose at least one skill."]}


def test_skills_and_classes_of_another_school_are_refused(teacher, student, skill):
    with pytest.raises(ValidationError) as refusal:
        assign([student], teacher, [skill, SkillFactory()])
    assert refusal.value.message_dict == {"skills": ["Choose skills of this school."]}

    with pytest.raises(ValidationError) as refusal:
        assign([student], teacher, [skill], classroom=ClassroomFactory())
    assert refusal.value.message_dict == {"classroom": ["Choose a class of this school."]}


def test_a_student_out_of_scope_is_not_found_and_nobody_gets_work(teacher, student, skill):
    stranger = StudentFactory(school=student.school)

    with pytest.raises(Http404):
        assign([student, stranger], teacher, [skill])

    assert AssignedWork.objects.count() == 0


@pytest.mark.parametrize("code", ["LE", "AIDE"])
def test_leaders_and_aides_see_but_may_not_assign(people, skill, code):
    with pytest.raises(PermissionDenied):
        assign([people.ST.student], getattr(people, code), [skill])


def test_progress_goes_from_not_started_to_completed(db):
    work = AssignedWorkFactory()

    work = record_work_progress(work, answered=0, correct=0, at=MONDAY, completed=False)
    assert (work.status, work.started_at) == ("assigned", None)

    work = record_work_progress(work, answered=6, correct=4, at=MONDAY, completed=False)
    assert (work.status, work.started_at, work.completed_at) == ("in_progress", MONDAY, None)

    work = record_work_progress(work, answered=15, correct=11, at=FRIDAY, completed=True)
    work.refresh_from_db()
    assert (
        work.status,
        work.started_at,
        work.completed_at,
        work.questions_answered,
        work.questions_correct,
    ) == ("completed", MONDAY, FRIDAY, 15, 11)


def test_completed_work_stays_completed_at_its_first_time(db):
    work = AssignedWorkFactory()
    record_work_progress(work, answered=15, correct=11, at=MONDAY, completed=True)

    for completed in (False, True):
        work = record_work_progress(work, answered=16, correct=12, at=FRIDAY, completed=completed)

    assert (work.status, work.started_at, work.completed_at) == ("completed", MONDAY, MONDAY)


@pytest.mark.parametrize(
    "answered, correct, completed, message",
    [
        (5, 6, False, "6 right of 5 answered cannot be."),
        (5, -1, False, "-1 right of 5 answered cannot be."),
        (0, 0, True, "Work without a single answer is not completed."),
    ],
)
def test_impossible_progress_is_refused(db, answered, correct, completed, message):
    work = AssignedWorkFactory()

    with pytest.raises(ValidationError) as refusal:
        record_work_progress(
            work, answered=answered, correct=correct, at=MONDAY, completed=completed
        )

    assert refusal.value.messages == [message]
    work.refresh_from_db()
    assert (work.status, work.questions_answered) == ("assigned", 0)
