"""What is kept when help begins, so that its effect can be measured later.

Window "base": the dates from 43 to 16 days before the day of the intervention. The two weeks before it belong to
neither side: a student is chosen at her lowest, so they would make any help look good. Window "last30": the 30 dates
ending with the day itself, what the teacher saw. Excluded: sessions without an answer. Unit: answers, active days.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.db.models import Sum

from alpha.learning.models import Skill, Student
from alpha.periods import Period
from analytics.metrics.activity import practice

BASELINE_VERSION = 1

Window = Literal["base", "last30"]


@dataclass(frozen=True, slots=True)
class Tally:
    """`active_days`: dates with at least one answered question."""

    correct: int
    answered: int
    active_days: int

    @property
    def percent(self) -> int | None:
        """Accuracy in whole percent, None without answers. Half a percent goes up: 1 of 8 is 13."""
        if not self.answered:
            return None
        return (200 * self.correct // self.answered + 1) // 2


@dataclass(frozen=True, slots=True)
class ThenAndNow:
    """A skill, or all of them, before an intervention and today. None: nothing was frozen.

    `now` are the 30 dates ending today, counted as `last30` was; with `last30` it is what the teacher saw then and sees
    now, natural rebound included.
    """

    name: str
    base: Tally | None
    last30: Tally | None
    now: Tally


@dataclass(frozen=True, slots=True)
class PracticeDay:
    """A student's answers on one skill on one date."""

    skill_id: int
    day: date
    correct: int
    answered: int


def base_window(on: date) -> Period:
    return Period(on - timedelta(days=43), on - timedelta(days=15))


def last_30_days(on: date) -> Period:
    return Period.last(30, today=on)


def frozen_baseline(student: Student, skills: Iterable[Skill], on: date) -> dict[str, Any]:
    """Practice before an intervention of the day `on`, overall and on `skills`, as JSON.

    Keys: version, date, overall, skills by id (a string, as JSON has it); overall and each skill hold base and last30,
    each {correct, answered, active_days}. One query.
    """
    rows = practice_days(student, Period(base_window(on).start, last_30_days(on).end))
    return {
        "version": BASELINE_VERSION,
        "date": on.isoformat(),
        "overall": _both_windows(rows, on),
        "skills": {
            str(skill.pk): _both_windows([row for row in rows if row.skill_id == skill.pk], on)
            for skill in skills
        },
    }


def practice_days(student: Student, period: Period) -> list[PracticeDay]:
    rows = (
        practice()
        .filter(student=student, school_day__gte=period.start, school_day__lt=period.end)
        .order_by()
        .values("skill_id", "school_day")
        .annotate(correct=Sum("questions_correct"), answered=Sum("questions_answered"))
    )
    return [
        PracticeDay(row["skill_id"], row["school_day"], row["correct"], row["answered"])
        for row in rows
    ]


def tally(rows: Iterable[PracticeDay], period: Period) -> Tally:
    counted = [row for row in rows if row.day in period]
    return Tally(
        correct=sum(row.correct for row in counted),
        answered=sum(row.answered for row in counted),
        active_days=len({row.day for row in counted}),
    )


def last_30_days_now(student: Student) -> Tally:
    """What `last30` of a baseline would be if it were frozen today. One query."""
    window = last_30_days(student.school.today())
    return tally(practice_days(student, window), window)


def frozen(
    baseline: Mapping[str, Any] | None, window: Window, skill: Skill | None = None
) -> Tally | None:
    """A window of a frozen baseline, overall or of one skill; None where nothing was frozen."""
    if not baseline:
        return None
    part = baseline["overall"] if skill is None else baseline["skills"].get(str(skill.pk))
    return part and Tally(**part[window])


def then_and_now(
    student: Student, baseline: Mapping[str, Any] | None, skills: Iterable[Skill]
) -> list[ThenAndNow]:
    """All skills together, then each of `skills`. One query."""
    window = last_30_days(student.school.today())
    days = practice_days(student, window)
    of_skills = [(skill, [day for day in days if day.skill_id == skill.pk]) for skill in skills]
    return [
        ThenAndNow(
            name="All skills" if skill is None else skill.name,
            base=frozen(baseline, "base", skill),
            last30=frozen(baseline, "last30", skill),
            now=tally(part, window),
        )
        for skill, part in [(None, days), *of_skills]
    ]


def _both_windows(rows: list[PracticeDay], on: date) -> dict[str, dict[str, int]]:
    return {
        "base": asdict(tally(rows, base_window(on))),
        "last30": asdict(tally(rows, last_30_days(on))),
    }
