from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from alpha.learning.models import AssignedWork, Assignment
from alpha.notifications.models import Notification
from interventions.actions.assignment import (
    assign_targeted_practice,
    create_targeted_assignment,
)
from interventions.baseline import frozen_baseline
from interventions.errors import Invalid, NotFound
from interventions.models import Intervention
from tests.factories import AlertFactory, SkillFactory, StudentFactory
from tests.faults import fail_each_statement

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def skills(school):
    return [SkillFactory(school=school, name=name) for name in ("Fractions", "Division")]


def nothing_written():
    return (
        not Assignment.objects.exists()
        and not Intervention.objects.exists()
        and not Notification.objects.exists()
    )


def test_it_writes_the_work_its_intervention_and_the_notice(student, teacher, skills):
    intervention = assign_targeted_practice(student, by=teacher, skills=skills, difficulty="easy")

    work = AssignedWork.objects.get()
    assignment = work.assignment
    assert (work.student, work.status, assignment.created_by) == (student, "assigned", teacher)
    assert assignment.title == "Targeted Practice - Fractions, Division"
    assert (assignment.question_count, assignment.difficulty) == (15, "easy")
    # Thursday at three in the afternoon in New York.
    assert assignment.due_at == datetime(2026, 11, 26, 20, tzinfo=UTC)
    assert set(assignment.skills.all()) == set(skills)

    intervention.refresh_from_db()
    assert (intervention.intervention_type, intervention.assigned_work) == ("assignment", work)
    assert (
        intervention.action_taken
        == "Created targeted assignment: Targeted Practice - Fractions, Division"
    )
    assert set(intervention.skills.all()) == set(skills)
    assert intervention.baseline == frozen_baseline(student, skills, NOW.date())

    notice = Notification.objects.get()
    assert (notice.recipient, notice.kind) == (student.user, "assignment")
    assert notice.title == "New assignment: Targeted Practice - Fractions, Division"
    assert notice.body == "15 questions, due November 26."
    assert notice.link == f"/me/work/{work.pk}/"


def test_what_the_teacher_chose_is_kept(student, teacher, classroom, skills):
    alert = AlertFactory(student=student, classroom=classroom)
    at = NOW - timedelta(days=20)

    intervention = assign_targeted_practice(
        student,
        by=teacher,
        skills=skills[:1],
        title="Fractions Practice",
        question_count=8,
        difficulty="medium",
        due_at=at + timedelta(days=1),
        alert=alert,
        at=at,
    )

    assignment = intervention.assigned_work.assignment
    assert (assignment.title, assignment.question_count, assignment.difficulty) == (
        "Fractions Practice",
        8,
        "medium",
    )
    assert (assignment.created_at, assignment.due_at) == (at, at + timedelta(days=1))
    assert (intervention.created_at, intervention.alert) == (at, alert)
    assert Notification.objects.get().created_at == at


def test_a_title_is_one_line_of_plain_text(student, teacher, skills):
    title = " <b>Fractions</b>\r\n\x00 {x} \u202e=1+1 "

    intervention = assign_targeted_practice(student, by=teacher, skills=skills, title=title)

    assert intervention.assigned_work.assignment.title == "<b>Fractions</b> {x} \u202e=1+1"


@pytest.mark.parametrize(
    "changes, field, message",
    [
        ({"skills": []}, "skill_ids", "Choose at least one skill."),
        ({"due_at": NOW}, "due_at", "Choose a time that is still to come."),
        (
            {"due_at": NOW + timedelta(days=367)},
            "due_at",
            "Choose a day within a year.",
        ),
        ({"question_count": 0}, "question_count", "Ask at least one question."),
        ({"question_count": 201}, "question_count", "Ask at most 200 questions."),
    ],
)
def test_what_cannot_be_assigned_is_refused_with_its_field(
    student, teacher, skills, changes, field, message
):
    with pytest.raises(Invalid) as refused:
        assign_targeted_practice(student, by=teacher, **({"skills": skills} | changes))

    assert (refused.value.field, refused.value.message) == (field, message)
    assert nothing_written()


def test_an_unknown_difficulty_is_refused(student, teacher, skills):
    with pytest.raises(Invalid) as refused:
        assign_targeted_practice(student, by=teacher, skills=skills, difficulty="brutal")

    assert refused.value.field == "difficulty"
    assert nothing_written()


def test_the_alert_of_another_student_takes_the_assignment_back_with_it(
    student, teacher, classroom, skills
):
    alert = AlertFactory(student=StudentFactory(school=student.school), classroom=classroom)

    with pytest.raises(Invalid):
        assign_targeted_practice(student, by=teacher, skills=skills, alert=alert)

    assert nothing_written()


@pytest.mark.parametrize(
    "who, error",
    [
        ("TO", NotFound),
        ("TX", NotFound),
        ("GU", NotFound),
        ("ST", NotFound),
        ("AIDE", PermissionDenied),
        ("LE", PermissionDenied),
        ("AD", PermissionDenied),
    ],
)
def test_only_teachers_of_the_class_assign(people, student, skills, who, error):
    with pytest.raises(error):
        assign_targeted_practice(student, by=getattr(people, who), skills=skills)

    assert nothing_written()


def test_an_interruption_at_any_statement_leaves_nothing(student, teacher, skills):
    changes = {"skill_ids": [skill.pk for skill in skills]}

    failed = fail_each_statement(
        lambda: create_targeted_assignment(student, by=teacher, changes=changes)
    )

    # Rights, standing, skills, holidays; assignment with its skills, work, baseline, intervention, notice.
    assert failed > 15
    assert AssignedWork.objects.count() == Intervention.objects.count() == 1
    assert Notification.objects.count() == 1
