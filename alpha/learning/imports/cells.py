"""The cells of one row, read by column with refusals that name the column."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from alpha.wall_clock import doubt_about

# An id has to leave room for a word before it: “Student 64525” is at most 200 characters.
LONGEST_ID = 150
MOST = 1_000_000
EARLIEST_YEAR = 1990
WORDS_FOR_TRUE = frozenset({"1", "1.0", "true", "yes"})
WORDS_FOR_FALSE = frozenset({"0", "0.0", "false", "no"})


class CellError(Exception):
    """Why a row cannot be taken, in words for the person who made the file."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}" if column else reason)
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class RowError:
    """`line` is the line of the file on which the row starts, counted from 1 with the header."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Cells:
    """One row. `places` maps column names, casefolded, to positions; local times are of `zone`."""

    line: int
    places: Mapping[str, int]
    values: Sequence[str]
    zone: ZoneInfo
    now: datetime

    def text(self, column: str, *, longest: int = LONGEST_ID) -> str:
        """What stands in the column, "" where the file has no such column."""
        place = self.places.get(column.casefold())
        value = "" if place is None else " ".join(self.values[place].split())
        if len(value) > longest:
            raise CellError(column, f"has {len(value)} characters; {longest} are the most.")
        if "\x00" in value:
            raise CellError(column, "has a character that is not text.")
        return value

    def required(self, column: str, *, longest: int = LONGEST_ID) -> str:
        value = self.text(column, longest=longest)
        if not value:
            raise CellError(column, "is empty.")
        return value

    def whole(self, column: str) -> int:
        value = self.required(column)
        number = _finite(value)
        if number is None or number != int(number) or not 0 <= number <= MOST:
            raise CellError(column, f"“{value}” is not a whole number from 0 to {MOST:,}.")
        return int(number)

    def order(self, column: str) -> int:
        """A number that only says what came before what."""
        value = self.required(column)
        if not (value.isascii() and value.isdigit() and len(value) <= 18):
            raise CellError(column, f"“{value}” is not a whole number.")
        return int(value)

    def duration(self, column: str) -> float | None:
        """A duration in the unit of the file, None where it was not measured."""
        value = self.text(column)
        if not value:
            return None
        number = _finite(value)
        if number is None or number < 0:
            raise CellError(column, f"“{value}” is not a duration.")
        return number

    def truth(self, column: str) -> bool:
        value = self.required(column)
        if value.casefold() in WORDS_FOR_TRUE:
            return True
        if value.casefold() in WORDS_FOR_FALSE:
            return False
        raise CellError(column, f"“{value}” is neither 1 (right) nor 0 (wrong).")

    def moment(self, column: str) -> tuple[datetime, str]:
        """An instant, and "skipped" or "repeated" where the local hour does not exist on its day or exists twice.

        Such an hour is read as the zone stood before the change.
        """
        value = self.required(column)
        moment = _iso(value)
        if moment is None:
            raise CellError(column, f"“{value}” is no date and time like 2026-03-02T10:15:00.")
        if not EARLIEST_YEAR <= moment.year <= self.now.year + 1:
            raise CellError(column, f"the year {moment.year} cannot be right.")
        doubt = ""
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self.zone)
            doubt = doubt_about(moment)
        instant = moment.astimezone(UTC)
        return instant, doubt

    def past_moment(self, column: str) -> tuple[datetime, str]:
        instant, doubt = self.moment(column)
        # A day of grace for clocks and zones set wrong; later than that it did not happen yet.
        if instant > self.now + timedelta(days=1):
            raise CellError(column, f"“{self.text(column)}” lies in the future.")
        return instant, doubt

    def certain_moment(self, column: str) -> datetime:
        """A past instant; a local hour that does not exist or exists twice is asked about."""
        instant, doubt = self.past_moment(column)
        value = self.text(column)
        if doubt == "skipped":
            raise CellError(
                column, f"“{value}”: this hour does not exist on that day in {self.zone.key}."
            )
        if doubt == "repeated":
            raise CellError(
                column,
                f"“{value}”: this hour exists twice on that day in {self.zone.key}. "
                "Add the offset from UTC, for example -05:00.",
            )
        return instant


def _finite(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _iso(value: str) -> datetime | None:
    if len(value) <= len("2026-03-02"):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None
