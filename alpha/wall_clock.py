"""What a clock on the wall shows, and which instants that can mean: none where clocks skip an hour, two where they repeat it."""

from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

Doubt = Literal["", "skipped", "repeated"]


def doubt_about(local: datetime) -> Doubt:
    """Whether the wall-clock time of an aware datetime does not exist on its day, or exists twice."""
    wall = local.replace(tzinfo=None)
    if local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) != wall:
        return "skipped"
    return "repeated" if local.utcoffset() != local.replace(fold=1).utcoffset() else ""


def instants_of(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """The instants, in UTC and in their order, at which clocks in the zone show a naive time."""
    local = wall.replace(tzinfo=zone, fold=0)
    match doubt_about(local):
        case "skipped":
            return []
        case "repeated":
            return [local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)]
    return [local.astimezone(UTC)]


def shown_instead(wall: datetime, zone: ZoneInfo) -> datetime:
    """What clocks show when a skipped time should have come: 2:30 becomes 3:30 where they jump by an hour."""
    passed = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return passed.astimezone(zone).replace(tzinfo=None)
