"""Giving work to students. How far each has come with it follows from practice: see `work_progress`."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from alpha.accounts.models import Role, User
from alpha.learning.access import students_helpable_by, students_visible_to
from alpha.learning.models import AssignedWork, Assignment, Classroom, Skill, Student

MAX_QUESTIONS = 200
NO_SKILL = "Choose at least one skill."
NO_QUESTION = "Ask at least one question."
TOO_MANY_QUESTIONS = f"Ask at most {MAX_QUESTIONS} questions."
NOT_TO_COME = "Choose a time that is still to come."
TOO_FAR = "Choose a day within a year."
LONGEST = timedelta(days=366)


@transaction.atomic
def assign_work(
    students: Sequence[Student],
    *,
    by: User,
    title: str,
    skills: Sequence[Skill],
    due_at: datetime,
    question_count: int = 15,
    difficulty: str = Assignment.Difficulty.ADAPTIVE,
    classroom: Classroom | None = None,
    created_at: datetime | None = None,
) -> list[AssignedWork]:
    """Give one assignment to all of `students`; their works come back in the same order.

    `created_at` is now unless the past is being told. Raises Http404 where a student is outside the scope of `by`,
    PermissionDenied where `by` may see but not assign (leaders, aides), ValidationError by field otherwise.
    """
    check_may_assign(by, students)
    created_at = created_at or timezone.now()
    assignment = Assignment(
        school=students[0].school,
        created_by=by,
        classroom=classroom,
        title=title.strip(),
        question_count=question_count,
        difficulty=difficulty,
        released_at=created_at,
        due_at=due_at,
        created_at=created_at,
    )
    _check_assignment(assignment, skills)
    assignment.save()
    assignment.skills.set(skills)
    return AssignedWork.objects.bulk_create(
        AssignedWork(assignment=assignment, student=student) for student in students
    )


def check_may_assign(by: User, students: Sequence[Student]) -> None:
    """Raises as `assign_work` for who may not give work to these students."""
    if not students:
        raise ValidationError({"students": "Choose at least one student."})
    wanted = {student.pk for student in students}
    if students_visible_to(by).filter(pk__in=wanted).count() != len(wanted):
        raise Http404
    helpable = students_helpable_by(by).filter(pk__in=wanted).count()
    if by.role == Role.LEADER or helpable != len(wanted):
        raise PermissionDenied


def _check_assignment(assignment: Assignment, skills: Sequence[Skill]) -> None:
    if not skills:
        raise ValidationError({"skills": NO_SKILL})
    school_id = assignment.school_id
    if any(skill.school_id != school_id for skill in skills):
        raise ValidationError({"skills": "Choose skills of this school."})
    if assignment.classroom is not None and assignment.classroom.school_id != school_id:
        raise ValidationError({"classroom": "Choose a class of this school."})
    if assignment.due_at is None or assignment.due_at <= assignment.created_at:
        raise ValidationError({"due_at": NOT_TO_COME})
    if assignment.due_at - assignment.created_at > LONGEST:
        raise ValidationError({"due_at": TOO_FAR})
    if assignment.question_count < 1:
        raise ValidationError({"question_count": NO_QUESTION})
    if assignment.question_count > MAX_QUESTIONS:
        raise ValidationError({"question_count": TOO_MANY_QUESTIONS})
    assignment.clean_fields()
