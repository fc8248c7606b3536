"""Classes of 25 with few and many answers: who is called struggling, who stands where, what a class
trend says of a class that does not change."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

from analytics.rates import (
    accuracy_interval,
    class_prior,
    rank_class,
    shrunk_accuracy,
    struggling,
)
from analytics.simulation.practice import TODAY, Level, count_right, day_chance
from analytics.trends import Day, Trend, classify_trend

CLASS_SIZE = 25
RHO = 0.035
# Students differ as the default prior believes: mean 72 %, standard deviation 12 points.
LEVEL_MEAN, LEVEL_STRENGTH = 0.72, 12
# Half the students have more than 40 answers, one in six fewer than 15, some hundreds.
MEDIAN_ANSWERS, ANSWERS_SPREAD, ANSWERS_LIMITS = 40, 1.0, (2, 400)
ANSWERS_A_DAY = 10
LOWEST = 3

# name: (how far the answers of a whole class resemble each other on a day, at most this share may be
# called changing). What one student's answers of a day have in common is .035 on real logs; how much
# of that her classmates share is not known. All of it is the worst case.
STEADY: dict[str, tuple[float, float]] = {
    "days of one's own": (0.0, 0.05),
    "half of good and bad days shared": (RHO / 2, 0.05),
    "all good and bad days shared": (RHO, 0.08),
}


@dataclass(frozen=True, slots=True)
class Practiced:
    """A student's true accuracy beside what can be seen of it."""

    level: float
    correct: int
    answered: int
    days: int

    @property
    def accuracy(self) -> float:
        return self.correct / self.answered


@dataclass(frozen=True, slots=True)
class Flags:
    """How right the word "struggling" is: shares of those flagged, and of those who should be."""

    precision: float
    recall_far_below: float
    flagged: float


def draw_classes(seed: int, classes: int) -> list[list[Practiced]]:
    rng = Random(seed)
    return [[_draw_student(rng) for _ in range(CLASS_SIZE)] for _ in range(classes)]


def interval_coverage(classes: Iterable[Iterable[Practiced]]) -> float:
    """Return how often the 95 % interval of an accuracy holds the true one."""
    held = []
    for student in _all(classes):
        interval = accuracy_interval(student.correct, student.answered, student.days)
        held.append(interval is not None and interval[0] <= student.level <= interval[1])
    return sum(held) / len(held)


def struggling_flags(classes: Iterable[list[Practiced]]) -> Flags:
    """Measure struggling(): right where the true accuracy is below 70 %, missed below 60 %."""
    flagged = []
    for students in classes:
        prior = class_prior((s.correct, s.answered) for s in students)
        flagged += [
            (s, struggling(s.correct, s.answered, s.days, prior) == "yes") for s in students
        ]
    return _flags(flagged)


def below_seventy_flags(classes: Iterable[list[Practiced]]) -> Flags:
    """Measure the bare rule: the accuracy seen is below 70 %."""
    return _flags([(student, student.accuracy < 0.70) for student in _all(classes)])


def error_of(
    classes: Iterable[list[Practiced]], score: Callable[[Practiced, tuple[float, float]], float]
) -> float:
    """Return the root mean square error of a score as an estimate of the true accuracy."""
    errors = []
    for students in classes:
        prior = class_prior((s.correct, s.answered) for s in students)
        errors += [(score(student, prior) - student.level) ** 2 for student in students]
    return math.sqrt(math.fsum(errors) / len(errors))


def lowest_found(
    classes: Iterable[list[Practiced]], score: Callable[[Practiced, tuple[float, float]], float]
) -> float:
    """Return the share of the three truly lowest who are among the three ranked lowest."""
    found = wanted = 0
    for students in classes:
        prior = class_prior((s.correct, s.answered) for s in students)
        seen = _lowest({at: score(student, prior) for at, student in enumerate(students)})
        true = _lowest({at: student.level for at, student in enumerate(students)})
        found += len(seen & true)
        wanted += len(true)
    return found / wanted


def raw(student: Practiced, _prior: tuple[float, float]) -> float:
    return student.accuracy


def shrunk(student: Practiced, prior: tuple[float, float]) -> float:
    return shrunk_accuracy(student.correct, student.answered, prior)


def class_trends(
    seed: int, classes: int, *, shared_rho: float = 0.0, change: Level | None = None
) -> list[Trend]:
    """Return the trends of classes on their daily pooled totals.

    Each student has a level, a habit and days of her own; `shared_rho` lets whole days be good or
    bad for everybody; `change` is added to everybody's level (none: the class is steady).
    """
    rng = Random(seed)
    return [
        classify_trend(_class_days(rng, shared_rho, change or (lambda _day: 0.0)), TODAY)
        for _ in range(classes)
    ]


def _class_days(rng: Random, shared_rho: float, change: Level) -> list[Day]:
    students = [
        (draw_level(rng), rng.uniform(0.1, 0.6), rng.randint(5, 15)) for _ in range(CLASS_SIZE)
    ]
    days = []
    for day in range(1, TODAY + 1):
        if day % 7 in {0, 6}:
            continue
        answered = correct = 0
        mood = day_chance(rng, LEVEL_MEAN, shared_rho) - LEVEL_MEAN + change(day)
        for level, habit, questions in students:
            if rng.random() < habit:
                today = min(0.98, max(0.02, level + mood))
                answered += questions
                correct += count_right(rng, questions, day_chance(rng, today, RHO))
        days.append((day, answered, correct))
    return days


def _draw_student(rng: Random) -> Practiced:
    level = draw_level(rng)
    few, many = ANSWERS_LIMITS
    drawn = round(rng.lognormvariate(math.log(MEDIAN_ANSWERS), ANSWERS_SPREAD))
    answered = min(many, max(few, drawn))
    days = max(1, round(answered / ANSWERS_A_DAY))
    correct = 0
    for day in range(days):
        questions = answered // days + (day < answered % days)
        correct += count_right(rng, questions, day_chance(rng, level, RHO))
    return Practiced(level, correct, answered, days)


def draw_level(rng: Random) -> float:
    level = rng.betavariate(LEVEL_MEAN * LEVEL_STRENGTH, (1 - LEVEL_MEAN) * LEVEL_STRENGTH)
    return min(0.99, max(0.01, level))


def _flags(flagged: list[tuple[Practiced, bool]]) -> Flags:
    chosen = [student for student, is_flagged in flagged if is_flagged]
    far_below = [is_flagged for student, is_flagged in flagged if student.level < 0.60]
    return Flags(
        precision=sum(student.level < 0.70 for student in chosen) / len(chosen),
        recall_far_below=sum(far_below) / len(far_below),
        flagged=len(chosen) / len(flagged),
    )


def _lowest(scores: dict[int, float]) -> set[int]:
    ranks = rank_class(scores)
    worst_first = sorted(scores, key=lambda at: -rank.rank if (rank := ranks[at]) else 0)
    return set(worst_first[:LOWEST])


def _all(classes: Iterable[Iterable[Practiced]]) -> Iterable[Practiced]:
    return (student for students in classes for student in students)
