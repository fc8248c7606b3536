import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection

from alpha.accounts.idempotency import Answer, with_idempotency
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


def interrupted_at(number):
    """An execute wrapper that fails instead of running the statement of that number, counted from 1."""
    count = 0

    def wrapper(execute, sql, params, many, context):
        nonlocal count
        count += 1
        if count == number:
            raise OperationalError(sql)
        return execute(sql, params, many, context)

    return wrapper


def test_an_interruption_at_any_statement_leaves_nothing(student, teacher, skills):
    statement = 1
    while True:
        try:
            with connection.execute_wrapper(interrupted_at(statement)):
                create_targeted_assignment(
                    student, by=teacher, changes={"skill_ids": [skill.pk for skill in skills]}
                )
        except OperationalError:
            assert nothing_written()
            statement += 1
        else:
            break

    # Rights, standing, skills, holidays; assignment with its skills, work, baseline, intervention, notice.
    assert statement > 15
    assert AssignedWork.objects.count() == Intervention.objects.count() == 1
    assert Notification.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_make_one_assignment(student, teacher, skills, rf):
    """A hundred pairs of threads that start together, on the real locks of the database."""

    def click(key, gate):
        request = rf.post("/", {"idempotency_key": key})
        request.user = teacher
        gate.wait()
        try:
            with_idempotency(request, "interventions:take_action", assign)
        finally:
            connection.close()

    def assign():
        assign_targeted_practice(student, by=teacher, skills=skills)
        return Answer(201)

    for _ in range(100):
        key, gate = str(uuid4()), threading.Barrier(2)
        pair = [threading.Thread(target=click, args=(key, gate)) for _ in range(2)]
        for thread in pair:
            thread.start()
        for thread in pair:
            thread.join()

    assert Assignment.objects.count() == AssignedWork.objects.count() == 100
    assert Intervention.objects.count() == Notification.objects.count() == 100
