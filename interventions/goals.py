"""Is a student on the way to the goal that was set for her: the aim line from where she began, and what it suggests.

Accuracy counts all skills, as in every measured change: practice moves on to other skills within weeks, so that one alone
would soon have no answers. Before is the window frozen in the baseline; since is by weeks from the day after, week 1
first. Excluded: sessions without an answer.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from analytics.aim_lines import (
    MIN_WEEKS,
    AimStatus,
    Outlook,
    Week,
    aim,
    aim_outlook,
    four_point_rule,
)
from analytics.metrics.activity import DayTotals
from analytics.words import rounded
from interventions.effects import MIN_ANSWERS
from interventions.measured_change import MeasuredChange
from interventions.models import Intervention

WORDS: dict[AimStatus, tuple[str, str]] = {
    "wait": ("Too early to say", ""),
    "change": ("Below the line", "Try something else."),
    "keep": ("Around the line", "Keep going."),
    "raise": ("Above the line", "The goal can be raised."),
}
FOUR_POINTS: dict[AimStatus, str] = {
    "wait": "",
    "change": "The last four weeks all lie below the line.",
    "keep": "",
    "raise": "The last four weeks all lie above the line.",
}


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal with its line. `baseline`: accuracy before, a share; None with fewer than 20 answers, then there is no line.

    `answered`: answers before it began. `outlook` is None without a line.
    """

    percent: int
    on: date
    began: date
    baseline: float | None
    answered: int
    outlook: Outlook | None = None
    four_points: str = ""

    @property
    def weeks(self) -> int:
        return max(1, math.ceil((self.on - self.began).days / 7))

    def aim_on(self, day: date) -> float | None:
        """The level of the line on a date, a share; None without a line and before it begins."""
        if self.baseline is None or day < self.began:
            return None
        return aim((day - self.began).days / 7, self.baseline, self.percent / 100, self.weeks)

    @property
    def status(self) -> AimStatus | None:
        return self.outlook.status if self.outlook else None

    @property
    def verdict(self) -> str:
        """Return "Around the line", or why there is none."""
        return WORDS[self.outlook.status][0] if self.outlook else "No line yet"

    @property
    def advice(self) -> str:
        """Return what the line suggests, with its probability in words."""
        if self.outlook is None:
            return f"A line needs {MIN_ANSWERS} answers from before it began; there are {self.answered}."
        if self.outlook.probability is None:
            return f"{self.outlook.weeks_seen} of {MIN_WEEKS} weeks with practice so far."
        advice = WORDS[self.outlook.status][1]
        return (
            f"{advice} That the level has reached the line is {chance(self.outlook.probability)}."
        )


def goal_of(row: Intervention, change: MeasuredChange) -> Goal | None:
    """The goal of an intervention as it stands; None where none was set. Asks nothing of the database."""
    if row.goal_percent is None or row.goal_on is None:
        return None
    answered = change.before.answered if change.before else 0
    if change.before is None or answered < MIN_ANSWERS:
        return Goal(row.goal_percent, row.goal_on, change.on, None, answered)
    baseline = change.before.correct / answered
    goal = Goal(row.goal_percent, row.goal_on, change.on, baseline, answered)
    until = row.student.school.day_of(row.resolved_at) if row.resolved_at else change.today
    weekly = by_weeks(change.days, change.on, until)
    line = baseline, goal.percent / 100, goal.weeks
    return replace(
        goal,
        outlook=aim_outlook(weekly, *line, baseline_n=answered),
        four_points=FOUR_POINTS[four_point_rule(weekly, *line)],
    )


def by_weeks(days: Iterable[DayTotals], began: date, until: date) -> list[Week]:
    """Return (week, correct, answered): week 1 is the seven dates after `began`."""
    totals: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for day in days:
        if began < day.day <= until:
            week = (day.day - began - timedelta(days=1)).days // 7 + 1
            correct, answered = totals[week]
            totals[week] = correct + day.correct, answered + day.answered
    return [(week, *totals[week]) for week in sorted(totals)]


def chance(probability: float) -> str:
    """Return "about as likely as not (about 45 in 100)"."""
    if probability < 0.01:
        return "very unlikely (less than 1 in 100)"
    if probability > 0.99:
        return "very likely (more than 99 in 100)"
    limits = ((0.1, "very unlikely"), (0.4, "unlikely"), (0.6, "about as likely as not"))
    word = next((word for limit, word in limits if probability <= limit), "likely")
    word = "very likely" if probability >= 0.95 else word
    return f"{word} (about {rounded(probability * 100)} in 100)"
