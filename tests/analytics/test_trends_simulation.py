"""The trend test against made-up students whose truth is known.

Each world below states what it simulates; `power` and `false alarm` are measured over a fixed seed,
so the tests never flicker. The targets are the project's benchmark for this test, not tuned to it.
"""

import math
import random
from dataclasses import dataclass

import pytest

from analytics.trends import classify_trend

STUDENTS = 1500
TODAY = 60
WINDOW_STARTS = 31


@dataclass(frozen=True)
class World:
    """How one kind of student practices; `level` gives the true accuracy on a day 1..60."""

    level: object
    days_a_month: tuple[int, int] = (9, 9)
    questions: tuple[int, int] = (15, 20)
    rho: float = 0.035
    memory: float = 0.0
    first_day: int = 1


def steady(level):
    return lambda _day: level


def linear(start, end):
    return lambda day: start + (end - start) * max(0, day - WINDOW_STARTS) / (TODAY - WINDOW_STARTS)


def step(start, end, days_ago=15):
    return lambda day: end if day > TODAY - days_ago else start


def practice(world, rng, level):
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
            chance = day_chance(level(day), world, mood, rng)
            days.append((day, answered, sum(rng.random() < chance for _ in range(answered))))
    return days


def day_chance(level, world, mood, rng):
    """Return the chance of a right answer on one day, whose variance makes the correlation rho."""
    if world.rho == 0:
        return level
    if world.memory:
        return min(0.99, max(0.01, level + mood * math.sqrt(world.rho * level * (1 - level))))
    strength = (1 - world.rho) / world.rho
    return rng.betavariate(level * strength, (1 - level) * strength)


def trends(world, seed, students=STUDENTS):
    rng = random.Random(seed)
    found = []
    for _ in range(students):
        level = world.level or steady(rng.uniform(0.5, 0.95))
        found.append(classify_trend(practice(world, rng, level), TODAY))
    return [trend for trend in found if trend.label != "insufficient"]


def share(found, *labels):
    return sum(trend.label in labels for trend in found) / len(found)


STABLE = {
    "coin flips": (World(steady(0.7), rho=0), 0.05),
    "days vary as measured": (World(steady(0.7)), 0.05),
    "many answers": (World(steady(0.7), days_a_month=(20, 20), questions=(25, 35)), 0.05),
    "few answers": (World(steady(0.7), days_a_month=(5, 5), questions=(8, 12)), 0.05),
    "all levels, uneven practice": (
        World(None, days_a_month=(5, 20), questions=(5, 35)),
        0.05,
    ),
    "window alone": (World(steady(0.7), first_day=WINDOW_STARTS), 0.05),
    "window alone, coin flips": (World(steady(0.7), rho=0, first_day=WINDOW_STARTS), 0.05),
    "days vary twice as much": (World(steady(0.7), rho=0.08), 0.08),
    "good and bad spells": (World(steady(0.7), memory=0.5), 0.08),
}


@pytest.mark.parametrize("name", STABLE)
def test_stable_students_are_rarely_called_changing(name):
    world, limit = STABLE[name]
    found = trends(world, seed=2026)
    assert len(found) > 0.9 * STUDENTS
    assert share(found, "improving", "declining") <= limit


CHANGING = {
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


@pytest.mark.parametrize("name", CHANGING)
def test_changing_students_are_found(name):
    world, label, target = CHANGING[name]
    assert share(trends(world, seed=7), label) >= target


def test_the_month_before_finds_more_than_twice_as_many_falls_as_the_window_alone():
    fall = linear(0.7, 0.5)
    with_history = share(trends(World(fall), seed=7), "declining")
    alone = share(trends(World(fall, first_day=WINDOW_STARTS), seed=7), "declining")
    assert with_history > 2 * alone


@pytest.mark.parametrize(
    "world, change",
    [
        (World(steady(0.7)), 0.0),
        (World(steady(0.7), rho=0), 0.0),
        (World(linear(0.7, 0.5)), -0.2),
        (World(linear(0.6, 0.8)), 0.2),
        (World(linear(0.7, 0.5), first_day=WINDOW_STARTS), -0.2),
        (World(None, days_a_month=(5, 20), questions=(5, 35)), 0.0),
    ],
)
def test_intervals_hold_the_true_change_as_often_as_they_say(world, change):
    found = trends(world, seed=99)
    held = sum(trend.low <= change <= trend.high for trend in found) / len(found)
    assert 0.90 <= held <= 0.985


def test_possibly_declining_is_quiet_about_stable_students():
    found = trends(World(steady(0.7), first_day=WINDOW_STARTS), seed=5)
    assert sum(trend.watch or trend.label == "declining" for trend in found) / len(found) <= 0.12
