"""Which of many alerts comes first: severity × certainty × waiting."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from analytics.detectors.findings import Severity

T = TypeVar("T")

WEIGHT: Mapping[Severity, int] = MappingProxyType({"low": 1, "medium": 2, "high": 3})
# A school week of waiting makes an alert half as urgent again; more than that adds nothing.
LONGEST_WAIT = 5
WAIT_COUNTS = 0.1
# What a second rule about the same student adds.
FURTHER = 0.5
MOST_SHOWN = 7
NEWS_ONE_IN = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """One alert's claim to attention. `waiting`: school days since it was opened, 0 once somebody has seen it."""

    kind: str
    severity: Severity
    certainty: float
    waiting: int

    @property
    def urgency(self) -> float:
        wait = 1 + WAIT_COUNTS * min(max(0, self.waiting), LONGEST_WAIT)
        return WEIGHT[self.severity] * self.certainty * wait


def urgency(claims: Iterable[Claim]) -> float:
    """Return how urgent a card is: the strongest alert counts whole, of each other rule the strongest counts half.

    Ten skills somebody is stuck on are not ten reasons.
    """
    strongest: dict[str, float] = {}
    for claim in claims:
        strongest[claim.kind] = max(claim.urgency, strongest.get(claim.kind, 0.0))
    first, *others = sorted(strongest.values(), reverse=True) or [0.0]
    return first + FURTHER * sum(others)


def highest(severities: Iterable[Severity]) -> Severity:
    return max(severities, key=lambda severity: WEIGHT[severity])


def first_shown(concerns: Sequence[T], news: Sequence[T], most: int = MOST_SHOWN) -> tuple[T, ...]:
    """Choose what is shown first, both in their order: at least one in five is good news where there is any."""
    number = min(most, len(concerns) + len(news))
    good = min(len(news), max(math.ceil(number / NEWS_ONE_IN), number - len(concerns)))
    return (*concerns[: number - good], *news[:good])
