"""Estimates of several effects, each pulled towards what all of them show together.

A few students per kind of help leave much to chance, and the best of several noisy estimates is mostly the luckiest. So
the estimates are read together: estimate k is normal around its effect with its standard error, the effects are normal
around their mean with the spread τ, the mean is normal around 0 with a spread of 5 points, and τ is half-normal with
5 points. For each τ everything is in closed form, so a grid over τ is all it takes: no random numbers. Values are
proportions: .05 is 5 points.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from interventions.differences import Estimate

MEAN_SPREAD = 0.05
TAU_SPREAD = 0.05
TAU_STEP, TAU_STEPS = 0.0025, 60

# How far and how finely a normal density is followed when two effects are compared, in its own spreads.
REACH, STEP = 8, 0.05

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is known of one effect afterwards; `p_positive` is the probability that it is above 0."""

    mean: float
    sd: float
    p_positive: float


@dataclass(frozen=True, slots=True)
class _Given:
    """What one τ says: how well it fits (a logarithm), and each effect's mean and variance."""

    fit: float
    effects: list[tuple[float, float]]


def shrink(estimates: Sequence[Estimate]) -> list[Posterior]:
    """Return what is known of each effect from all estimates, in their order."""
    if any(estimate.error <= 0 for estimate in estimates):
        raise ValueError("An estimate needs a standard error above zero.")
    grid = [_given(estimates, step * TAU_STEP) for step in range(TAU_STEPS + 1)]
    best = max(given.fit for given in grid)
    weights = [math.exp(given.fit - best) for given in grid]
    return [
        _mixture(weights, [given.effects[at] for given in grid]) for at in range(len(estimates))
    ]


def chances_of_being_best(effects: Sequence[Posterior]) -> list[float]:
    """Return for each effect the probability that it is the largest; they add up to 1.

    The effects are taken as independent and normal. The density of each is followed step by step, times the
    probability that all others lie below.
    """
    chances = []
    for at, effect in enumerate(effects):
        others = [NormalDist(other.mean, other.sd) for i, other in enumerate(effects) if i != at]
        chance = 0.0
        for step in range(round(-REACH / STEP), round(REACH / STEP) + 1):
            place = effect.mean + step * STEP * effect.sd
            below = math.prod(other.cdf(place) for other in others)
            chance += _NORMAL.pdf(step * STEP) * STEP * below
        chances.append(chance)
    total = math.fsum(chances)
    return [chance / total for chance in chances]


def _given(estimates: Sequence[Estimate], tau: float) -> _Given:
    variances = [estimate.error**2 + tau**2 for estimate in estimates]
    precision = 1 / MEAN_SPREAD**2 + sum(1 / variance for variance in variances)
    pairs = list(zip(estimates, variances, strict=True))
    mean = sum(estimate.value / variance for estimate, variance in pairs) / precision
    fit = mean**2 * precision - math.log(precision) - (tau / TAU_SPREAD) ** 2
    fit -= sum(math.log(variance) + estimate.value**2 / variance for estimate, variance in pairs)
    effects = []
    for estimate, variance in pairs:
        pull = estimate.error**2 / variance
        spread = tau**2 * pull + pull**2 / precision
        effects.append((pull * mean + (1 - pull) * estimate.value, spread))
    return _Given(fit / 2, effects)


def _mixture(weights: Sequence[float], effects: Sequence[tuple[float, float]]) -> Posterior:
    total = math.fsum(weights)
    shares = [weight / total for weight in weights]
    parts = list(zip(shares, effects, strict=True))
    mean = math.fsum(share * middle for share, (middle, _) in parts)
    variance = math.fsum(
        share * (spread + (middle - mean) ** 2) for share, (middle, spread) in parts
    )
    positive = math.fsum(
        share * _NORMAL.cdf(middle / math.sqrt(spread)) for share, (middle, spread) in parts
    )
    return Posterior(mean, math.sqrt(variance), min(1.0, positive))
