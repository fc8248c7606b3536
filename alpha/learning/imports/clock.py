"""Instants as whole numbers for the scratch database, and dates made from an order."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

DAYS = 180
# Estimated answers stand within the hours of school, so that each falls on its date in every season.
DAY_BEGINS = time(8)
DAY_LASTS = timedelta(hours=7)


def microseconds(instant: datetime) -> int:
    return (instant - EPOCH) // MICROSECOND


def instant_of(position: int) -> datetime:
    return EPOCH + position * MICROSECOND


def knots_of(positions: Iterable[int], count: int) -> list[float]:
    """The positions at which the 180 days begin and the last one ends, so that each day has as many rows.

    `positions` rise and are `count` many, at least one. Between two of them the scale is even.
    """
    wanted = [day * (count - 1) / DAYS for day in range(DAYS + 1)]
    knots: list[float] = []
    previous = 0.0
    for rank, position in enumerate(positions):
        while len(knots) <= DAYS and wanted[len(knots)] <= rank:
            share = wanted[len(knots)] - (rank - 1)
            knots.append(previous + (position - previous) * share if rank else float(position))
        previous = float(position)
    return knots + [previous] * (DAYS + 1 - len(knots))


@dataclass(frozen=True, slots=True)
class EstimatedDates:
    """Dates that follow from the order of answers: laid evenly over the 180 days ending `until`.

    The same knots give an answer the same date again, whichever file it comes in. What lies outside them is put at
    their first or last moment. Nothing is later than `latest`: the day it is now has not ended.
    """

    knots: Sequence[float]
    until: date
    zone: ZoneInfo
    latest: datetime

    def instant(self, position: float) -> datetime:
        day, share = divmod(self._days(position), 1)
        if day >= DAYS:
            day, share = DAYS - 1, 1.0
        on = self.until - timedelta(days=DAYS - 1 - int(day))
        begins = datetime.combine(on, DAY_BEGINS, tzinfo=self.zone).astimezone(UTC)
        return min(begins + DAY_LASTS * share, self.latest)

    def _days(self, position: float) -> float:
        """Days since the first one began."""
        if position >= self.knots[-1]:
            return float(DAYS)
        if position < self.knots[0]:
            return 0.0
        day = bisect_right(self.knots, position) - 1
        width = self.knots[day + 1] - self.knots[day]
        return day + (position - self.knots[day]) / width
