"""Accuracy on small samples: intervals, shrinkage, who is struggling, rank in a class.

Pure functions: proportions are 0..1, nothing here knows a model or a database.
"""

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist, fmean, variance
from typing import Literal, TypeVar

from alpha.learning.beta_distribution import beta_cdf

StudentId = TypeVar("StudentId", bound=Hashable)
Struggling = Literal["yes", "watch", "no", "no_data"]

# Answers of one day resemble each other (measured .035 on real logs): a good day is good throughout.
DAY_CORRELATION = 0.04
# Mean accuracy and the number of answers it is worth, for a class too small to speak for itself.
DEFAULT_PRIOR = (0.72, 12.0)
MIN_CLASS_FOR_PRIOR = 8
STRENGTH_LIMITS = (3.0, 60.0)


@dataclass(frozen=True, slots=True)
class Rank:
    """A place in a class: 1 is the highest, ties share the better rank.

    `of` counts students with data. `percentile` is 100 × (mean ascending rank) ÷ `of` with ties
    averaged, so the lowest of three is 33.3; None in a class of one.
    """

    rank: int
    of: int
    percentile: float | None
    tied: bool


def effective_counts(
    correct: float, answered: float, days: int | None = None
) -> tuple[float, float]:
    """Return (correct, answered) reduced to what independent answers would be worth.

    n_eff = n / (1 + (n/days - 1) · .04), k_eff = k · n_eff / n; unchanged where `days`, the number
    of active days, is None.
    """
    if days is None or answered <= 0:
        return correct, answered
    per_day = answered / min(max(days, 1), answered)
    scale = 1 / (1 + (per_day - 1) * DAY_CORRELATION)
    return correct * scale, answered * scale


def accuracy_interval(
    correct: int, answered: int, days: int | None = None, level: float = 0.95
) -> tuple[float, float] | None:
    """Return the likely range (low, high) of the true accuracy, or None for 0 answered.

    Wilson's interval on the effective counts. `days`: active days, for the design effect.
    """
    if answered <= 0:
        return None
    p = correct / answered
    _, n = effective_counts(correct, answered, days)
    z = NormalDist().inv_cdf((1 + level) / 2)
    middle = p + z * z / (2 * n)
    reach = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # The ends touch p at 0 and 1 exactly; rounding must not push them past it.
    return min(p, max(0.0, (middle - reach) / scale)), max(p, min(1.0, (middle + reach) / scale))


def class_prior(pairs: Iterable[tuple[int, int]]) -> tuple[float, float]:
    """Return (mean, strength) of a class from its students' (correct, answered).

    Method of moments on the students' accuracies; the strength is pulled (geometrically) towards 12
    with the weight of eight students and kept within 3..60. Students without answers are left
    out; with fewer than eight others the default (.72, 12) is returned.
    """
    with_data = [(correct, answered) for correct, answered in pairs if answered > 0]
    if len(with_data) < MIN_CLASS_FOR_PRIOR:
        return DEFAULT_PRIOR
    accuracies = [correct / answered for correct, answered in with_data]
    # A class that is always right (or wrong) would leave no room for doubt about anybody.
    mean = min(0.99, max(0.01, fmean(accuracies)))
    inverse = fmean(1 / answered for _, answered in with_data)
    if inverse >= 1:
        # One answer each: differences between students cannot be told from chance.
        return mean, DEFAULT_PRIOR[1]
    spread = mean * (1 - mean)
    icc = (variance(accuracies) - spread * inverse) / (spread * (1 - inverse))
    icc = min(1 - 1e-6, max(1e-6, icc))
    return mean, _pulled_strength((1 - icc) / icc, len(with_data))


def shrunk_accuracy(
    correct: float, answered: float, prior: tuple[float, float] = DEFAULT_PRIOR
) -> float:
    """Return (k + mM) / (n + M): orders lists fairly, is never shown as somebody's accuracy."""
    mean, strength = prior
    return (correct + mean * strength) / (answered + strength)


def struggling(
    correct: int,
    answered: int,
    days: int | None = None,
    prior: tuple[float, float] = DEFAULT_PRIOR,
    threshold: float = 0.70,
    prob: float = 0.80,
    min_answers: int = 20,
) -> Struggling:
    """Split "accuracy below `threshold`" into what is sure and what is not.

    yes: P(true accuracy < threshold) >= `prob`, from at least `min_answers` answers. watch: below
    the threshold, but unsure or on fewer answers. no: at or above it. no_data: nothing answered.
    """
    if answered <= 0:
        return "no_data"
    if correct / answered >= threshold:
        return "no"
    if answered < min_answers:
        return "watch"
    chance = chance_below(threshold, correct, answered, days, prior)
    return "yes" if chance >= prob else "watch"


# One student's counts are asked about several times in a row: is she struggling, how surely, is it over.
@lru_cache(maxsize=4096)
def chance_below(
    threshold: float,
    correct: int,
    answered: int,
    days: int | None = None,
    prior: tuple[float, float] = DEFAULT_PRIOR,
) -> float:
    """Return P(true accuracy < threshold); without answers it is what the prior alone says."""
    mean, strength = prior
    right, seen = effective_counts(correct, answered, days)
    return beta_cdf(threshold, right + mean * strength, seen - right + (1 - mean) * strength)


def rank_class(scores: Mapping[StudentId, float | None]) -> dict[StudentId, Rank | None]:
    """Return each student's rank by accuracy; None in (no data), None out.

    Accuracies equal to nine decimals are tied. Competition ranking: 1, 2, 2, 4.
    """
    rounded = {
        student: None if score is None else round(score, 9) for student, score in scores.items()
    }
    ascending = sorted(score for score in rounded.values() if score is not None)
    below: dict[float, int] = {}
    equal: dict[float, int] = {}
    for position, score in enumerate(ascending):
        below.setdefault(score, position)
        equal[score] = equal.get(score, 0) + 1
    places = {score: _place(below[score], equal[score], len(ascending)) for score in below}
    return {student: None if score is None else places[score] for student, score in rounded.items()}


def _place(below: int, equal: int, of: int) -> Rank:
    percentile = 100 * (below + (equal + 1) / 2) / of
    return Rank(
        rank=of - below - equal + 1,
        of=of,
        percentile=percentile if of > 1 else None,
        tied=equal > 1,
    )


def _pulled_strength(strength: float, students: int) -> float:
    weight = MIN_CLASS_FOR_PRIOR
    logs = weight * math.log(DEFAULT_PRIOR[1]) + students * math.log(strength)
    low, high = STRENGTH_LIMITS
    return min(high, max(low, math.exp(logs / (weight + students))))
