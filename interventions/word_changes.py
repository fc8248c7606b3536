"""What changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# Comparing takes the product of the lengths; longer texts than any message are shown whole, old and new.
MOST_WORDS = 2_000

_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, was taken out or was put in."""

    kind: Literal["same", "removed", "added"]
    text: str


def word_changes(old: str, new: str) -> list[Piece]:
    """The pieces in reading order; "same" and "removed" together are `old`, "same" and "added" are `new`."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return _pieces(("removed", old), ("added", new))
    found: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            found += _pieces(("same", "".join(before[first:last])))
        else:
            found += _pieces(
                ("removed", "".join(before[first:last])), ("added", "".join(after[start:end]))
            )
    return found


def _pieces(*parts: tuple[Literal["same", "removed", "added"], str]) -> list[Piece]:
    return [Piece(kind, text) for kind, text in parts if text]
