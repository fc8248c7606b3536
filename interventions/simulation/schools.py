"""Classes of 25 over ten weeks: the lowest are noticed, most of them are helped, and everybody goes on.

Four weeks before (base), two weeks in which somebody looks (seen), four weeks after (post). What a student can do is a
log-odds that differs from week to week: the class learns, she changes a little by herself, and the two weeks in which
she is noticed may be a slump. Help adds points to her accuracy in the weeks after.
"""

import math
from dataclasses import dataclass
from random import Random
from statistics import fmean

from analytics.simulation.classes import CLASS_SIZE, LEVEL_MEAN, LEVEL_STRENGTH, RHO
from analytics.simulation.practice import count_right, day_chance
from interventions.effects import Counts

# Students of a class who are noticed, and the share of those who are helped.
NOTICED, HELPED = 9, 0.75

# The year began eight weeks before the base window.
WEEKS_BEFORE, WEEKS = 8, 10

# Log-odds: what classes gain between base and post, and how differently; how much a student changes by herself in any
# window, and in the one in which she is noticed.
CLASS_GAIN, CLASS_GAIN_SPREAD = 0.15, 0.15
OWN_CHANGE, SLUMP = 0.26, 0.30
ANSWERS_SPREAD, MOST_ANSWERS = 0.4, 200


@dataclass(frozen=True, slots=True)
class World:
    """How students are chosen and how they change.

    `by_seen` is the weight of what was seen in choosing the lowest, the rest is what they truly can. `growth` is the
    spread of students' own steady growth since the year began, `drift` of a random walk, both in log-odds a week.
    """

    by_seen: float = 1.0
    helps: bool = True
    growth: float = 0.0
    drift: float = 0.0
    classes: int = 8


@dataclass(frozen=True, slots=True)
class Student:
    """`place` orders a class, the lowest first; `post_level` is her accuracy in the weeks after, without help."""

    place: float
    base: Counts
    seen: Counts
    post_level: float
    answers_after: int


@dataclass(frozen=True, slots=True)
class _Window:
    """Its first and last week, the median student's answers, and the days they are spread over."""

    first: int
    last: int
    answers: int
    days: int


BASE, SEEN, POST = _Window(0, 3, 55, 9), _Window(4, 5, 28, 5), _Window(6, 9, 55, 9)


def draw_class(rng: Random, world: World) -> list[Student]:
    """Return a class, the lowest first, as the world's teachers see it."""
    gain = rng.gauss(CLASS_GAIN, CLASS_GAIN_SPREAD)
    students = [_draw_student(rng, world, gain) for _ in range(CLASS_SIZE)]
    return sorted(students, key=lambda student: student.place)


def weeks_after(rng: Random, student: Student, effect: float = 0.0) -> Counts:
    """Return the answers of the weeks after, at a level that is `effect` above the one without help."""
    level = min(0.98, max(0.02, student.post_level + effect))
    return _answers(rng, POST, level, student.answers_after)


def _draw_student(rng: Random, world: World, class_gain: float) -> Student:
    level = rng.betavariate(LEVEL_MEAN * LEVEL_STRENGTH, (1 - LEVEL_MEAN) * LEVEL_STRENGTH)
    level = min(0.97, max(0.10, level))
    able = math.log(level / (1 - level))
    in_base, in_seen, in_post = (able + moved for moved in _own_pace(rng, world))
    in_seen, in_post = in_seen + class_gain / 2, in_post + class_gain
    base = _answers(rng, BASE, _share(in_base + rng.gauss(0, OWN_CHANGE)), _answered(rng, BASE))
    seen = _answers(rng, SEEN, _share(in_seen + rng.gauss(0, SLUMP)), _answered(rng, SEEN))
    return Student(
        place=world.by_seen * seen[0] / seen[1] + (1 - world.by_seen) * _share(in_seen),
        base=base,
        seen=seen,
        post_level=_share(in_post + rng.gauss(0, OWN_CHANGE)),
        answers_after=_answered(rng, POST),
    )


def _own_pace(rng: Random, world: World) -> list[float]:
    """Return how far, in each window, a student has come by herself since the year began."""
    if not (world.growth or world.drift):
        return [0.0, 0.0, 0.0]
    growth, walked = rng.gauss(0, world.growth), rng.gauss(0, world.drift * math.sqrt(WEEKS_BEFORE))
    weekly = []
    for week in range(WEEKS):
        walked += rng.gauss(0, world.drift)
        weekly.append(growth * (WEEKS_BEFORE + week) + walked)
    return [fmean(weekly[window.first : window.last + 1]) for window in (BASE, SEEN, POST)]


def _answered(rng: Random, window: _Window) -> int:
    drawn = window.answers * math.exp(rng.gauss(0, ANSWERS_SPREAD))
    return min(MOST_ANSWERS, max(1, round(drawn)))


def _answers(rng: Random, window: _Window, level: float, answered: int) -> Counts:
    # The days of a window taken together resemble each other less than the answers of one day do.
    chance = day_chance(rng, level, RHO / window.days)
    return count_right(rng, answered, chance), answered


def _share(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
