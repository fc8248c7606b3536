"""From a date and an hour on the wall clock to the instant that is meant.

Once a year the clocks of most zones skip an hour and once they go through one twice; `datetime` itself would pick an
answer without a word. Whoever takes in an hour that somebody typed asks here, and asks back where there is doubt.
"""

from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

FIRST: Literal[0] = 0
SECOND: Literal[1] = 1


class LocalTimeError(ValueError):
    """The hour names no single instant; the message is a sentence for whoever typed it."""


class SkippedHour(LocalTimeError):
    """The clocks jump over it on that day."""

    def __init__(self) -> None:
        super().__init__(
            "The clocks skip this hour on that day: it does not exist. Choose another hour."
        )


class RepeatedHour(LocalTimeError):
    """The clocks go through it twice on that day; `fold` tells which."""

    def __init__(self) -> None:
        super().__init__(
            "The clocks go through this hour twice on that day. Say whether you mean the first or the second time."
        )


def resolve_local(naive: datetime, zone: ZoneInfo, fold: Literal[0, 1] | None = None) -> datetime:
    """The instant, aware in `zone`. `fold` (FIRST or SECOND) matters for an hour that comes twice and for no other.

    Raises SkippedHour, and RepeatedHour where `fold` is needed and not given.
    """
    instants = instants_of(naive, zone)
    if not instants:
        raise SkippedHour
    if len(instants) > 1 and fold is None:
        raise RepeatedHour
    return naive.replace(tzinfo=zone, fold=fold or FIRST)


def instants_of(naive: datetime, zone: ZoneInfo) -> list[datetime]:
    """The instants, in UTC and in their order, at which clocks in the zone show a naive time: none, one or two."""
    first, second = (naive.replace(tzinfo=zone, fold=fold) for fold in (FIRST, SECOND))
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
        return []
    if first.utcoffset() == second.utcoffset():
        return [first.astimezone(UTC)]
    return [first.astimezone(UTC), second.astimezone(UTC)]


def shown_instead(naive: datetime, zone: ZoneInfo) -> datetime:
    """What clocks show when a skipped time should have come: 2:30 becomes 3:30 where they jump by an hour."""
    passed = naive.replace(tzinfo=zone, fold=FIRST).astimezone(UTC)
    return passed.astimezone(zone).replace(tzinfo=None)
