"""One transaction for each student: who gets hers, who does not and why, and that nobody gets it twice."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from alpha.jobs.queued import run_queued
from alpha.learning.models import AssignedWork, Enrollment
from interventions.groups import carrying_out
from interventions.groups.carrying_out import BROKEN, NOT_HERS, carry_out, take_all_back
from interventions.groups.planning import HANDFUL, carry_out_a_handful, plan
from interventions.groups.previews import Preview
from interventions.groups.tasks import go_on
from interventions.models import GroupAction, GroupActionItem, Intervention, Meeting, TeacherMessage
from tests.factories import (
    EnrollmentFactory,
    GroupActionFactory,
    GroupActionItemFactory,
    SkillFactory,
    StudentFactory,
)
from tests.faults import fail_each_statement

pytestmark = pytest.mark.django_db

Kind = Intervention.InterventionType
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def noa(classroom):
    return EnrollmentFactory(classroom=classroom, student__name="Noa Lindqvist").student


@pytest.fixture
def group(classroom, teacher, student, noa):
    """A message each, Noa's first."""
    group = GroupActionFactory(classroom=classroom, teacher=teacher)
    for child in (noa, student):
        text = {"text": f"Well done, {child.name}.", "template": None}
        GroupActionItemFactory(group=group, student=child, content=text)
    return group


def states(group):
    return {item.student.name: (item.status, item.reason) for item in group.items.all()}


def test_each_gets_what_was_shown(group):
    carry_out(group.pk)

    sent = {item.student.name: item.intervention.message.message for item in group.items.all()}
    assert sent == {
        "Noa Lindqvist": "Well done, Noa Lindqvist.",
        "Sam Okafor": "Well done, Sam Okafor.",
    }
    assert set(states(group).values()) == {("done", "")}


def test_a_second_run_does_nothing(group):
    carry_out(group.pk)
    carry_out(group.pk)

    assert TeacherMessage.objects.count() == 2


def test_who_left_the_class_gets_nothing_and_the_others_theirs(group, noa):
    Enrollment.objects.filter(student=noa).delete()

    carry_out(group.pk)

    assert states(group) == {"Noa Lindqvist": ("failed", NOT_HERS), "Sam Okafor": ("done", "")}
    assert TeacherMessage.objects.get().student.name == "Sam Okafor"


def test_an_unfilled_text_is_refused_with_its_reason(group, noa):
    group.items.filter(student=noa).update(content={"text": "Hi {days}.", "template": None})

    carry_out(group.pk)

    status, reason = states(group)["Noa Lindqvist"]
    assert (status, reason.split(":")[0]) == ("failed", "Fill in {days} first")


def test_our_own_mistake_about_one_student_keeps_nobody_from_hers(group, noa, monkeypatch, caplog):
    def broken_for_noa(group, item):
        if item.student == noa:
            raise ZeroDivisionError
        return real(group, item)

    real = carrying_out.ACTS[Kind.MESSAGE]
    monkeypatch.setitem(carrying_out.ACTS, Kind.MESSAGE, broken_for_noa)

    carry_out(group.pk)

    assert states(group) == {"Noa Lindqvist": ("failed", BROKEN), "Sam Okafor": ("done", "")}
    assert "ZeroDivisionError" in caplog.text


def test_a_database_that_is_away_leaves_them_waiting_for_the_next_time(group, monkeypatch):
    def away(group, item):
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setitem(carrying_out.ACTS, Kind.MESSAGE, away)
        carry_out_a_handful(group.pk)
    assert set(states(group).values()) == {("waiting", "")}

    go_on(timezone.now())
    assert set(states(group).values()) == {("waiting", "")}
    GroupAction.objects.update(created_at=timezone.now() - timedelta(minutes=6))
    go_on(timezone.now())
    assert set(states(group).values()) == {("done", "")}


def test_a_meeting_is_for_all_or_for_nobody(group, noa):
    group.kind = Kind.MEETING
    group.details = {
        "scheduled_at": (timezone.now() + timedelta(days=1)).isoformat(),
        "duration_minutes": 30,
        "location": "Room 101",
        "notes": "",
        "invite_family": False,
    }
    group.save()
    membership = Enrollment.objects.filter(student=noa)
    kept = membership.get()
    membership.delete()

    carry_out(group.pk)
    assert set(states(group).values()) == {("failed", NOT_HERS)}
    assert not Meeting.objects.exists()

    kept.save()
    group.items.update(status="waiting", reason="")
    carry_out(group.pk)
    assert set(states(group).values()) == {("done", "")}
    assert {meeting.meeting_type for meeting in Meeting.objects.all()} == {"group"}
    assert Meeting.objects.values("group_id").distinct().count() == 1


