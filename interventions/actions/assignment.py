"""A targeted assignment: practice on the skills a student needs most."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from alpha.accounts.models import User
from alpha.learning.models import AssignedWork, Assignment, Skill, Student
from alpha.learning.services.assignments import NO_SKILL, assign_work, check_may_assign
from alpha.notifications.models import Notification
from analytics.models import Alert
from interventions.actions.message import student_to_help
from interventions.actions.record import notify_student, record_intervention
from interventions.assignment_draft import (
    QUESTION_COUNT,
    AssignmentDraft,
    default_title,
    draft_assignment,
    suggested_due,
)
from interventions.errors import Invalid
from interventions.models import Intervention

# What may be said about a targeted assignment: its name and what it has to be.
CHANGES: dict[str, tuple[type, str]] = {
    "title": (str, "Write the title as text."),
    "skill_ids": (Sequence, "List the ids of the skills."),
    "question_count": (int, "Write a whole number."),
    "difficulty": (str, "Choose easy, medium, hard or adaptive."),
    "due_at": (datetime, "Write a date with its time."),
}
NO_SKILL_BELOW = (
    "No skill of {name} is below 70%, so there is nothing to fill in. Choose the skills."
)


@transaction.atomic
def create_targeted_assignment(
    student: Student,
    *,
    by: User,
    auto_fill: bool = True,
    changes: Mapping[str, Any] | None = None,
    alert: Alert | None = None,
) -> Intervention:
    """Assign practice filled in from where the student stands, except for what `changes` says.

    `changes`: title, skill_ids, question_count, difficulty, due_at; None means not said. Without `auto_fill` the skills
    have to be said, and the difficulty is adaptive unless it is. Raises NotFound and PermissionDenied as
    `assign_targeted_practice`, Invalid by field, also where nothing can be filled in. Nothing is written then.
    """
    student = student_to_help(by, student)
    check_may_assign(by, [student])
    said = {name: value for name, value in (changes or {}).items() if value is not None}
    _check_changes(said)
    at = timezone.now()
    draft = draft_assignment(student, at=at, chosen=said.get("skill_ids"))
    _check_skills(draft, said.get("skill_ids"), student, auto_fill=auto_fill)
    by_id = Skill.objects.in_bulk([skill.skill_id for skill in draft.chosen])
    return assign_targeted_practice(
        student,
        by=by,
        skills=[by_id[skill.skill_id] for skill in draft.chosen],
        title=said.get("title", ""),
        question_count=said.get("question_count", draft.question_count),
        difficulty=said.get(
            "difficulty", draft.difficulty if auto_fill else Assignment.Difficulty.ADAPTIVE
        ),
        due_at=said.get("due_at", draft.due.at),
        alert=alert,
        at=at,
    )


@transaction.atomic
def assign_targeted_practice(
    student: Student,
    *,
    by: User,
    skills: Sequence[Skill],
    title: str = "",
    question_count: int = QUESTION_COUNT,
    difficulty: str = Assignment.Difficulty.ADAPTIVE,
    due_at: datetime | None = None,
    alert: Alert | None = None,
    at: datetime | None = None,
) -> Intervention:
    """Writes the assignment, the student's work, the intervention with its baseline and the notice: all or nothing.

    An empty title becomes "Targeted Practice - " and the skills; without `due_at` it is due three days after `at`
    (now, unless the past is being told), on a school day. Raises NotFound and PermissionDenied as `assign_work`,
    Invalid by field.
    """
    student = student_to_help(by, student)
    at = at or timezone.now()
    try:
        (work,) = assign_work(
            [student],
            by=by,
            # No database keeps a NUL, and a title is one line.
            title=" ".join(title.replace("\x00", "").split())
            or default_title([skill.name for skill in skills]),
            skills=skills,
            question_count=question_count,
            difficulty=difficulty,
            due_at=due_at or suggested_due(student.school, at).at,
            created_at=at,
        )
    except ValidationError as error:
        raise _first_problem(error) from None
    intervention = record_intervention(
        student,
        by=by,
        action_taken=f"Created targeted assignment: {work.assignment.title}",
        at=at,
        made=work,
        skills=skills,
        alert=alert,
    )
    _notify(work, at)
    return intervention


def _check_changes(said: Mapping[str, Any]) -> None:
    for name, value in said.items():
        if name not in CHANGES:
            raise Invalid(name, f"An assignment has no “{name}”. It has {', '.join(CHANGES)}.")
        wanted, words = CHANGES[name]
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise Invalid(name, words)
    if not all(isinstance(skill_id, int) for skill_id in said.get("skill_ids", ())):
        raise Invalid("skill_ids", CHANGES["skill_ids"][1])
    due_at = said.get("due_at")
    if due_at is not None and due_at.tzinfo is None:
        raise Invalid("due_at", "Say in which time zone this is.")


def _check_skills(
    draft: AssignmentDraft, skill_ids: Sequence[int] | None, student: Student, *, auto_fill: bool
) -> None:
    """That there is something to fill in from, and that the skills said are the school's."""
    if skill_ids is None and auto_fill:
        if not draft.chosen:
            raise Invalid("skill_ids", NO_SKILL_BELOW.format(name=student.name))
        return
    if not skill_ids:
        raise Invalid("skill_ids", NO_SKILL)
    if len(draft.chosen) != len(set(skill_ids)):
        raise Invalid("skill_ids", "Choose skills of this school.")


def _notify(work: AssignedWork, at: datetime) -> None:
    student, assignment = work.student, work.assignment
    due_on = date_format(student.school.day_of(assignment.due_at or at), "MONTH_DAY_FORMAT")
    count = assignment.question_count
    notify_student(
        student,
        kind=Notification.Kind.ASSIGNMENT,
        title=f"New assignment: {assignment.title}",
        body=f"{count} question{'' if count == 1 else 's'}, due {due_on}.",
        link=reverse("learning:work", args=[work.pk]),
        at=at,
    )


def _first_problem(error: ValidationError) -> Invalid:
    """The form shows one sentence beside one field; the others come when that one is mended."""
    for field, messages in error.message_dict.items():
        return Invalid("skill_ids" if field == "skills" else field, messages[0])
    return Invalid("", error.messages[0])
