"""A measured change as a plain dictionary for Chart.js (templates/components/chart.html)."""

from datetime import date, timedelta
from typing import Any

from interventions.baseline import base_window
from interventions.goals import Goal
from interventions.measured_change import KEPT_DAYS, SINCE_DAYS, MeasuredChange

LONGEST = 365


def change_chart(
    change: MeasuredChange, goal: Goal | None = None, resolved_on: date | None = None
) -> dict[str, Any]:
    """Return the accuracy of each date (0-100, null without practice) with its answers.

    From the first date before it to today or, once resolved, to two weeks later; with a goal at least to its day, and
    with `aim`: the level of its line on each date, null before it begins.
    """
    labels = _dates(change, goal, resolved_on)
    practiced = {day.day: day for day in change.days}
    found = [practiced.get(day) for day in labels]
    chart: dict[str, Any] = {
        "labels": [day.isoformat() for day in labels],
        "values": [round(day.accuracy * 100, 1) if day else None for day in found],
        "counts": [day.answered if day else None for day in found],
        "direction": "stable",
        "class_average": None,
        "unit": "%",
        "label": "Accuracy",
    }
    if goal is not None and goal.baseline is not None:
        aims = [goal.aim_on(day) for day in labels]
        chart["aim"] = [None if level is None else round(level * 100, 1) for level in aims]
    return chart


def _dates(change: MeasuredChange, goal: Goal | None, resolved_on: date | None) -> list[date]:
    first, until = base_window(change.on).start, change.today
    if resolved_on is not None:
        shown = max(resolved_on + timedelta(days=KEPT_DAYS), change.on + timedelta(days=SINCE_DAYS))
        until = min(until, shown)
    last = max(until, goal.on) if goal is not None else until
    days = min((last - first).days, LONGEST)
    return [first + timedelta(days=offset) for offset in range(days + 1)]
