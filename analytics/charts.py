"""Reports as plain dictionaries for Chart.js. Pure: takes the data of a report, knows no rows."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

Data = Mapping[str, Any]


def student_accuracy_chart(report: Data) -> dict[str, Any]:
    """Return the accuracy chart of a student report: see `_accuracy_chart`."""
    comparison = report["comparison"] or {}
    return _accuracy_chart(report, class_average=comparison.get("class_average"))


def class_accuracy_chart(report: Data) -> dict[str, Any]:
    """Return the accuracy chart of a class report; its line is the class, so no average is drawn."""
    return _accuracy_chart(report, class_average=None)


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
