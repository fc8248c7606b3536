"""Reports as plain dictionaries for Chart.js. Pure: takes the data of a report, knows no rows."""

import math
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

Data = Mapping[str, Any]

# Of the bands from Excellent to Not enough data; the names beside the bars say the same.
BAND_TONES = ("good", "good", "steady", "bad", "muted")


def student_accuracy_chart(report: Data) -> dict[str, Any]:
    """Return the accuracy chart of a student report: see `_accuracy_chart`."""
    comparison = report["comparison"] or {}
    return _accuracy_chart(report, class_average=comparison.get("class_average"))


def class_accuracy_chart(report: Data) -> dict[str, Any]:
    """Return the accuracy chart of a class report; its line is the class, so no average is drawn."""
    return _accuracy_chart(report, class_average=None)


def active_students_chart(report: Data) -> dict[str, Any]:
    """Return a bar for each date of the window: who of a class practiced, counts their answers.

    A date without practice is null, as in the accuracy chart above it.
    """
    points = {point["date"]: point for point in report["trends"]["points"]}
    labels = _dates(report["window"])
    return {
        "kind": "bar",
        "labels": labels,
        "values": [points[day]["active_students"] if day in points else None for day in labels],
        "counts": [points[day]["questions_answered"] if day in points else None for day in labels],
        "tones": ["steady"] * len(labels),
        "horizontal": False,
        "highest": report["overall"]["students"],
        "class_average": None,
        "unit": "",
        "label": "Active students",
    }


def distribution_chart(bands: Mapping[str, int]) -> dict[str, Any]:
    """Return a bar for each band, by its name on screen; the values add up to the class."""
    return {
        "kind": "bar",
        "labels": list(bands),
        "values": list(bands.values()),
        "counts": [None] * len(bands),
        "tones": list(BAND_TONES),
        "horizontal": True,
        "highest": max(bands.values(), default=0),
        "class_average": None,
        "unit": "",
        "label": "Students",
    }


def student_xp_chart(report: Data) -> dict[str, Any]:
    """Return a bar for each date of the window: its XP, counts its answers; null where nothing was earned."""
    earned = {row["date"]: row["xp"] for row in report["progress"]["xp_by_day"]}
    answers = {row["date"]: row["questions_answered"] for row in report["trends"]["points"]}
    labels = _dates(report["window"])
    return {
        "kind": "bar",
        "labels": labels,
        "values": [earned.get(day) for day in labels],
        "counts": [answers.get(day) for day in labels],
        "tones": ["steady"] * len(labels),
        "horizontal": False,
        "highest": math.ceil(max(earned.values(), default=0) / 10) * 10,
        "class_average": None,
        "unit": " XP",
        "label": "XP",
    }


def _accuracy_chart(report: Data, *, class_average: float | None) -> dict[str, Any]:
    """Return labels (every date of the window, ISO), values (0-100) and counts (answers, the n).

    A date without practice is null in values and counts: a gap stays a gap, and never reads 0 %.
    """
    points = {point["date"]: point for point in report["trends"]["points"]}
    labels = _dates(report["window"])
    values = [_percent(points[day]["accuracy"]) if day in points else None for day in labels]
    counts = [points[day]["questions_answered"] if day in points else None for day in labels]
    return {
        "labels": labels,
        "values": values,
        "counts": counts,
        "direction": report["trends"]["direction"],
        "class_average": _percent(class_average),
        "unit": "%",
        "label": "Accuracy",
    }


def _dates(window: Data) -> list[str]:
    start = date.fromisoformat(window["start"])
    return [(start + timedelta(days=offset)).isoformat() for offset in range(window["days"])]


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)
