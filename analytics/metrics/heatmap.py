"""What the students of a class did on each skill: one cell for each pair.

Window: the period asked for. Excluded: sessions without an answered question, and pairs without an
answer, which have no cell. Unit: answers; shares 0..1.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q, Sum

from alpha.accounts.models import School
from alpha.learning.models import Skill
from alpha.periods import Period
from analytics.metrics.activity import ESTIMATED_SESSIONS, practice
from analytics.metrics.mastery import ENOUGH_ANSWERS
from analytics.metrics.performance import Band, band_of

# A student and a skill.
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CellTotals:
    """A student's practice of one skill in the window; never without an answer."""

    correct: int
    answered: int
    last_day: date
    estimated: int = 0

    @property
    def accuracy(self) -> float:
        return self.correct / self.answered


def cell_totals(
    student_ids: Iterable[int], period: Period, *, skill_ids: Collection[int] | None = None
) -> dict[Pair, CellTotals]:
    """Return the totals of each (student, skill) with answers in the window; one grouped query.

    Over all skills they add up to each student's totals of the window: same sessions, same dates.
    """
    rows = practice().filter(
        student__in=list(student_ids), school_day__gte=period.start, school_day__lt=period.end
    )
    if skill_ids is not None:
        rows = rows.filter(skill__in=skill_ids)
    grouped = (
        rows.order_by()
        .values_list("student_id", "skill_id")
        .annotate(
            correct=Sum("questions_correct"),
            answered=Sum("questions_answered"),
            last_day=Max("school_day"),
            estimated=ESTIMATED_SESSIONS,
        )
    )
    return {(student_id, skill_id): CellTotals(*cell) for student_id, skill_id, *cell in grouped}


def skill_names(practiced: Iterable[int], *, begun_by: Iterable[int] = ()) -> dict[int, str]:
    """Return names by id: the skills practiced, and those on a learning path of these students."""
    wanted = Q(pk__in=list(practiced))
    students = list(begun_by)
    if students:
        wanted |= Q(learning_paths__student__in=students)
    skills = Skill.objects.filter(wanted).order_by("name", "pk").distinct()
    return dict(skills.values_list("pk", "name"))


def cell_band(correct: int, answered: int, school: School) -> Band:
    """Return the band of one cell, by the school's thresholds; below ten answers not enough data.

    A whole window needs more answers than that (`performance.band`); one skill has fewer to give.
    """
    if answered < ENOUGH_ANSWERS:
        return "not_enough_data"
    return band_of(correct / answered, school)
