"""A student beside her class.

Population: active students enrolled in the class today, nobody else; their numbers count all of their
practice in the window, in whichever class. Excluded from averages, ranks and percentiles: students
without an answer in the window. Unit: shares of correct answers, 0..1. For adults only.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Count, Min, Sum

from alpha.accounts.models import User
from alpha.learning.access import classrooms_shared_with, enrolled_students
from alpha.learning.models import Classroom, Enrollment, Student
from alpha.learning.models.roster import current_on
from alpha.periods import Period
from analytics import words
from analytics.metrics.activity import (
    ESTIMATED_SESSIONS,
    DayTotals,
    as_date,
    plain_rows,
    practice,
)
from analytics.metrics.performance import Totals, totals_of, window_totals
from analytics.rates import Rank, class_prior, effective_counts, rank_class

# Below this many ranked students a likely range says next to nothing.
LIKELY_RANK_FROM = 10
Z_95 = 1.95996


@dataclass(frozen=True, slots=True)
class Comparison:
    """`difference` is student − average; `class_size` counts the students with data, who are ranked.

    `percentile` is a whole number 0..100. Rank and percentile are None where the student has no
    data, and in a class where nobody else has.
    """

    class_id: int
    class_name: str
    student_accuracy: float | None
    class_average: float | None
    difference: float | None
    rank: int | None
    class_size: int
    percentile: int | None
    position: str
    is_estimated: bool = field(metadata={"page_only": True}, default=False)
    # The percentiles of the likely ranks, lowest first; None below ten students with data.
    likely_percentiles: tuple[int, int] | None = field(metadata={"page_only": True}, default=None)

    @property
    def percentile_words(self) -> str:
        return words.percentile(self.percentile, likely=self.likely_percentiles)

    @property
    def difference_words(self) -> str:
        return words.difference(self.difference)


@dataclass(frozen=True, slots=True)
class Population:
    """A class and the window's totals of its students, active and enrolled today, by id.

    Who did not practice may be missing.
    """

    class_id: int
    class_name: str
    totals: Mapping[int, Totals]


def class_average(totals: Collection[Totals]) -> float | None:
    """Mean of the students' accuracies: each student with answers counts once, however many."""
    # Exact until the end: (60 % + 70 %) / 2 is .65, and stays so in any order of the students.
    shares = [Fraction(row.correct, row.answered) for row in totals if row.answered]
    return float(sum(shares) / len(shares)) if shares else None


def prior_of(totals: Collection[Totals]) -> tuple[float, float]:
    """What the class says about a student before she has answered: `analytics.rates.class_prior`."""
    return class_prior((row.correct, row.answered) for row in totals)


def shared_classroom(student: Student, viewer: User) -> Classroom | None:
    """The class a student is compared with unless told: the lowest id shared with the viewer.

    Shared: the student is enrolled today and the viewer may see the class; one in use goes before
    an archived one.
    """
    return classrooms_shared_with(viewer, student).select_related("school").first()


def find_shared_classroom(student: Student, viewer: User, class_id: int) -> Classroom | None:
    """The class asked for, if the student is in it today and the viewer may see it."""
    return (
        classrooms_shared_with(viewer, student).select_related("school").filter(pk=class_id).first()
    )


def practice_with_class(
    student: Student, class_id: int | None, period: Period
) -> tuple[tuple[DayTotals, ...], Population | None]:
    """Return all active days of a student, and her class with its practice of the window.

    Two queries, whatever the class. `class_id` is a class the student is enrolled in today; None:
    there is none to compare with.
    """
    today = student.school.today()
    enrolled = Enrollment.objects.filter(
        current_on(today), classroom=class_id, student__is_active=True
    )
    # Ids rather than a subquery: with them PostgreSQL reads these students' rows and no others.
    names = dict(enrolled.values_list("student_id", "classroom__name"))
    rows = _own_days_and_totals_of(names.keys() - {student.pk}, student, period, today=today)
    days: list[DayTotals] = []
    totals: dict[int, Totals] = {}
    for student_id, day, answered, correct, seconds, estimated, active_days in rows:
        if student_id == student.pk:
            days.append(DayTotals(as_date(day), answered, correct, seconds, estimated=estimated))
        else:
            totals[student_id] = Totals(answered, correct, seconds, active_days, estimated)
    if class_id is None:
        return tuple(days), None
    totals[student.pk] = totals_of(days, period)
    return tuple(days), Population(class_id, names[student.pk], totals)


