"""What all reports share: the window, the points of a trend, and the way to plain dictionaries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from alpha.periods import Period
from analytics.metrics.activity import DayTotals

# Metadata of a field that pages show and the shape of the data does not have: words, mostly.
PAGE_ONLY = {"page_only": True}
# Metadata of a field whose name in the data is a word of Python.
NAMED_CLASS = {"name": "class"}


@dataclass(frozen=True, slots=True)
class Named:
    """Whom or what a report is about."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Window:
    """`start` and `end` are its first and last date, both inside."""

    days: int
    start: date
    end: date

    @classmethod
    def of(cls, period: Period) -> "Window":
        return cls(days=period.days, start=period.start, end=period.last_day)


@dataclass(frozen=True, slots=True)
class Point:
    """One date with practice; dates without have no point."""

    date: date
    accuracy: float
    questions_answered: int
    time_spent_seconds: int


@dataclass(frozen=True, slots=True)
class ClassPoint(Point):
    active_students: int


def points_of(days: Iterable[DayTotals]) -> tuple[Point, ...]:
    return tuple(Point(row.day, row.accuracy, row.answered, row.seconds) for row in days)


def class_points_of(days: Iterable[DayTotals]) -> tuple[ClassPoint, ...]:
    return tuple(
        ClassPoint(row.day, row.accuracy, row.answered, row.seconds, row.students) for row in days
    )


def as_data(value: Any) -> Any:
    """Turn a report into plain dictionaries and lists: dates in ISO, fields for pages left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            each.metadata.get("name", each.name): as_data(getattr(value, each.name))
            for each in fields(value)
            if not each.metadata.get("page_only")
        }
    if isinstance(value, Mapping):
        return {key: as_data(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_data(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
