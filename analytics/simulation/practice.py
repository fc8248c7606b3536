"""Sixty days of one student's practice, steady or changing, and what the trend test says of it."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from analytics.trends import Day, Label, Trend, classify_trend

TODAY = 60
WINDOW_STARTS = 31

# The true accuracy on a day 1..60.
Level = Callable[[int], float]


@dataclass(frozen=True, slots=True)
class World:
    """How one kind of student practices.

    `level` None: each student is steady at a level of her own, 50 to 95 %. `rho` is how much the
    answers of one day resemble each other, `memory` how much a day resembles the day before.
    """

    level: Level | None
    days_a_month: tuple[int, int] = (9, 9)
    questions: tuple[int, int] = (15, 20)
    rho: float = 0.035
    memory: float = 0.0
    first_day: int = 1


def steady(level: float) -> Level:
    return lambda _day: level


def linear(start: float, end: float) -> Level:
    """Level until the window starts, then in a line to the end."""
    return lambda day: start + (end - start) * max(0, day - WINDOW_STARTS) / (TODAY - WINDOW_STARTS)


def step(start: float, end: float, days_ago: int = 15) -> Level:
    return lambda day: end if day > TODAY - days_ago else start


# name: (world, at most this share may be called changing).
STABLE: dict[str, tuple[World, float]] = {
    "coin flips": (World(steady(0.7), rho=0), 0.05),
    "days vary as measured": (World(steady(0.7)), 0.05),
    "many answers": (World(steady(0.7), days_a_month=(20, 20), questions=(25, 35)), 0.05),
    "few answers": (World(steady(0.7), days_a_month=(5, 5), questions=(8, 12)), 0.05),
    "all levels, uneven practice": (World(None, days_a_month=(5, 20), questions=(5, 35)), 0.05),
    "window alone": (World(steady(0.7), first_day=WINDOW_STARTS), 0.05),
    "window alone, coin flips": (World(steady(0.7), rho=0, first_day=WINDOW_STARTS), 0.05),
    "days vary twice as much": (World(steady(0.7), rho=0.08), 0.08),
    "good and bad spells": (World(steady(0.7), memory=0.5), 0.08),
}

# name: (world, the right label, at least this share has to get it).
CHANGING: dict[str, tuple[World, Label, float]] = {
    "70 to 50 in a line": (World(linear(0.7, 0.5)), "declining", 0.40),
    "80 to 50 in a line": (World(linear(0.8, 0.5)), "declining", 0.75),
    "70 to 50 in a line, 20 days": (
        World(linear(0.7, 0.5), days_a_month=(20, 20)),
        "declining",
        0.75,
    ),
    "70 to 50 at once": (World(step(0.7, 0.5)), "declining", 0.50),
    "60 to 80 in a line": (World(linear(0.6, 0.8)), "improving", 0.40),
}

# name: (world, true change over the window).
KNOWN_CHANGE: dict[str, tuple[World, float]] = {
    "steady": (World(steady(0.7)), 0.0),
    "steady, coin flips": (World(steady(0.7), rho=0), 0.0),
    "steady, all levels, uneven practice": (
        World(None, days_a_month=(5, 20), questions=(5, 35)),
        0.0,
    ),
    "70 to 50 in a line": (World(linear(0.7, 0.5)), -0.2),
    "60 to 80 in a line": (World(linear(0.6, 0.8)), 0.2),
    "70 to 50, window alone": (World(linear(0.7, 0.5), first_day=WINDOW_STARTS), -0.2),
}


def trends(world: World, seed: int, students: int) -> list[Trend]:
    """Return what the test says of those students who practiced enough for it."""
    rng = Random(seed)
    found = []
    for _ in range(students):
        level = world.level or steady(rng.uniform(0.5, 0.95))
        found.append(classify_trend(practice(world, rng, level), TODAY))
    return [trend for trend in found if trend.label != "insufficient"]


def practice(world: World, rng: Random, level: Level) -> list[Day]:
    """Return one student's days: beta-binomial around the level, with day-to-day memory."""
    months = [month for month in (1, WINDOW_STARTS) if month >= world.first_day]
    active = {
        day
        for month in months
        for day in rng.sample(range(month, month + 30), rng.randint(*world.days_a_month))
    }
    days, mood = [], rng.gauss(0, 1)
    for day in range(world.first_day, TODAY + 1):
        mood = world.memory * mood + math.sqrt(1 - world.memory**2) * rng.gauss(0, 1)
        if day in active:
            answered = rng.randint(*world.questions)
            chance = _on_that_day(level(day), world, mood, rng)
            days.append((day, answered, count_right(rng, answered, chance)))
    return days


def _on_that_day(level: float, world: World, mood: float, rng: Random) -> float:
    if world.memory:
        return min(0.99, max(0.01, level + mood * math.sqrt(world.rho * level * (1 - level))))
    return day_chance(rng, level, world.rho)


def day_chance(rng: Random, level: float, rho: float) -> float:
    """Return the chance of a right answer on one day, whose variance makes the correlation rho."""
    if rho == 0:
        return level
    strength = (1 - rho) / rho
    return rng.betavariate(level * strength, (1 - level) * strength)


def count_right(rng: Random, answered: int, chance: float) -> int:
    # Most of the time of every simulation is spent here, and a list is a third faster than a sum.
    random = rng.random
    return len([1 for _ in range(answered) if random() < chance])


def share(found: list[Trend], *labels: Label) -> float:
    return sum(trend.label in labels for trend in found) / len(found)


def coverage(found: list[Trend], change: float) -> float:
    """Return how often the interval holds the true change."""
    held = sum(
        trend.low is not None and trend.high is not None and trend.low <= change <= trend.high
        for trend in found
    )
    return held / len(found)


def possibly_declining(found: list[Trend]) -> float:
    """Return the share that is called declining, or possibly so."""
    return sum(trend.watch or trend.label == "declining" for trend in found) / len(found)
