"""Where a student stands today, as far as messages speak of it: her classes, practice, skills, and the work due first.

Read once for a page: the header, the variables of a message and the templates that are suggested all go by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from alpha.accounts.models import User
from alpha.learning.access import classrooms_shared_with
from alpha.learning.models import AssignedWork, LearningPath, Student
from analytics.metrics.activity import DayTotals, practice_by_day, streak_of
from analytics.metrics.assignments import days_late
from analytics.metrics.mastery import struggling_skills
from analytics.metrics.performance import totals_of, trend_of
from interventions.baseline import Tally, last_30_days

DUE_SOON_DAYS = 3


@dataclass(frozen=True, slots=True)
class DueWork:
    """Unfinished work with a due date. `days_late`: 0 is late on the very date, None is not late."""

    title: str
    due_on: date
    is_started: bool
    is_due_soon: bool
    days_late: int | None


@dataclass(frozen=True, slots=True)
class Situation:
    """`classes`: names of those the viewer shares with her today; `class_name`: of the one in use with the lowest id.

    `accuracy_percent`: of the last 30 days, None without answers. `struggling`: whether a skill needs help;
    `skill_name`: the worst of those, else the least accurate unmastered one. `work`: what is due first, overdue work
    included. Texts are empty and dates None where there is nothing to say.
    """

    classes: tuple[str, ...] = ()
    class_name: str = ""
    last_practice_on: date | None = None
    days_since_practice: int | None = None
    streak_days: int = 0
    accuracy_percent: int | None = None
    is_improving: bool = False
    struggling: bool = False
    skill_name: str = ""
    work: DueWork | None = None


def situation_of(student: Student, *, viewer: User) -> Situation:
    """Six queries, however many classes, skills, sessions or pieces of work there are."""
    today = student.school.today()
    shared = list(classrooms_shared_with(viewer, student).values_list("name", "is_archived"))
    days = _practice_until(student, today)
    last = days[-1].day if days else None
    totals = totals_of(days, last_30_days(today))
    struggling, skill_name = _weakest_skill(student)
    return Situation(
        classes=tuple(sorted(name for name, _ in shared)),
        class_name=next((name for name, is_archived in shared if not is_archived), ""),
        last_practice_on=last,
        days_since_practice=None if last is None else (today - last).days,
        streak_days=streak_of((row.day for row in days), student.school),
        accuracy_percent=Tally(totals.correct, totals.answered, totals.active_days).percent,
        is_improving=trend_of(days, today).label == "improving",
        struggling=struggling,
        skill_name=skill_name,
        work=_work_due_first(student),
    )


def _practice_until(student: Student, today: date) -> Sequence[DayTotals]:
    """All active days: the last one may be long ago, and a streak may be long."""
    every_day = practice_by_day([student.pk], start=date.min, end=today + timedelta(days=1))
    return every_day[student.pk]


def _weakest_skill(student: Student) -> tuple[bool, str]:
    worst = next(iter(struggling_skills(student)), None)
    if worst is not None:
        return True, worst.skill
    unmastered = LearningPath.objects.filter(
        student=student, mastery_achieved=False, current_accuracy__isnull=False
    )
    names = unmastered.order_by("current_accuracy", "skill__name", "skill_id")
    return False, names.values_list("skill__name", flat=True).first() or ""


def _work_due_first(student: Student) -> DueWork | None:
    now = timezone.now()
    released = Q(assignment__released_at__isnull=True) | Q(assignment__released_at__lte=now)
    work = (
        AssignedWork.objects.filter(released, student=student, assignment__due_at__isnull=False)
        .exclude(status=AssignedWork.Status.COMPLETED)
        .select_related("assignment")
        .order_by("assignment__due_at", "id")
        .first()
    )
    if work is None or work.assignment.due_at is None:
        return None
    due_at, school = work.assignment.due_at, student.school
    due_on, late = school.day_of(due_at), days_late(due_at, now, school)
    return DueWork(
        title=work.assignment.title,
        due_on=due_on,
        is_started=work.status != AssignedWork.Status.ASSIGNED,
        is_due_soon=late is None and (due_on - school.day_of(now)).days <= DUE_SOON_DAYS,
        days_late=late,
    )
