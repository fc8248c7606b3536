"""What a rule says when its condition is met."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

Kind = Literal[
    "inactivity",
    "struggling",
    "decline",
    "wheel_spinning",
    "overdue",
    "class_gap",
    "improved",
    "returned",
    "mastered",
    "streak",
]
Severity = Literal["low", "medium", "high"]

CONCERNS: tuple[Kind, ...] = ("inactivity", "struggling", "decline", "wheel_spinning", "overdue")
CLASS_NOTES: tuple[Kind, ...] = ("class_gap",)
GOOD_NEWS: tuple[Kind, ...] = ("improved", "returned", "mastered", "streak")

KINDS: frozenset[Kind] = frozenset(get_args(Kind))

# What a finding is about besides the student: kind, skill, assignment.
Subject = tuple[Kind, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """`certainty` is the probability that the rule states, 1 for a plain fact.

    `evidence` is what "Why am I seeing this?" shows: the rule, the limits it used, numbers, n and dates, ready for
    JSON. `episode` names what happens once: the same gap, the same streak is never raised twice.
    """

    kind: Kind
    severity: Severity
    certainty: float
    evidence: Mapping[str, Any]
    skill_id: int | None = None
    assignment_id: int | None = None
    episode: str = ""

    @property
    def subject(self) -> Subject:
        return self.kind, self.skill_id, self.assignment_id


def iso(day: int | None) -> str | None:
    """Write an ordinal as people and JSON do."""
    return None if day is None else date.fromordinal(day).isoformat()


def rounded(number: float) -> float:
    """Keep four digits: more would be noise, and the two databases might differ in them."""
    return round(number, 4)


def known_kind(name: str) -> Kind:
    """Return the kind of this name; KeyError for any other."""
    return {kind: kind for kind in KINDS}[name]  # type: ignore[index]  # a string is looked for
