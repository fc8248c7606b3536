"""Is a student's accuracy rising, falling or neither: one test, honest about chance.

A weighted regression of daily accuracy with a dispersion that is allowed to exceed coin flips
(shrunk towards 1, as moderated variances are). Where the month before holds enough practice it is
the baseline: the level is estimated from it and only a change after it counts. Otherwise the window
is tested alone, which finds less. Random tests of the whole are in
`tests/analytics/test_trends_simulation.py`.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from alpha.learning.beta_distribution import student_t_cdf, student_t_quantile
from analytics.rates import DAY_CORRELATION

StudentId = TypeVar("StudentId", bound=Hashable)
Label = Literal["improving", "stable", "declining", "insufficient"]
Basis = Literal["history", "window"]
# (day index, answered, correct) of one active day; the index is any count of days.
Day = tuple[int, int, int]

SMALLEST_CHANGE = 0.08
WATCH_PROBABILITY = 0.90
CONFIDENCE = 0.975
# How many days' worth of belief says that answers vary as independent ones would.
DISPERSION_WEIGHT = 12

HISTORY_MIN_DAYS, HISTORY_MIN_ANSWERS = 4, 40
RECENT_MIN_DAYS, RECENT_MIN_ANSWERS = 3, 20
ALONE_MIN_DAYS, ALONE_MIN_ANSWERS, ALONE_MIN_SPAN = 5, 40, 10


@dataclass(frozen=True, slots=True)
class Trend:
    """What the test found.

    `change`, `low` and `high` (95 %) are the change of accuracy over the window, in proportions:
    -.18 is 18 points down. `p_decline` is the probability of a decline. `basis` says what the
    change is measured against: "history", the level of the days before the window, or "window", its
    own first day. These five are None when the label is "insufficient". `active_days` and
    `answered` count the days used: window and history for "history", else the window. `watch`:
    stable, but possibly declining.
    """

    label: Label
    change: float | None
    low: float | None
    high: float | None
    p_decline: float | None
    basis: Basis | None
    active_days: int
    answered: int
    watch: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A weighted line through daily accuracies: its slope, its middle and how sure it is."""

    slope: float
    mean_x: float
    mean_y: float
    weight: float
    sxx: float
    variance: float

    def level_at(self, x: float) -> float:
        return self.mean_y + self.slope * (x - self.mean_x)

    def variance_at(self, x: float) -> float:
        """Return the squared standard error of the level at `x`."""
        return self.variance * (1 / self.weight + (x - self.mean_x) ** 2 / self.sxx)


def classify_trend(days: Iterable[Day], today: int, window: int = 30, history: int = 30) -> Trend:
    """Classify one student's daily results; the test is described at the top of this module.

    `days` come in any order; rows of one day are added up, days without answers are no active days.
    The window is the last `window` days ending at `today` inclusive, history the `history` days
    before it; everything else is ignored. Declining: T <= -t.975 and at least 8 points down;
    improving is its mirror. Too little practice to say is "insufficient", never "stable".
    """
    last_history_day = today - window
    first_day = last_history_day - history + 1
    merged = _merge(day for day in days if first_day <= day[0] <= today)
    before = [day for day in merged if day[0] <= last_history_day]
    recent = [day for day in merged if day[0] > last_history_day]
    if _enough(before, HISTORY_MIN_DAYS, HISTORY_MIN_ANSWERS) and _enough(
        recent, RECENT_MIN_DAYS, RECENT_MIN_ANSWERS
    ):
        xs = [max(0, day - last_history_day) for day, _, _ in merged]
        return _tested(merged, xs, span=window, basis="history")
    if (
        _enough(recent, ALONE_MIN_DAYS, ALONE_MIN_ANSWERS)
        and recent[-1][0] - recent[0][0] >= ALONE_MIN_SPAN
    ):
        xs = [day - recent[0][0] for day, _, _ in recent]
        return _tested(recent, xs, span=window - 1, basis="window")
    return Trend(
        label="insufficient",
        change=None,
        low=None,
        high=None,
        p_decline=None,
        basis=None,
        active_days=len(recent),
        answered=_answered(recent),
        watch=False,
    )


def classify_trends(
    by_student: Mapping[StudentId, Iterable[Day]], today: int, window: int = 30, history: int = 30
) -> dict[StudentId, Trend]:
    """Classify many students; the keys come back as they were given."""
    return {
        student: classify_trend(days, today, window, history)
        for student, days in by_student.items()
    }


def _tested(days: Sequence[Day], xs: Sequence[int], *, span: int, basis: Basis) -> Trend:
    line = fit_line(days, xs)
    slope, error = line.slope, math.sqrt(line.variance / line.sxx)
    df = DISPERSION_WEIGHT + len(days) - 2
    critical = student_t_quantile(CONFIDENCE, df)
    t = slope / error
    change, reach = slope * span, critical * error * span
    p_decline = student_t_cdf(-t, df)
    label: Label = "stable"
    if t <= -critical and change <= -SMALLEST_CHANGE:
        label = "declining"
    elif t >= critical and change >= SMALLEST_CHANGE:
        label = "improving"
    return Trend(
        label=label,
        change=change,
        low=change - reach,
        high=change + reach,
        p_decline=p_decline,
        basis=basis,
        active_days=len(days),
        answered=_answered(days),
        watch=label == "stable" and p_decline >= WATCH_PROBABILITY and change <= -SMALLEST_CHANGE,
    )


def fit_line(days: Sequence[Day], xs: Sequence[int]) -> Line:
    """Fit daily accuracy on `xs`, weighted by what the answers of a day are worth.

    Needs two different values of x. The variance is that of coin flips times a dispersion which the
    days themselves show, shrunk towards 1.
    """
    weights = [answered / (1 + (answered - 1) * DAY_CORRELATION) for _, answered, _ in days]
    ys = [correct / answered for _, answered, correct in days]
    total = math.fsum(weights)
    mean_x = math.fsum(w * x for w, x in zip(weights, xs, strict=True)) / total
    mean_y = math.fsum(w * y for w, y in zip(weights, ys, strict=True)) / total
    sxx = sxy = syy = 0.0
    for w, x, y in zip(weights, xs, ys, strict=True):
        sxx += w * (x - mean_x) ** 2
        sxy += w * (x - mean_x) * (y - mean_y)
        syy += w * (y - mean_y) ** 2
    pooled = (sum(day[2] for day in days) + 1) / (_answered(days) + 2)
    coin_flips = pooled * (1 - pooled)
    residual = max(0.0, syy - sxy**2 / sxx) / coin_flips
    dispersion = (DISPERSION_WEIGHT + residual) / (DISPERSION_WEIGHT + len(days) - 2)
    return Line(sxy / sxx, mean_x, mean_y, total, sxx, dispersion * coin_flips)


def _merge(days: Iterable[Day]) -> list[Day]:
    """Return one row per active day in date order."""
    totals: dict[int, tuple[int, int]] = {}
    for day, answered, correct in days:
        if not 0 <= correct <= answered:
            raise ValueError(f"Day {day} has {correct} correct of {answered} answered.")
        if answered:
            so_far = totals.get(day, (0, 0))
            totals[day] = (so_far[0] + answered, so_far[1] + correct)
    return [(day, *totals[day]) for day in sorted(totals)]


def _enough(days: Sequence[Day], min_days: int, min_answers: int) -> bool:
    return len(days) >= min_days and _answered(days) >= min_answers


def _answered(days: Sequence[Day]) -> int:
    return sum(answered for _, answered, _ in days)
