"""The student report in three sentences: how it is now, what changed, what to do next."""

from collections.abc import Iterable, Sequence

from analytics import words
from analytics.metrics.assignments import WorkRow
from analytics.metrics.comparison import Comparison
from analytics.metrics.next_skill import NextSkill
from analytics.metrics.performance import Totals
from analytics.trends import Trend

Summary = tuple[str, str, str]


def summary_of(
    totals: Totals,
    comparison: Comparison | None,
    trend: Trend,
    *,
    open_work: Iterable[WorkRow],
    next_skill: NextSkill | None,
) -> Summary:
    """Return the three sentences; the change is of the last 30 dates, whatever the window."""
    overdue = [row for row in open_work if row.is_overdue]
    return _now(totals, comparison), _change(trend), _next(overdue, next_skill)


def _now(totals: Totals, comparison: Comparison | None) -> str:
    if totals.accuracy is None:
        return "No practice in this period."
    days = "1 day" if totals.active_days == 1 else f"{totals.active_days} days"
    said = (
        f"{words.percent(totals.accuracy)} right ({totals.correct} of {totals.answered}) on {days}"
    )
    beside = "" if comparison is None or comparison.rank is None else comparison.difference_words
    return f"{said}, {beside}." if beside else f"{said}."


def _change(trend: Trend) -> str:
    word = words.trend_word(words.DIRECTIONS[trend.label], watch=trend.watch)
    if trend.label == "insufficient":
        return "Too few answers to tell a trend yet."
    if trend.label == "stable" and not trend.watch:
        return "No clear change against the time before."
    return f"{word}: {words.change(trend)}."


def _next(overdue: Sequence[WorkRow], next_skill: NextSkill | None) -> str:
    steps = []
    if overdue:
        first = overdue[0]
        more = f" and {len(overdue) - 1} more" if len(overdue) > 1 else ""
        steps.append(f"finish “{first.title}” ({first.lateness_words}){more}")
    if next_skill is not None:
        steps.append(f"practice {next_skill.skill}, {next_skill.reason}")
    if not steps:
        return "Next: choose a skill to practice; none follows from what was learned so far."
    return f"Next: {'; then '.join(steps)}."
