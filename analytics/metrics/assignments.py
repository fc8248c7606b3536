"""Assigned work, and whether it was done.

Window: a piece of work counts on the date it was due, or on the date it was finished if that came
first (work without a due date: when it was finished), so that each piece counts on one date, once,
and work done early shows at once. Excluded: work neither due nor finished within the window. Unit:
pieces of work.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from alpha.accounts.models import School
from alpha.learning.models import AssignedWork, Student
from alpha.periods import Period


@dataclass(frozen=True, slots=True)
class Week:
    """Work of one calendar week; `week` is its Monday."""

    week: date
    completed: int
    due: int


@dataclass(frozen=True, slots=True)
class AssignmentTotals:
    """`due` is all work of the window, `completed` and `on_time` are parts of it.

    On time: finished no later than due, and finished at all where nothing was due. `by_week` holds
    the weeks with work, oldest first.
    """

    completed: int
    due: int
    on_time: int
    by_week: tuple[Week, ...]


def assignment_totals(student: Student, period: Period) -> AssignmentTotals:
    """Return the student's assigned work of the window; one query."""
    school = student.school
    instants = (
        datetime.combine(period.start, time(), tzinfo=school.zone),
        datetime.combine(period.end, time(), tzinfo=school.zone),
    )
    touched = Q(assignment__due_at__gte=instants[0], assignment__due_at__lt=instants[1]) | Q(
        completed_at__gte=instants[0], completed_at__lt=instants[1]
    )
    works = AssignedWork.objects.filter(touched, student=student).select_related("assignment")
    by_week: dict[date, list[AssignedWork]] = defaultdict(list)
    for work in works:
        day = counted_on(work, school)
        if day is not None and day in period:
            by_week[day - timedelta(days=day.weekday())].append(work)
    counted = [work for week in by_week.values() for work in week]
    return AssignmentTotals(
        completed=sum(map(_is_completed, counted)),
        due=len(counted),
        on_time=sum(map(_is_on_time, counted)),
        by_week=tuple(
            Week(week=week, completed=sum(map(_is_completed, works)), due=len(works))
            for week, works in sorted(by_week.items())
        ),
    )


def counted_on(work: AssignedWork, school: School) -> date | None:
    """The one date a piece of work counts on: due or finished, whichever came first."""
    instants = [at for at in (work.assignment.due_at, work.completed_at) if at is not None]
    return min(map(school.day_of, instants), default=None)


def _is_completed(work: AssignedWork) -> bool:
    return work.completed_at is not None


def _is_on_time(work: AssignedWork) -> bool:
    due_at = work.assignment.due_at
    return work.completed_at is not None and (due_at is None or work.completed_at <= due_at)
