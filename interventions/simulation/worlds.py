"""Kinds of help whose true effect is known, judged as the page judges them and by before and after."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from statistics import NormalDist, fmean, stdev

from interventions.effects import LEVEL, Counts, EffectRow, intervention_effects
from interventions.simulation.schools import (
    HELPED,
    NOTICED,
    Student,
    World,
    draw_class,
    weeks_after,
)

TYPES = ("assignment", "meeting", "message", "parent_notification")
EFFECT_MEAN, EFFECT_SPREAD = 0.025, 0.035
# An effect up to half a point is none.
USELESS = 0.005

# name: (world, how far from 0 the mean error may be). Students who grow or fall at their own pace go on doing so after
# they are noticed, which no comparison with others can see: the one world with more patience.
WORLDS: dict[str, tuple[World, float]] = {
    "lowest seen": (World(), 0.01),
    "truly lowest": (World(by_seen=0.0), 0.01),
    "both mixed": (World(by_seen=0.5), 0.01),
    "nothing helps": (World(helps=False), 0.01),
    "ability drifts": (World(drift=0.1, classes=40), 0.01),
    "own growth": (World(growth=0.03), 0.02),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said of an effect: its size, the likely range, and whether it is called working (`up`)."""

    value: float
    low: float
    high: float
    up: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """The truth about one kind of help beside what the page claims and what before and after claims."""

    truth: float
    page: Claim
    naive: Claim


Claimed = Callable[[Judged], Claim]


def judge(world: World, seed: int, schools: int) -> list[Judged]:
    """Return the kinds of help with enough students, of many schools."""
    rng = Random(seed)
    return [judged for _ in range(schools) for judged in _judge_school(rng, world)]


def mean_error(found: Iterable[Judged], claimed: Claimed) -> float:
    return fmean(claimed(judged).value - judged.truth for judged in found)


def coverage(found: Sequence[Judged], claimed: Claimed) -> float:
    """Return how often the likely range holds the truth."""
    return fmean(claimed(j).low <= j.truth <= claimed(j).high for j in found)


def called_working(found: Iterable[Judged], claimed: Claimed) -> float:
    """Return the share of useless kinds of help that are called working."""
    return fmean(claimed(judged).up for judged in found if judged.truth <= USELESS)


def by_page(judged: Judged) -> Claim:
    return judged.page


def by_before_and_after(judged: Judged) -> Claim:
    return judged.naive


def _judge_school(rng: Random, world: World) -> list[Judged]:
    truths = {name: rng.gauss(EFFECT_MEAN, EFFECT_SPREAD) if world.helps else 0.0 for name in TYPES}
    rows: list[EffectRow] = []
    changes: dict[str, list[float]] = {name: [] for name in TYPES}
    for cell in range(world.classes):
        for place, student in enumerate(draw_class(rng, world)):
            flagged = place < NOTICED
            helped = flagged and rng.random() < HELPED
            itype = rng.choice(TYPES) if helped else None
            post = weeks_after(rng, student, truths[itype] if itype else 0.0)
            rows.append(EffectRow(cell, (cell, place), itype, student.base, post, flagged))
            if itype:
                changes[itype].append(change_since_noticed(student, post))
    return [
        Judged(
            truths[name],
            Claim(effect.effect, effect.low, effect.high, effect.direction == "up"),
            before_and_after(changes[name]),
        )
        for name, effect in intervention_effects(rows).items()
        if effect.effect is not None and effect.low is not None and effect.high is not None
    ]


def change_since_noticed(student: Student, post: Counts) -> float:
    """Return accuracy afterwards minus what was seen of the student before she was helped."""
    return post[0] / post[1] - student.seen[0] / student.seen[1]


def before_and_after(changes: Sequence[float]) -> Claim:
    """Return what one would say of a kind of help who takes its students' mean change for its effect."""
    mean = fmean(changes)
    reach = NormalDist().inv_cdf((1 + LEVEL) / 2) * stdev(changes) / math.sqrt(len(changes))
    return Claim(mean, mean - reach, mean + reach, mean > reach)
