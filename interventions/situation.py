"""Where a student stands today, as far as messages speak of it: her classes, practice, skills, and the work due first.

Read once for a page: the header, the variables of a message and the templates that are suggested all go by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from alpha.accounts.models import School, User
from alpha.accounts.selectors import school_day_test
from alpha.gamification.rules import current_streak
from alpha.learning.access import classrooms_visible_to
from alpha.learning.models import AssignedWork, Enrollment, LearningPath, Student
from alpha.learning.models.roster import current_on
from analytics.metrics.activity import practice_by_day
from analytics.metrics.assignments import days_late
from analytics.metrics.effort import Earnings, earnings_of
from analytics.metrics.mastery import struggling_skills_of
from analytics.metrics.performance import totals_of, trend_of
from interventions.baseline import Tally, last_30_days

DUE_SOON_DAYS = 3
NOTHING_EARNED = Earnings(xp=0, achievement="")


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
    included. `earned`: XP and the newest achievement. Texts are empty and dates None where there is nothing to say.
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
    earned: Earnings = NOTHING_EARNED


def situation_of(student: Student, *, viewer: User) -> Situation:
    """Seven queries, however many classes, skills, sessions or pieces of work there are."""
    return situations_of([student], viewer=viewer)[student.pk]


def situations_of(students: Sequence[Student], *, viewer: User) -> dict[int, Situation]:
    """Where each of several students of one school stands, by her id; at most eight queries for all of them."""
    if not students:
        return {}
    school, ids = students[0].school, [student.pk for student in students]
    today, is_school_day = school.today(), school_day_test(school)
    # All active days: the last one may be long ago, and a streak may be long.
    practiced = practice_by_day(ids, start=date.min, end=today + timedelta(days=1))
    shared = _shared_classes(ids, viewer, today)
    weakest, work, earned = _weakest_skills(ids), _work_due_first(ids, school), earnings_of(ids)
    found = {}
    for key in ids:
        days, (struggling, skill_name) = practiced[key], weakest[key]
        last = days[-1].day if days else None
        totals = totals_of(days, last_30_days(today))
        found[key] = Situation(
            classes=tuple(sorted(name for name, _ in shared[key])),
            class_name=next((name for name, is_archived in shared[key] if not is_archived), ""),
            last_practice_on=last,
            days_since_practice=None if last is None else (today - last).days,
            streak_days=current_streak({row.day for row in days}, today, is_school_day),
            accuracy_percent=Tally(totals.correct, totals.answered, totals.active_days).percent,
            is_improving=trend_of(days, today).label == "improving",
            struggling=struggling,
            skill_name=skill_name,
            work=work.get(key),
            earned=earned[key],
        )
    return found


def _shared_classes(
    ids: Sequence[int], viewer: User, today: date
) -> dict[int, list[tuple[str, bool]]]:
    """Name and whether it is archived of each class both are in today; those in use first, then by id."""
    enrolled = Enrollment.objects.filter(
        current_on(today), student__in=ids, classroom__in=classrooms_visible_to(viewer)
    ).order_by("classroom__is_archived", "classroom_id")
    shared: dict[int, list[tuple[str, bool]]] = {key: [] for key in ids}
    for key, _, name, is_archived in enrolled.values_list(
        "student_id", "classroom_id", "classroom__name", "classroom__is_archived"
    ).distinct():
        shared[key].append((name, is_archived))
    return shared


def _weakest_skills(ids: Sequence[int]) -> dict[int, tuple[bool, str]]:
    """Whether a skill needs help, and its name; else the name of the least accurate that is not mastered."""
    worst = struggling_skills_of(ids)
    found = {key: (True, rows[0].skill) for key, rows in worst.items() if rows}
    others = [key for key in ids if key not in found]
    unmastered = LearningPath.objects.filter(
        student__in=others, mastery_achieved=False, current_accuracy__isnull=False
    ).order_by("current_accuracy", "skill__name", "skill_id")
    for key, name in unmastered.values_list("student_id", "skill__name"):
        found.setdefault(key, (False, name))
    return {key: found.get(key, (False, "")) for key in ids}


def _work_due_first(ids: Sequence[int], school: School) -> dict[int, DueWork]:
    now = timezone.now()
    released = Q(assignment__released_at__isnull=True) | Q(assignment__released_at__lte=now)
    works = (
        AssignedWork.objects.filter(released, student__in=ids, assignment__due_at__isnull=False)
        .exclude(status=AssignedWork.Status.COMPLETED)
        .select_related("assignment")
        .order_by("assignment__due_at", "id")
    )
    found: dict[int, DueWork] = {}
    for work in works:
        if work.student_id not in found and work.assignment.due_at is not None:
            found[work.student_id] = _due(work, work.assignment.due_at, now, school)
    return found


def _due(work: AssignedWork, due_at: datetime, now: datetime, school: School) -> DueWork:
    due_on, late = school.day_of(due_at), days_late(due_at, now, school)
    return DueWork(
        title=work.assignment.title,
        due_on=due_on,
        is_started=work.status != AssignedWork.Status.ASSIGNED,
        is_due_soon=late is None and (due_on - school.day_of(now)).days <= DUE_SOON_DAYS,
        days_late=late,
    )
