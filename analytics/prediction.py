"""How likely the next answer is right: a logistic regression with ten coefficients.

Ten small numbers describe what is known before an answer: how hard the item and the skill are for
others, how far the student has been above or below that so far, and how often she has tried. Their
coefficients are the same for everybody, so new students, items and skills need no new fit. How hard
items are is learned from other students than the one described (cross-fitting), because her own
answers would give themselves away.
"""

import math
from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from analytics.linear_systems import solve
from analytics.rates import DEFAULT_PRIOR

# (item, skill, 1 or 0) in time order.
Answer = tuple[Hashable, Hashable, int | bool]
Counts = Mapping[Hashable, tuple[int, int]]

FEATURES = 10
FOLDS = 5
# Answers of others an item, and a skill, is believed to be worth before its own are known.
ITEM_WEIGHT, SKILL_WEIGHT = 5.0, 10.0
# Answers a student is believed to be average in.
STUDENT_WEIGHT, STUDENT_SKILL_WEIGHT = 4.0, 2.0
FADING = 0.8
LAST = 5
# Eleven numbers are known well enough from this many answers; counts are taken over all of them.
LARGEST_SAMPLE = 40_000
RIDGE = 1.0
STEPS = 12
CONVERGED = 1e-6
# Before any answer speaks: what the item says, and nothing else.
START = (0.0, 1.0, *(0.0,) * (FEATURES - 1))


@dataclass(frozen=True, slots=True)
class Difficulties:
    """How others did: (correct, answered) by item, by skill, and over all."""

    items: Counts
    skills: Counts
    correct: int
    answered: int

    def expected(self, item: Hashable, skill: Hashable) -> tuple[float, float]:
        """Return the shares of right answers of an item and of its skill, shrunk."""
        mean, strength = DEFAULT_PRIOR
        overall = (self.correct + mean * strength) / (self.answered + strength)
        right, seen = self.skills.get(skill, (0, 0))
        of_skill = (right + overall * SKILL_WEIGHT) / (seen + SKILL_WEIGHT)
        right, seen = self.items.get(item, (0, 0))
        return (right + of_skill * ITEM_WEIGHT) / (seen + ITEM_WEIGHT), of_skill


@dataclass(frozen=True, slots=True)
class Predictor:
    """A fitted model: the intercept and the ten coefficients, and how hard items and skills are."""

    coefficients: tuple[float, ...]
    difficulties: Difficulties


def fit_predictor(
    sequences: Iterable[Sequence[Answer]] | Mapping[Hashable, Sequence[Answer]],
) -> Predictor:
    """Fit the model to students' answers: one sequence of (item, skill, correct) per student."""
    students = list(sequences.values() if isinstance(sequences, Mapping) else sequences)
    rows: list[tuple[float, ...]] = []
    results: list[bool] = []
    for fold in range(min(FOLDS, len(students))):
        others = _count(s for at, s in enumerate(students) if at % FOLDS != fold)
        for answers in students[fold::FOLDS]:
            rows.extend(_features(others, answers))
            results.extend(bool(correct) for _, _, correct in answers)
    every = max(1, math.ceil(len(rows) / LARGEST_SAMPLE))
    return Predictor(_coefficients(rows[::every], results[::every]), _count(students))


def predict_sequence(model: Predictor, sequence: Sequence[Answer]) -> list[float]:
    """Return the probability of a right answer before each answer, from the earlier ones only.

    To ask about an answer not given yet, append it with any result: its own is never looked at.
    """
    return [_chance(model.coefficients, row) for row in _features(model.difficulties, sequence)]


@dataclass(slots=True)
class _Tally:
    """What was seen so far of one student, or of one student on one skill or item."""

    answered: int = 0
    correct: int = 0
    expected: float = 0.0
    fading: float = 0.0

    def add(self, *, right: bool, expected: float) -> None:
        self.answered += 1
        self.correct += right
        self.expected += expected
        self.fading = FADING * self.fading + (1 - FADING) * (right - expected)

    def residual(self, weight: float) -> float:
        """Return how much better than expected, in log-odds, both sides shrunk to even."""
        wrong, missed = self.answered - self.correct, self.answered - self.expected
        half = weight / 2
        return math.log((self.correct + half) * (missed + half)) - math.log(
            (wrong + half) * (self.expected + half)
        )


