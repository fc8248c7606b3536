"""A measured change as a plain dictionary for Chart.js (templates/components/chart.html)."""

from datetime import date, timedelta
from typing import Any

from analytics.words import accuracy_with_n
from interventions.baseline import Tally, base_window
from interventions.goals import Goal, before_in_scope, days_in_scope, scope_words
from interventions.measured_change import KEPT_DAYS, SINCE_DAYS, MeasuredChange, since_window

LONGEST = 365


def change_chart(
    change: MeasuredChange, goal: Goal | None = None, resolved_on: date | None = None
) -> dict[str, Any]:
    """Return the accuracy of each date (0-100, null without practice) on the skills it is about, with their answers.

    From the first date before it to today or, once resolved, to two weeks later; with a goal at least to its day, and
    with `aim`: the level of its line on each date, null before it begins.
    """
    labels = _dates(change, goal, resolved_on)
    totals: dict[date, tuple[int, int]] = {}
    for day in days_in_scope(change):
        correct, answered = totals.get(day.day, (0, 0))
        totals[day.day] = correct + day.correct, answered + day.answered
    values = [_percent(*totals[day]) if day in totals else None for day in labels]
    chart: dict[str, Any] = {
        "labels": [day.isoformat() for day in labels],
        "values": values,
        "counts": [totals[day][1] if day in totals else None for day in labels],
        "direction": "stable",
        "class_average": None,
        "unit": "%",
        "label": "Accuracy",
    }
    if goal is not None and goal.baseline is not None:
        aims = [goal.aim_on(day) for day in labels]
        chart["aim"] = [None if level is None else round(level * 100, 1) for level in aims]
    return chart


def chart_sentence(change: MeasuredChange) -> str:
    """Return "Accuracy on Fractions: before 52% (13 of 25), since 63% (19 of 30)."."""
    window = since_window(change.on, change.today)
    days = [day for day in days_in_scope(change) if window and day.day in window]
    since = Tally(sum(day.correct for day in days), sum(day.answered for day in days), 0)
    before = before_in_scope(change)
    return f"Accuracy on {scope_words(change)}: before {_seen(before)}, in the four weeks since {_seen(since)}."


def _seen(of: Tally) -> str:
    return accuracy_with_n(of.correct, of.answered) if of.answered else "no answers"


def _dates(change: MeasuredChange, goal: Goal | None, resolved_on: date | None) -> list[date]:
    first, until = base_window(change.on).start, change.today
    if resolved_on is not None:
        shown = max(resolved_on + timedelta(days=KEPT_DAYS), change.on + timedelta(days=SINCE_DAYS))
        until = min(until, shown)
    last = max(until, goal.on) if goal is not None else until
    days = min((last - first).days, LONGEST)
    return [first + timedelta(days=offset) for offset in range(days + 1)]


def _percent(correct: int, answered: int) -> float | None:
    return round(100 * correct / answered, 1) if answered else None