def _own_days_and_totals_of(
    classmates: Collection[int], student: Student, period: Period, *, today: date
) -> list[tuple[Any, ...]]:
    """Return a row for each active day of the student, and one for each classmate's whole window.

    Rows: student id, date, then answered, correct, seconds, estimated, active days.
    """
    sums = {
        "answered": Sum("questions_answered"),
        "correct": Sum("questions_correct"),
        "seconds": Sum("time_spent_seconds"),
        "estimated": ESTIMATED_SESSIONS,
        "active_days": Count("school_day", distinct=True),
    }
    own_sessions = practice().filter(student=student, school_day__lte=today)
    their_sessions = practice().filter(
        student__in=classmates,
        school_day__gte=period.start,
        school_day__lt=period.end,
    )
    # Two halves rather than one condition with "or": each is read from the index on its own.
    own_days = own_sessions.order_by().values_list("student_id", "school_day").annotate(**sums)
    totals_of_others = (
        their_sessions.order_by().values_list("student_id").annotate(day=Min("school_day"), **sums)
    )
    return plain_rows(own_days.union(totals_of_others, all=True).order_by("school_day"))


def compare(student: Student, classroom: Classroom, period: Period) -> Comparison:
    """Place a student of the class among its population; two queries, whatever its size."""
    ids = enrolled_students(classroom).order_by().values_list("pk", flat=True)
    totals = window_totals(ids, period)
    return compare_within(student, Population(classroom.pk, classroom.name, totals))


def compare_within(student: Student, population: Population) -> Comparison:
    """Place a student among a class; no query.

    Rank: on raw window accuracy, 1 is the highest, ties share the better rank. Percentile: 100 ×
    (mean ascending rank) ÷ (students with data), ties averaged; the lowest of three is 33.
    """
    totals = population.totals
    own = totals.get(student.pk, Totals())
    average = class_average(totals.values())
    rank = rank_class({key: row.accuracy for key, row in totals.items()}).get(student.pk)
    likely = likely_ranks(totals).get(student.pk)
    ranked = sum(row.answered > 0 for row in totals.values())
    alone = rank is None or rank.of == 1
    return Comparison(
        class_id=population.class_id,
        class_name=population.class_name,
        student_accuracy=own.accuracy,
        class_average=average,
        difference=_difference(own.accuracy, average),
        rank=None if rank is None or alone else rank.rank,
        class_size=ranked,
        percentile=_percentile(rank),
        position=_position(rank, likely),
        is_estimated=any(row.estimated for row in totals.values()),
        likely_percentiles=_likely_percentiles(rank, likely),
    )


def likely_ranks(totals: Mapping[int, Totals]) -> dict[int, tuple[int, int]]:
    """Return the likely range (best, worst) of each rank; empty below ten students with data.

    A classmate is surely above or below where the two posteriors (class prior, answers of a day
    resembling each other) differ by more than 1.96 standard errors; the rest could stand on either
    side. The range always holds the raw rank.
    """
    with_data = {key: row for key, row in totals.items() if row.answered}
    if len(with_data) < LIKELY_RANK_FROM:
        return {}
    ranks = rank_class({key: row.accuracy for key, row in with_data.items()})
    prior = prior_of(with_data.values())
    beliefs = {key: _belief(row, prior) for key, row in with_data.items()}
    ranges = {}
    for key, (mean, spread) in beliefs.items():
        gaps = [
            (other - mean) / math.sqrt(spread + other_spread)
            for other, other_spread in beliefs.values()
        ]
        best = 1 + sum(gap > Z_95 for gap in gaps)
        worst = len(beliefs) - sum(gap < -Z_95 for gap in gaps)
        rank = ranks[key]
        raw = rank.rank if rank is not None else best
        ranges[key] = (min(best, raw), max(worst, raw))
    return ranges


def _difference(own: float | None, average: float | None) -> float | None:
    return None if own is None or average is None else own - average


def _percentile(rank: Rank | None) -> int | None:
    if rank is None or rank.percentile is None:
        return None
    return words.rounded(rank.percentile)


def _likely_percentiles(
    rank: Rank | None, likely: tuple[int, int] | None
) -> tuple[int, int] | None:
    """Return the percentiles of the worst and the best likely rank, with the raw one in between."""
    raw = _percentile(rank)
    if rank is None or likely is None or raw is None:
        return None
    worst, best = [words.rounded(100 * (rank.of - place + 1) / rank.of) for place in likely[::-1]]
    return min(worst, raw), max(best, raw)


def _position(rank: Rank | None, likely: tuple[int, int] | None) -> str:
    if rank is None:
        return words.position(None, 0)
    if rank.of == 1:
        return words.position(None, 1)
    return words.position(rank.rank, rank.of, tied=rank.tied, likely=likely)


def _belief(totals: Totals, prior: tuple[float, float]) -> tuple[float, float]:
    """Return (mean, variance) of the posterior of a student's true accuracy."""
    mean, strength = prior
    right, seen = effective_counts(totals.correct, totals.answered, totals.active_days)
    a, b = right + mean * strength, seen - right + (1 - mean) * strength
    return a / (a + b), a * b / ((a + b) ** 2 * (a + b + 1))