@dataclass(slots=True)
class _Student:
    """Everything the model remembers of one student."""

    whole: _Tally = field(default_factory=_Tally)
    skills: dict[Hashable, _Tally] = field(default_factory=lambda: defaultdict(_Tally))
    items: dict[Hashable, _Tally] = field(default_factory=lambda: defaultdict(_Tally))
    last: deque[float] = field(default_factory=lambda: deque(maxlen=LAST))

    def describe(
        self, item: Hashable, skill: Hashable, expected: tuple[float, float]
    ) -> tuple[float, ...]:
        on_skill, on_item = self.skills[skill], self.items[item]
        return (
            1.0,
            _logit(expected[0]),
            _logit(expected[1]),
            self.whole.residual(STUDENT_WEIGHT),
            on_skill.residual(STUDENT_SKILL_WEIGHT),
            on_skill.fading,
            sum(self.last) / LAST,
            math.log1p(on_skill.answered),
            math.log1p(on_item.correct),
            math.log1p(on_item.answered),
            math.log1p(self.whole.answered),
        )

    def add(self, item: Hashable, skill: Hashable, *, right: bool, expected: float) -> None:
        for tally in (self.whole, self.skills[skill], self.items[item]):
            tally.add(right=right, expected=expected)
        self.last.append(right - expected)


def _features(known: Difficulties, answers: Sequence[Answer]) -> Iterator[tuple[float, ...]]:
    """Describe each answer by what was known before it: 1 for the intercept, then ten numbers."""
    student = _Student()
    for item, skill, correct in answers:
        expected = known.expected(item, skill)
        yield student.describe(item, skill, expected)
        student.add(item, skill, right=bool(correct), expected=expected[0])


def _count(students: Iterable[Sequence[Answer]]) -> Difficulties:
    items: dict[Hashable, tuple[int, int]] = {}
    skills: dict[Hashable, tuple[int, int]] = {}
    right = answered = 0
    for answers in students:
        for item, skill, correct in answers:
            for counts, key in ((items, item), (skills, skill)):
                so_far = counts.get(key, (0, 0))
                counts[key] = (so_far[0] + bool(correct), so_far[1] + 1)
            right += bool(correct)
            answered += 1
    return Difficulties(items, skills, right, answered)


def _coefficients(rows: Sequence[tuple[float, ...]], results: Sequence[bool]) -> tuple[float, ...]:
    """Fit a logistic regression by Newton's method, pulled gently towards START."""
    found = list(START)
    for _ in range(STEPS):
        gradient = [RIDGE * (start - now) for start, now in zip(START, found, strict=True)]
        curvature = [[RIDGE * (i == j) for j in range(len(START))] for i in range(len(START))]
        for row, right in zip(rows, results, strict=True):
            chance = _chance(found, row)
            weight = chance * (1 - chance)
            for i, value in enumerate(row):
                gradient[i] += (right - chance) * value
                weighted, line = weight * value, curvature[i]
                for j in range(i + 1):
                    line[j] += weighted * row[j]
        step = solve(curvature, gradient)
        found = [now + change for now, change in zip(found, step, strict=True)]
        if max(map(abs, step)) < CONVERGED:
            break
    return tuple(found)


def _chance(coefficients: Sequence[float], row: Sequence[float]) -> float:
    total = sum(c * value for c, value in zip(coefficients, row, strict=True))
    # Beyond 30 a computer cannot tell the chance from certainty, and nothing is certain.
    return 1 / (1 + math.exp(-min(30.0, max(-30.0, total))))


def _logit(share: float) -> float:
    return math.log(share / (1 - share))
