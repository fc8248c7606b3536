"""Is a student on the way to the goal that was set for her: the aim line from where she began, and what it suggests.

Counted are her answers on the skills the intervention is about, on all skills where it names none: before as frozen in
its baseline, since by weeks from the day after it, week 1 first. Excluded: sessions without an answer.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
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
from analytics.words import rounded
from interventions.baseline import PracticeDay, Tally
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

    `outlook` is None without a line. `scope` names the skills that count.
    """

    percent: int
    on: date
    began: date
    scope: str
    baseline: float | None
    before: Tally
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
        return self.outlook and self.outlook.status

    @property
    def verdict(self) -> str:
        """Return "Around the line", or why there is none."""
        return WORDS[self.outlook.status][0] if self.outlook else "No line yet"

    @property
    def advice(self) -> str:
        """Return what the line suggests, with its probability in words."""
        if self.outlook is None:
            return f"A line needs {MIN_ANSWERS} answers from before it began; there are {self.before.answered}."
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
    before = before_in_scope(change)
    known = before.answered >= MIN_ANSWERS
    goal = Goal(
        percent=row.goal_percent,
        on=row.goal_on,
        began=change.on,
        scope=scope_words(change),
        baseline=before.correct / before.answered if known else None,
        before=before,
    )
    if goal.baseline is None:
        return goal
    until = row.student.school.day_of(row.resolved_at) if row.resolved_at else change.today
    weekly = by_weeks(days_in_scope(change), change.on, until)
    line = goal.baseline, goal.percent / 100, goal.weeks
    return Goal(
        goal.percent,
        goal.on,
        goal.began,
        goal.scope,
        goal.baseline,
        before,
        outlook=aim_outlook(weekly, *line, baseline_n=before.answered),
        four_points=FOUR_POINTS[four_point_rule(weekly, *line)],
    )


def scope_words(change: MeasuredChange) -> str:
    """Return "Fractions and Division", or "all skills"."""
    names = sorted(change.skills.values())
    if not names:
        return "all skills"
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def days_in_scope(change: MeasuredChange) -> list[PracticeDay]:
    return [day for day in change.days if not change.skills or day.skill_id in change.skills]


def before_in_scope(change: MeasuredChange) -> Tally:
    """What was frozen of the skills together; active days are not added up, they overlap."""
    if not change.skills:
        return change.before or Tally(0, 0, 0)
    frozen = [part.before for part in change.parts if part.before is not None]
    return Tally(
        sum(part.correct for part in frozen),
        sum(part.answered for part in frozen),
        max((part.active_days for part in frozen), default=0),
    )


def by_weeks(days: Iterable[PracticeDay], began: date, until: date) -> list[Week]:
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
