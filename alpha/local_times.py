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
    local = naive.replace(tzinfo=zone, fold=fold or FIRST)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
        raise SkippedHour
    if fold is None and local.utcoffset() != local.replace(fold=SECOND).utcoffset():
        raise RepeatedHour
    return local
