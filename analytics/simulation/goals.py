"""Twelve weeks towards a goal: how often students who need no change are told to change."""

from collections.abc import Callable
from random import Random

from analytics.aim_lines import MIN_WEEKS, POINTS, AimStatus, Week, aim_status, four_point_rule
from analytics.simulation.practice import count_right, day_chance

WEEKS = 12
DAYS_A_WEEK, QUESTIONS_A_DAY = 3, 13
BASELINE, GOAL, BASELINE_DAYS, BASELINE_A_DAY = 0.55, 0.70, 3, 20
RHO = 0.035

Rule = Callable[[list[Week], float], AimStatus]

# name: the growth there is, as a share of the growth needed.
GROWTH = {"on track": 1.0, "half the growth": 0.5, "no growth": 0.0, "falling": -0.5}


def by_probability(weekly: list[Week], baseline: float) -> AimStatus:
    answered = BASELINE_DAYS * BASELINE_A_DAY
    return aim_status(weekly, baseline, GOAL, WEEKS, baseline_n=answered)


def by_four_points(weekly: list[Week], baseline: float) -> AimStatus:
    return four_point_rule(weekly, baseline, GOAL, WEEKS)


def told_to_change(rule: Rule, growth: float, seed: int, students: int) -> float:
    """Return the share of students whom the rule tells "change" at least once in twelve weeks."""
    rng = Random(seed)
    told = 0
    for _ in range(students):
        baseline = _right(rng, BASELINE, BASELINE_DAYS, BASELINE_A_DAY)
        weekly = [_draw_week(rng, week, growth) for week in range(1, WEEKS + 1)]
        earliest = min(MIN_WEEKS, POINTS)
        told += any(
            rule(weekly[:until], baseline / (BASELINE_DAYS * BASELINE_A_DAY)) == "change"
            for until in range(earliest, WEEKS + 1)
        )
    return told / students


def _draw_week(rng: Random, week: int, growth: float) -> Week:
    level = BASELINE + growth * (GOAL - BASELINE) * week / WEEKS
    right = _right(rng, level, DAYS_A_WEEK, QUESTIONS_A_DAY)
    return week, right, DAYS_A_WEEK * QUESTIONS_A_DAY


def _right(rng: Random, level: float, days: int, questions: int) -> int:
    return sum(count_right(rng, questions, day_chance(rng, level, RHO)) for _ in range(days))
