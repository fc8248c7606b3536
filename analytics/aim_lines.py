"""Is a student on the way to a goal: the aim line from baseline to goal, and what to do about it.

The weekly results are fitted by the weighted line of `analytics.trends`; the level it ends at is
compared with the aim of that week, with the doubt about both the line and the baseline counted.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from alpha.learning.beta_distribution import student_t_cdf
from analytics.trends import DISPERSION_WEIGHT, fit_line

AimStatus = Literal["wait", "change", "keep", "raise"]
# (week 1, 2, … since the baseline, correct, answered).
Week = tuple[int, int, int]

MIN_WEEKS = 6
CHANGE_AT_MOST = 0.10
RAISE_FROM = 0.95
POINTS = 4


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the weeks so far suggest; `probability` that the level reaches the aim is None while one has to wait.

    `weeks_seen`: weeks with answers.
    """

    status: AimStatus
    probability: float | None
    weeks_seen: int


def aim_status(
    weekly: Iterable[Week], baseline: float, goal: float, weeks: int, baseline_n: int = 60
) -> AimStatus:
    """Say what the weeks so far suggest about a goal to be reached in `weeks` weeks.

    change: the fitted level reaches the aim of the newest week with a probability of at most 10 %;
    raise: of at least 95 %; keep: in between; wait: fewer than six weeks with answers. Weeks come
    in any order, rows of one week are added up. `baseline` is a share known from `baseline_n`
    answers.
    """
    return aim_outlook(weekly, baseline, goal, weeks, baseline_n).status


def aim_outlook(
    weekly: Iterable[Week], baseline: float, goal: float, weeks: int, baseline_n: int = 60
) -> Outlook:
    """Return what `aim_status` says together with the probability that it goes by."""
    _check(baseline, goal, weeks, baseline_n)
    results = _merge(weekly)
    if len(results) < MIN_WEEKS:
        return Outlook("wait", None, len(results))
    probability = _probability_of_reaching(results, baseline, goal, weeks, baseline_n)
    status: AimStatus = "keep"
    if probability <= CHANGE_AT_MOST:
        status = "change"
    elif probability >= RAISE_FROM:
        status = "raise"
    return Outlook(status, probability, len(results))


def four_point_rule(weekly: Iterable[Week], baseline: float, goal: float, weeks: int) -> AimStatus:
    """Apply the rule teachers know: the last four points all below the line, or all above it.

    A side note only: it tells more than a third of the students who are on track to change.
    """
    _check(baseline, goal, weeks)
    newest = _merge(weekly)[-POINTS:]
    if len(newest) < POINTS:
        return "wait"
    above = [k / n - aim(week, baseline, goal, weeks) for week, k, n in newest]
    if max(above) < 0:
        return "change"
    return "raise" if min(above) > 0 else "keep"


def aim(week: float, baseline: float, goal: float, weeks: int) -> float:
    """Return the level of the aim line in a week; after the last one it stays at the goal."""
    return baseline + (goal - baseline) * min(1.0, week / weeks)


def _probability_of_reaching(
    results: list[Week], baseline: float, goal: float, weeks: int, baseline_n: int
) -> float:
    newest = results[-1][0]
    line = fit_line([(week, n, k) for week, k, n in results], [week for week, _, _ in results])
    # Two answers more, one of them right: a perfect baseline is not beyond doubt either.
    share = (baseline * baseline_n + 1) / (baseline_n + 2)
    error = math.sqrt(line.variance_at(newest) + share * (1 - share) / baseline_n)
    distance = line.level_at(newest) - aim(newest, baseline, goal, weeks)
    return student_t_cdf(distance / error, DISPERSION_WEIGHT + len(results) - 2)


def _merge(weekly: Iterable[Week]) -> list[Week]:
    """Return one row per week with answers, in order."""
    totals: dict[int, tuple[int, int]] = {}
    for week, correct, answered in weekly:
        if not 0 <= correct <= answered:
            raise ValueError(f"Week {week} has {correct} correct of {answered} answered.")
        if answered:
            so_far = totals.get(week, (0, 0))
            totals[week] = (so_far[0] + correct, so_far[1] + answered)
    return [(week, *totals[week]) for week in sorted(totals)]


def _check(baseline: float, goal: float, weeks: int, baseline_n: int = 1) -> None:
    if not (0 <= baseline <= 1 and 0 <= goal <= 1):
        raise ValueError("Baseline and goal are shares from 0 to 1.")
    if weeks < 1:
        raise ValueError("A goal needs at least one week.")
    if baseline_n < 1:
        raise ValueError("A baseline needs at least one answer.")
