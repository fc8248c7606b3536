"""A targeted assignment: practice on the skills a student needs most."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from alpha.accounts.models import User
from alpha.learning.models import Assignment, Skill, Student
from alpha.learning.services.assignments import assign_work
from alpha.notifications.models import Notification
from analytics.models import Alert
from interventions.actions.message import student_to_help
from interventions.actions.record import notify_student, record_intervention
from interventions.errors import Invalid
from interventions.models import Intervention

QUESTION_COUNT = 15
DAYS_TO_DO_IT = timedelta(days=3)


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
    (now, unless the past is being told). Raises NotFound and PermissionDenied as `assign_work`, Invalid by field.
    """
    student = student_to_help(by, student)
    at = at or timezone.now()
    try:
        (work,) = assign_work(
            [student],
            by=by,
            title=title.strip() or default_title(skills),
            skills=skills,
            question_count=question_count,
            difficulty=difficulty,
            due_at=due_at or at + DAYS_TO_DO_IT,
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
    _notify(student, work.assignment, at)
    return intervention


def default_title(skills: Sequence[Skill]) -> str:
    title = "Targeted Practice - " + ", ".join(skill.name for skill in skills)
    longest = Assignment._meta.get_field("title").max_length or len(title)
    return title if len(title) <= longest else f"{title[: longest - 1].rstrip()}…"


def _notify(student: Student, assignment: Assignment, at: datetime) -> None:
    due_at = assignment.due_at or at
    due_on = date_format(student.school.day_of(due_at), "MONTH_DAY_FORMAT")
    notify_student(
        student,
        kind=Notification.Kind.ASSIGNMENT,
        title=f"New assignment: {assignment.title}",
        body=f"{assignment.question_count} questions, due {due_on}.",
        at=at,
    )


def _first_problem(error: ValidationError) -> Invalid:
    """The form shows one sentence beside one field; the others come when that one is mended."""
    for field, messages in error.message_dict.items():
        return Invalid(field, messages[0])
    return Invalid("", error.messages[0])
