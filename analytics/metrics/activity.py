"""When students practiced, and how much.

Window: dates at the school, as named by each function. Excluded: sessions without an answered
question. Units: questions, seconds, dates.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from alpha.accounts.models import School
from alpha.accounts.selectors import school_day_test
from alpha.gamification.rules import current_streak
from alpha.learning.models import PracticeSession, Student
from alpha.periods import Period

WEEK = 7
# Sessions whose date no clock has seen. Counts a column that the index of practice holds.
ESTIMATED_SESSIONS = Count("is_estimated", filter=Q(is_estimated=True))


class DayTotals(NamedTuple):
    """What was done on one active day; never without an answer."""

    day: date
    answered: int
    correct: int
    seconds: int
    estimated: int = 0
    students: int = 1

    @property
    def accuracy(self) -> float:
        return self.correct / self.answered


def practice() -> QuerySet[PracticeSession]:
    """The sessions that count: those with at least one answered question."""
    return PracticeSession.objects.filter(questions_answered__gt=0)


def practice_by_day(
    student_ids: Iterable[int], *, start: date, end: date
) -> dict[int, tuple[DayTotals, ...]]:
    """Return each student's active days from `start` up to, not including, `end`, oldest first.

    Every student asked for has a key. One grouped query, whatever the number of students. All other
    numbers per student and day are sums over these rows, which is why they agree.
    """
    ids = list(student_ids)
    rows = (
        practice()
        .filter(student__in=ids, school_day__gte=start, school_day__lt=end)
        .order_by("student_id", "school_day")
        .values_list("student_id", "school_day")
        .annotate(
            answered=Sum("questions_answered"),
            correct=Sum("questions_correct"),
            seconds=Sum("time_spent_seconds"),
            estimated=ESTIMATED_SESSIONS,
        )
    )
    days: dict[int, list[DayTotals]] = {student_id: [] for student_id in ids}
    for student_id, day, *totals in plain_rows(rows):
        days[student_id].append(DayTotals(as_date(day), *totals))
    return {student_id: tuple(rows) for student_id, rows in days.items()}


def plain_rows(rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """Return a query's rows as the database gives them.

    Django looks at each value once more, which takes as long as reading them: too long for the
    thousand rows of whole numbers behind a class. Dates go through `as_date`.
    """
    try:
        statement, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def as_date(value: date | str) -> date:
    """Return a date that came plain from a database; SQLite keeps dates as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


class ActiveShare(NamedTuple):
    """`active` of `students` have practiced."""

    active: int
    students: int


def active_share(students: QuerySet[Student], today: date) -> ActiveShare:
    """Return how many of these students have practiced within the last seven dates, today included; one query."""
    week = this_week(today)
    practiced = practice().filter(
        student=OuterRef("pk"), school_day__gte=week.start, school_day__lt=week.end
    )
    counts = (
        students.order_by()
        .annotate(practiced=Exists(practiced))
        .aggregate(active=Count("pk", filter=Q(practiced=True)), students=Count("pk"))
    )
    return ActiveShare(**counts)


def pooled_by_day(by_student: Mapping[int, Iterable[DayTotals]]) -> tuple[DayTotals, ...]:
    """Return the days of a whole class: sums over its students, `students` counts who was active."""
    by_day: dict[date, list[DayTotals]] = defaultdict(list)
    for days in by_student.values():
        for row in days:
            by_day[row.day].append(row)
    return tuple(
        DayTotals(
            day=day,
            answered=sum(row.answered for row in rows),
            correct=sum(row.correct for row in rows),
            seconds=sum(row.seconds for row in rows),
            estimated=sum(row.estimated for row in rows),
            students=len(rows),
        )
        for day, rows in sorted(by_day.items())
    )


def within(days: Iterable[DayTotals], period: Period) -> tuple[DayTotals, ...]:
    """Return the days of a window."""
    return tuple(row for row in days if row.day in period)


def active_days(days: Iterable[DayTotals], period: Period) -> int:
    """Return the active days in the window: dates with at least one answered question."""
    return len(within(days, period))


def this_week(today: date) -> Period:
    """ "This week" is the last seven dates ending today, "last week" the seven before them.

    Not the calendar's week: on a Monday that one would be empty for everybody.
    """
    return Period.last(WEEK, today=today)


def last_practice_on(student_ids: Iterable[int]) -> dict[int, date]:
    """Return the newest active day of each student, ever; who never practiced has no key."""
    # Looked up student by student inside the database: a maximum would read all practice ever.
    newest = practice().filter(student=OuterRef("pk")).order_by("-school_day")
    students = Student.objects.filter(pk__in=list(student_ids)).order_by()
    days = students.values_list("pk", Subquery(newest.values("school_day")[:1]))
    return {student_id: day for student_id, day in days if day is not None}


def streak_days(student: Student) -> int:
    """Return the student's current streak, as `streak_of` her active days."""
    days = practice().filter(student=student).order_by().values_list("school_day", flat=True)
    return streak_of(days.distinct(), student.school)


def streak_of(days: Iterable[date], school: School) -> int:
    """Return the current streak of active days: see `alpha.gamification.rules.current_streak`.

    Days without school are the weekdays the school does not teach on, and its holidays; one query.
    """
    return current_streak(set(days), school.today(), school_day_test(school))
