"""The questions of the demonstration school: numbers are drawn, reading is written by hand.

Pure: the same seed gives the same questions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

LEVELS = ("easy", "medium", "hard")


@dataclass(frozen=True, slots=True)
class Question:
    """Without `choices` the answer is typed."""

    prompt: str
    answer: str
    choices: tuple[str, ...] = ()


def choice_of(rng: Random, prompt: str, right: str, wrong: Iterator[str] | list[str]) -> Question:
    """A question with its choices in a drawn order."""
    choices = [right, *wrong]
    rng.shuffle(choices)
    return Question(prompt, right, tuple(choices))
