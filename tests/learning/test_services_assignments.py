from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone

from alpha.learning.models import AssignedWork, Assignment
from alpha.learning.services.assignments import assign_work
from tests.factories import (
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
        (
            {"due_at": MONDAY + timedelta(days=367)},
            {"due_at": ["Choose a day within a year."]},
        ),
        ({"question_count": 0}, {"question_count": ["Ask at least one question."]}),
        ({"question_count": 201}, {"question_count": ["Ask at most 200 questions."]}),
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
