"""The chart of a page and the table beside it, from the same dictionary."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format

register = template.Library()


@register.filter
def with_written_dates(chart: Mapping[str, Any]) -> dict[str, Any]:
    """The same chart with its ISO dates as people write them: "2026-11-03" is "Nov 3"."""
    return {**chart, "labels": [_written(label) for label in chart["labels"]]}


def _written(label: str) -> str:
    with suppress(ValueError):
        return date_format(date.fromisoformat(label), "M j")
    return label


@register.filter
def chart_rows(chart: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Rows {label, value, count} of a chart, one for each label, in their order; with `aim` where it has such a line."""
    names = ["label", "value", "count", *(["aim"] if "aim" in chart else [])]
    columns = [chart["labels"], chart["values"], chart["counts"]]
    columns += [chart["aim"]] if "aim" in chart else []
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


@register.filter
def interval_rows(chart: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Rows {label, value, low, high, count} of a chart of intervals; differences carry their sign: "+3.2"."""
    columns = zip(
        chart["labels"],
        chart["values"],
        chart["lows"],
        chart["highs"],
        chart["counts"],
        strict=True,
    )
    return [
        {
            "label": label,
            "value": _signed(value),
            "low": _signed(low),
            "high": _signed(high),
            "count": count,
        }
        for label, value, low, high, count in columns
    ]


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")
