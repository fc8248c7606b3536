"""How long a finding lives: when it may open an alert, when the alert closes by itself.

The same for the database and for the simulation. An evaluation is a date: looking twice on one day is one look.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from analytics.detectors.findings import GOOD_NEWS, Kind

# Chance makes a number cross a line and come back: only seven evaluations in a row end such an alert.
CLEAR_EVALUATIONS = 7
# Facts end when they end: she practiced again, the work is done, the class is back.
FACTS: frozenset[Kind] = frozenset({"inactivity", "overdue", "class_gap"})
COOL_DOWN = timedelta(days=14)
# A trend looks back 60 days: what was said about it stays true for longer.
LONGER_COOL_DOWN: Mapping[Kind, timedelta] = MappingProxyType(
    {"decline": timedelta(days=21), "improved": timedelta(days=21)}
)
NEWS_LASTS = timedelta(days=7)


def cool_down(kind: Kind) -> timedelta:
    return LONGER_COOL_DOWN.get(kind, COOL_DOWN)


def may_open(kind: Kind, closed_on: date | None, on: date) -> bool:
    """Say whether a finding may open an alert whose last one was closed on `closed_on`, None if there was none."""
    return closed_on is None or on - closed_on >= cool_down(kind)


def clear_evaluations(so_far: int, evaluated_on: date | None, on: date) -> int:
    """Count one more evaluation that found nothing; the second one of a day changes nothing."""
    return max(1, so_far) if evaluated_on == on else so_far + 1


def is_over(kind: Kind, clear: int) -> bool:
    """Say whether an alert closes after so many evaluations in a row that found nothing."""
    return kind not in GOOD_NEWS and clear >= (1 if kind in FACTS else CLEAR_EVALUATIONS)


def is_old_news(kind: Kind, opened_on: date, on: date) -> bool:
    return kind in GOOD_NEWS and on - opened_on >= NEWS_LASTS
