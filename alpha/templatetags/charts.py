"""The table beside a chart, from the same dictionary as the drawing."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template

register = template.Library()


@register.filter
def chart_rows(chart: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Rows {label, value, count} of a chart, one for each label, in their order."""
    columns = zip(chart["labels"], chart["values"], chart["counts"], strict=True)
    return [{"label": label, "value": value, "count": count} for label, value, count in columns]
