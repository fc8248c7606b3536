"""How well students answered.

Window: the period asked for, except the trend, which always compares the last 30 dates with the 30
before. Excluded: sessions without an answered question. Unit: shares of correct answers, 0..1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.db.models import Count, Sum

from alpha.accounts.models import School
from alpha.periods import Period
from analytics import words
from analytics.metrics.activity import ESTIMATED_SESSIONS, DayTotals, practice, within
from analytics.rates import DEFAULT_PRIOR, struggling
from analytics.trends import Trend, classify_trend

Band = Literal["excellent", "good", "fair", "needs_improvement", "not_enough_data"]
Standing = Literal["struggling", "watch", "on_track", "not_enough_data"]

TREND_DAYS = 30


@dataclass(frozen=True, slots=True)
class Totals:
    """All practice of a window. `estimated` counts sessions whose date no clock has seen."""

    answered: int = 0
    correct: int = 0
    seconds: int = 0
    active_days: int = 0
    estimated: int = 0

    @property
    def accuracy(self) -> float | None:
        """Correct ÷ answered, pooled over the window; None without answers, never 0."""
        return self.correct / self.answered if self.answered else None


def totals_of(days: Iterable[DayTotals], period: Period) -> Totals:
    """Add up the active days of a window."""
    rows = within(days, period)
    return Totals(
        answered=sum(row.answered for row in rows),
        correct=sum(row.correct for row in rows),
        seconds=sum(row.seconds for row in rows),
        active_days=len(rows),
        estimated=sum(row.estimated for row in rows),
    )


def window_totals(student_ids: Iterable[int], period: Period) -> dict[int, Totals]:
    """Return each student's totals of the window; one grouped query.

    Every student asked for has a key; who did not practice has empty totals.
    """
    ids = list(student_ids)
    rows = (
        practice()
        .filter(student__in=ids, school_day__gte=period.start, school_day__lt=period.end)
        .order_by()
        .values_list("student_id")
        .annotate(
            answered=Sum("questions_answered"),
            correct=Sum("questions_correct"),
            seconds=Sum("time_spent_seconds"),
            active_days=Count("school_day", distinct=True),
            estimated=ESTIMATED_SESSIONS,
        )
    )
    found = {student_id: Totals(*numbers) for student_id, *numbers in rows}
    return {student_id: found.get(student_id, Totals()) for student_id in ids}


def first_trend_day(today: date) -> date:
    """The first date the trend of `today` looks at."""
    return today - timedelta(days=2 * TREND_DAYS - 1)


def trend_of(days: Iterable[DayTotals], today: date) -> Trend:
    """Return the trend of a student's days, or of a class's pooled days.

    The last 30 dates against the 30 before, whatever the window on the page, by the test in
    `analytics.trends`, never by eye.
    """
    rows = [(row.day.toordinal(), row.answered, row.correct) for row in days]
    return classify_trend(rows, today.toordinal(), window=TREND_DAYS, history=TREND_DAYS)


def trend_sentence(trend: Trend, days: Iterable[DayTotals], today: date) -> str:
    """Say the trend with the first and last active day of the last 30 dates."""
    recent = within(days, Period.last(TREND_DAYS, today=today))
    if not recent:
        return words.trend_sentence(trend, None, None)
    first, last = recent[0], recent[-1]
    return words.trend_sentence(
        trend, (first.correct, first.answered), (last.correct, last.answered)
    )


def band(totals: Totals, school: School) -> Band:
    """Return the band of a window's accuracy: each begins at its share, the school's thresholds.

    Fewer answers than the school's minimum are "not enough data", whatever their accuracy.
    """
    accuracy = totals.accuracy
    if accuracy is None or totals.answered < school.minimum_answers:
        return "not_enough_data"
    return band_of(accuracy, school)


def band_of(accuracy: float, school: School) -> Band:
    """Return the band of a share that stands on enough answers."""
    if accuracy >= school.excellent_from:
        return "excellent"
    if accuracy >= school.good_from:
        return "good"
    return "fair" if accuracy >= school.fair_from else "needs_improvement"


def standing(
    totals: Totals, school: School, prior: tuple[float, float] = DEFAULT_PRIOR
) -> Standing:
    """Say whether a student may need help, by `analytics.rates.struggling` on the window.

    struggling: the accuracy is below the school's threshold with its certainty, days counted.
    watch: below it, but not surely. Fewer answers than the school's minimum are neither.
    `prior` is that of the class.
    """
    if totals.answered < school.minimum_answers:
        return "not_enough_data"
    answer = struggling(
        totals.correct,
        totals.answered,
        days=totals.active_days,
        prior=prior,
        threshold=school.struggling_below,
        prob=school.struggling_certainty,
        min_answers=school.minimum_answers,
    )
    if answer == "yes":
        return "struggling"
    return "watch" if answer == "watch" else "on_track"


def standing_reason(totals: Totals, found: Standing, school: School) -> str:
    """Say why somebody is struggling or to watch: "62 of 103 right (60%) on 7 days: surely below 70%"."""
    if found not in {"struggling", "watch"}:
        return ""
    return words.below(
        (totals.correct, totals.answered),
        totals.active_days,
        school.struggling_below,
        surely=found == "struggling",
    )


def pooled_accuracy(totals: Sequence[Totals]) -> float | None:
    """Correct ÷ answered over all answers of a class: who answers more weighs more."""
    answered = sum(row.answered for row in totals)
    return sum(row.correct for row in totals) / answered if answered else None
