"""Periods of school days: half-open [start, end), so that neighbours never share a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MAX_DAYS = 366
# August.
SCHOOL_YEAR_STARTS = 8


@dataclass(frozen=True, slots=True)
class Period:
    """School days from `start` up to, not including, `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if not 1 <= self.days <= MAX_DAYS:
            raise ValueError(f"A period has 1 to {MAX_DAYS} days.")

    @classmethod
    def last(cls, days: int, *, today: date) -> "Period":
        """The last `days` dates ending today, today included."""
        return cls(today - timedelta(days=days - 1), today + timedelta(days=1))

    @classmethod
    def school_year(cls, *, today: date) -> "Period":
        """From August 1 on, when nearly no school is in session, up to today, today included."""
        year = today.year if today.month >= SCHOOL_YEAR_STARTS else today.year - 1
        return cls(date(year, SCHOOL_YEAR_STARTS, 1), today + timedelta(days=1))

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    def before(self) -> "Period":
        """The period of the same length that ends where this one starts."""
        return Period(self.start - timedelta(days=self.days), self.start)

    def __iter__(self) -> Iterator[date]:
        return (self.start + timedelta(days=offset) for offset in range(self.days))

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end
