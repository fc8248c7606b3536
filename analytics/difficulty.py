"""Which difficulty a targeted assignment starts with, and the words that say why.

Below 50 % easy, below 65 % medium, else adaptive. Between 50 and 60 % it stays easy while the
evidence is thin: while the one-sided 90 % lower end of the accuracy is below 50 %.
"""

from dataclasses import dataclass
from typing import Literal

from analytics.rates import accuracy_interval
from analytics.words import percent

Difficulty = Literal["easy", "medium", "adaptive"]

EASY_BELOW = 0.50
EASY_WHILE_UNSURE_BELOW = 0.60
MEDIUM_BELOW = 0.65
# The lower end of a two-sided 80 % interval is the one-sided 90 % lower end.
EVIDENCE_LEVEL = 0.80
# False leaves the bare thresholds: easy below 50 %, whatever the evidence.
DIFFICULTY_EVIDENCE_CLAUSE = True
WITHOUT_DATA: Difficulty = "medium"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """`based_on` completes "Easy (based on …)": "55% accuracy, 99 of 180"."""

    difficulty: Difficulty
    based_on: str


def recommend_difficulty(
    mean: float | None = None,
    correct: int | None = None,
    answered: int | None = None,
    days: int | None = None,
    *,
    evidence_clause: bool = DIFFICULTY_EVIDENCE_CLAUSE,
) -> Recommendation:
    """Recommend a difficulty from counts, from a mean alone, or from nothing.

    Counts are better than a mean and win where both are given; `days` are the active days they come
    from, for the design effect. A mean alone says nothing about evidence: the bare thresholds.
    """
    if answered:
        return _from_counts(correct, answered, days, evidence_clause=evidence_clause)
    if mean is None:
        return Recommendation(WITHOUT_DATA, "no answers yet")
    if not 0 <= mean <= 1:
        raise ValueError(f"A mean accuracy is a share from 0 to 1, not {mean}.")
    return Recommendation(_by_thresholds(mean), f"{percent(mean)} accuracy")


def _from_counts(
    correct: int | None, answered: int, days: int | None, *, evidence_clause: bool
) -> Recommendation:
    if correct is None or not 0 <= correct <= answered:
        raise ValueError(f"{correct} correct of {answered} answered cannot be.")
    accuracy = correct / answered
    difficulty = _by_thresholds(accuracy)
    if evidence_clause and _thin(correct, answered, days):
        difficulty = "easy"
    return Recommendation(difficulty, f"{percent(accuracy)} accuracy, {correct} of {answered}")


def _by_thresholds(accuracy: float) -> Difficulty:
    # Nine decimals: a mean of skills may come a hair below the threshold it stands on.
    accuracy = round(accuracy, 9)
    if accuracy < EASY_BELOW:
        return "easy"
    return "medium" if accuracy < MEDIUM_BELOW else "adaptive"


def _thin(correct: int, answered: int, days: int | None) -> bool:
    """Say whether an accuracy below 60 % may well be one below 50 %."""
    if correct / answered >= EASY_WHILE_UNSURE_BELOW:
        return False
    likely = accuracy_interval(correct, answered, days, level=EVIDENCE_LEVEL)
    return likely is not None and likely[0] < EASY_BELOW