def test_a_meeting_somebody_is_stopping_is_not_half_arranged(group, noa, monkeypatch):
    group.kind = Kind.MEETING
    group.save()

    def stop_one(items):
        group.items.filter(student=noa).update(status="cancelled")
        return real(items)

    real = carrying_out._claim
    monkeypatch.setattr(carrying_out, "_claim", stop_one)

    carry_out(group.pk)

    # The other's line is waiting again: nothing of the attempt is left.
    assert {status for status, _ in states(group).values()} <= {"waiting", "cancelled"}
    assert not Meeting.objects.exists()


def test_an_assignment_is_given_as_it_was_shown(classroom, teacher, student):
    skill = SkillFactory(school=classroom.school, name="Fractions")
    due_at = timezone.now() + timedelta(days=3)
    content = {
        "title": "Targeted Practice - Fractions",
        "skill_ids": [skill.pk],
        "question_count": 12,
        "difficulty": "easy",
        "due_at": due_at.isoformat(),
    }
    group = GroupActionFactory(classroom=classroom, teacher=teacher, kind=Kind.ASSIGNMENT)
    GroupActionItemFactory(group=group, student=student, content=content)

    carry_out(group.pk)

    given = AssignedWork.objects.get().assignment
    assert (given.title, given.question_count, given.difficulty, given.due_at) == (
        "Targeted Practice - Fractions",
        12,
        "easy",
        due_at,
    )


def test_an_interruption_at_any_statement_leaves_a_line_waiting(group, noa):
    group.items.filter(student=noa).delete()

    # Claim, message, intervention, notice and line: the same transaction.
    assert fail_each_statement(lambda: carry_out(group.pk)) > 10

    assert states(group) == {"Sam Okafor": ("done", "")}
    assert TeacherMessage.objects.count() == 1


# Deciding


def test_an_interruption_while_deciding_leaves_neither_lines_nor_task(
    classroom, teacher, student, settings
):
    settings.TASKS = QUEUE
    preview = Preview(student, "", {"text": "Well done.", "template": None})

    failed = fail_each_statement(
        lambda: plan(classroom, by=teacher, kind=Kind.MESSAGE, previews=[preview])
    )

    assert failed >= 4
    assert (GroupActionItem.objects.count(), DBTaskResult.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_more_than_a_handful_is_the_workers(classroom, teacher, settings):
    settings.TASKS = QUEUE
    children = [EnrollmentFactory(classroom=classroom).student for _ in range(HANDFUL + 1)]
    previews = [Preview(child, "", {"text": "Well done.", "template": None}) for child in children]

    group = plan(classroom, by=teacher, kind=Kind.MESSAGE, previews=previews)
    carry_out_a_handful(group.pk)
    assert not TeacherMessage.objects.exists()

    run_queued()
    assert TeacherMessage.objects.count() == HANDFUL + 1


@pytest.mark.django_db(transaction=True)
def test_a_handful_is_done_at_once_and_the_worker_finds_nothing_to_do(
    classroom, teacher, student, settings
):
    settings.TASKS = QUEUE
    preview = Preview(student, "", {"text": "Well done.", "template": None})

    group = plan(classroom, by=teacher, kind=Kind.MESSAGE, previews=[preview])
    carry_out_a_handful(group.pk)
    assert TeacherMessage.objects.count() == 1

    run_queued()
    assert TeacherMessage.objects.count() == 1


def test_a_leader_may_not_assign(classroom, people, student):
    with pytest.raises(PermissionDenied):
        plan(
            classroom,
            by=people.LE,
            kind=Kind.ASSIGNMENT,
            previews=[Preview(student, "", {"skill_ids": []})],
        )

    assert not GroupAction.objects.exists()


# Taking back


def test_what_has_not_left_is_taken_back_and_what_waits_is_stopped(group, teacher, noa, settings):
    settings.MESSAGE_UNDO_SECONDS = 10
    carry_out(group.pk)
    third = GroupActionItemFactory(
        group=group, student=StudentFactory(school=noa.school, name="Zoe Third")
    )

    assert take_all_back(group, by=teacher) == 3

    assert not TeacherMessage.objects.exists()
    assert all(item.is_taken_back for item in group.items.all())
    carry_out(group.pk)
    third.refresh_from_db()
    assert (third.status, TeacherMessage.objects.count()) == ("cancelled", 0)


def test_what_has_left_stays(group, teacher):
    carry_out(group.pk)

    assert take_all_back(group, by=teacher) == 0

    assert TeacherMessage.objects.count() == 2


def test_only_who_decided_it_takes_it_back(group, people):
    with pytest.raises(PermissionDenied):
        take_all_back(group, by=people.CO)

    assert set(states(group).values()) == {("waiting", "")}


def test_items_show_who_and_how():
    item = GroupActionItemFactory(status="failed", reason="No.", student__name="Ada")

    assert (str(item), str(item.group)) == (
        "Ada: Not done",
        f"Message: {item.group.classroom}",
    )
    assert GroupActionItem.objects.count() == 1
