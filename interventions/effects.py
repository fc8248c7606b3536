"""Did help help: what those who got it gained beyond similar classmates over the same weeks.

Students are helped when they are at their lowest, so nearly all of them rise afterwards, helped or not. Three things
keep that out. The two weeks before the help belong to neither window, and the windows lie evenly around them. Each
gain is held against what the same class gained over the same weeks. And students who met the same alert but got no
help show how much of the rest is only who was chosen; that much is taken off. Then all kinds of help are read together
(`interventions.shrinkage`). How well this works is measured by `manage.py science`. Proportions are 0..1.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

from analytics.rates import shrunk_accuracy
from interventions.differences import Estimate, Point, differences
from interventions.shrinkage import Posterior, chances_of_being_best, shrink

# Correct answers, then all answers.
Counts = tuple[int, int]
Status = Literal["ok", "insufficient"]
Direction = Literal["up", "down", "unclear"]

MIN_ANSWERS = 20
MIN_CLASSMATES = 3
MIN_STUDENTS = 10
MIN_UNTREATED = 5

# Variance of a gain beyond that of coin flips: students change, and days are good or bad as a whole.
GAIN_VARIANCE = 0.006
# How many answers the pooled accuracy is worth when a student's own is guessed.
ACCURACY_STRENGTH = 12.0
# Room for a gain is 1 at 50 % and less towards either end, but never nothing: from 99.75 % on it stays as it is.
SMALLEST_ROOM = 0.01
# How large the bias of who was chosen is believed to be before anything is seen: 3 points.
OFFSET_SPREAD = 0.03

LEVEL = 0.95
# Where nothing helps, at most this share of tables is to show a direction anywhere.
FALSE_DIRECTIONS = 0.10
SURE_OF_DIRECTION = 0.95
SURE_OF_BEST = 0.80

STARS_PRIOR, STARS_PRIOR_RATINGS, MIN_RATINGS = 3.0, 5, 5


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One student around the day t0 on which help began for somebody in her class.

    `cell` is class × t0. `itype` is what she got on that day; None: a classmate without any help within 28 days of it,
    `flagged` where she had met the same alert. `base` counts the dates t0-43 to t0-16, `post` those from t0+1 to t0+28.
    A student who got two kinds of help on one day has a row for each, and never two for the same.
    """

    cell: Hashable
    student: Hashable
    itype: str | None
    base: Counts
    post: Counts
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """What one kind of help did, in proportions: .04 is 4 points more than similar classmates gained.

    `n` students could be used. Fewer than ten: insufficient, and everything known is None. `low` and `high` hold 95 %.
    `direction` is up or down only where a difference stands out although several kinds of help are looked at, and is
    still 95 % sure when all of them are read together. `untreated` students met the same alert and got no help; with
    fewer than five the bias of who was chosen is not known, and the effect may be off by about 3 points more.
    """

    status: Status
    n: int
    untreated: int
    effect: float | None = None
    sd: float | None = None
    low: float | None = None
    high: float | None = None
    p_positive: float | None = None
    direction: Direction = "unclear"


@dataclass(frozen=True, slots=True)
class Gain:
    """What a row's accuracy gained, and what its classmates' gain would be at its place; shares."""

    row: EffectRow
    gain: float
    expected: float

    @property
    def beyond(self) -> float:
        return self.gain - self.expected


@dataclass(frozen=True, slots=True)
class Stars:
    """Teachers' opinion of one kind of help: `mean` as rated (None without ratings), `shrunk` to order by.

    `in_order`: there are enough ratings to be put in an order at all.
    """

    ratings: int
    mean: float | None
    shrunk: float
    in_order: bool


def intervention_effects(rows: Iterable[EffectRow]) -> dict[str, Effect]:
    """Return the effect of each kind of help in the rows, by its name in alphabetical order.

    Used are rows with at least 20 answers in both windows, in cells with at least three unflagged classmates.
    """
    given = list(rows)
    _check(given)
    types = sorted({row.itype for row in given if row.itype is not None})
    usable = _usable(given)
    students = {name: len({row.student for row in usable if row.itype == name}) for name in types}
    untreated = len({row.student for row in usable if _is_untreated(row)})
    estimates = _estimates(usable, untreated)
    judged = [name for name in types if students[name] >= MIN_STUDENTS]
    found = dict(zip(judged, shrink([estimates[name] for name in judged]), strict=True))
    effects = {name: Effect("insufficient", students[name], untreated) for name in types}
    for name, posterior in found.items():
        direction = _direction(estimates[name], posterior, kinds=len(judged))
        effects[name] = _effect(posterior, students[name], untreated, direction)
    return effects


def gains_beyond_classmates(rows: Iterable[EffectRow]) -> list[Gain]:
    """Return what each helped or flagged row gained beyond its cell's unflagged classmates, room for room.

    The rows used are those of `intervention_effects`. One student's gain is mostly chance: only many say something.
    """
    given = list(rows)
    _check(given)
    usable = _usable(given)
    points = _points(usable, {row.itype: 0 for row in usable})
    cells: dict[Hashable, list[Point]] = defaultdict(list)
    for point in points:
        if point.column is None:
            cells[point.cell].append(point)
    per_room = {cell: _gain_per_room(classmates) for cell, classmates in cells.items()}
    return [
        Gain(row, point.gain, point.room * per_room[row.cell])
        for row, point in zip(usable, points, strict=True)
        if point.column is not None
    ]


def best_type(effects: Mapping[str, Effect]) -> str | None:
    """Return the kind of help that is best with a probability of at least 80 %; None: no order at all."""
    chances = best_chances(effects)
    if len(chances) < 2:
        return None
    best = max(chances, key=lambda name: chances[name])
    return best if chances[best] >= SURE_OF_BEST else None


def best_chances(effects: Mapping[str, Effect]) -> dict[str, float]:
    """Return for each kind of help with enough students the probability that it is the best of them."""
    known = {
        name: Posterior(effect.effect, effect.sd, effect.p_positive)
        for name, effect in effects.items()
        if effect.effect is not None and effect.sd is not None and effect.p_positive is not None
    }
    return dict(zip(known, chances_of_being_best(list(known.values())), strict=True))


def raw_change(before: Counts, after: Counts) -> float | None:
    """Return accuracy after minus accuracy before, None without answers on either side.

    It includes the natural rebound, so it is never called an effect.
    """
    for correct, answered in (before, after):
        if not 0 <= correct <= answered:
            raise ValueError(f"{correct} correct of {answered} answered cannot be.")
    if not before[1] or not after[1]:
        return None
    return after[0] / after[1] - before[0] / before[1]


def stars(ratings: Iterable[int]) -> Stars:
    """Return teachers' ratings (1 to 5) with a mean shrunk by five ratings of 3.0."""
    given = list(ratings)
    if any(not 1 <= rating <= 5 for rating in given):
        raise ValueError("A rating is 1 to 5 stars.")
    total = sum(given)
    return Stars(
        ratings=len(given),
        mean=total / len(given) if given else None,
        shrunk=(total + STARS_PRIOR * STARS_PRIOR_RATINGS) / (len(given) + STARS_PRIOR_RATINGS),
        in_order=len(given) >= MIN_RATINGS,
    )


def _check(rows: Iterable[EffectRow]) -> None:
    seen: dict[tuple[Hashable, Hashable], set[str | None]] = defaultdict(set)
    for row in rows:
        for correct, answered in (row.base, row.post):
            if not 0 <= correct <= answered:
                raise ValueError(
                    f"Student {row.student} has {correct} correct of {answered} answered."
                )
        places = seen[row.cell, row.student]
        if row.itype in places or None in places or (row.itype is None and places):
            raise ValueError(f"Student {row.student} stands twice in cell {row.cell}.")
        places.add(row.itype)


def _usable(rows: Iterable[EffectRow]) -> list[EffectRow]:
    enough = [row for row in rows if min(row.base[1], row.post[1]) >= MIN_ANSWERS]
    classmates = Counter(row.cell for row in enough if row.itype is None and not _is_untreated(row))
    return [row for row in enough if classmates[row.cell] >= MIN_CLASSMATES]


def _is_untreated(row: EffectRow) -> bool:
    return row.itype is None and row.flagged


def _estimates(usable: Sequence[EffectRow], untreated: int) -> dict[str, Estimate]:
    """Return each kind's difference in gains, with the placebo offset taken off."""
    # Flagged classmates without help have no type, so None is their name.
    names = {row.itype for row in usable if row.itype is not None or row.flagged}
    columns = {name: at for at, name in enumerate(sorted(names, key=lambda name: name or ""))}
    found = differences(_points(usable, columns), len(columns))
    offset = Estimate(0.0, 0.0)
    if untreated >= MIN_UNTREATED:
        placebo = found[columns[None]]
        pull = OFFSET_SPREAD**2 / (OFFSET_SPREAD**2 + placebo.error**2)
        offset = Estimate(placebo.value * pull, placebo.error * math.sqrt(pull))
    return {
        name: Estimate(found[at].value - offset.value, math.hypot(found[at].error, offset.error))
        for name, at in columns.items()
        if name is not None
    }


def _points(usable: Sequence[EffectRow], columns: Mapping[str | None, int]) -> list[Point]:
    answered = sum(row.base[1] for row in usable)
    correct = sum(row.base[0] for row in usable)
    # A school that is always right (or wrong) would leave no room for a gain anywhere.
    mean = min(0.99, max(0.01, correct / max(1, answered)))
    points = []
    for row in usable:
        (base, of_base), (post, of_post) = row.base, row.post
        share = shrunk_accuracy(base + post, of_base + of_post, (mean, ACCURACY_STRENGTH))
        chance = mean * (1 - mean) * (1 / of_post + 1 / of_base)
        points.append(
            Point(
                cell=row.cell,
                student=row.student,
                column=columns[row.itype] if row.itype is not None or row.flagged else None,
                gain=post / of_post - base / of_base,
                room=max(SMALLEST_ROOM, 4 * share * (1 - share)),
                weight=1 / (GAIN_VARIANCE + chance),
            )
        )
    return points


def _gain_per_room(points: Sequence[Point]) -> float:
    total = math.fsum(point.weight * point.room**2 for point in points)
    return math.fsum(point.weight * point.room * point.gain for point in points) / total


def _direction(estimate: Estimate, posterior: Posterior, *, kinds: int) -> Direction:
    """Say whether an estimate stands out among those of so many kinds, and its sign is sure as well.

    Judged one by one, eight useless kinds would show a direction on every third page.
    """
    level = max(LEVEL, 1 - FALSE_DIRECTIONS / kinds)
    if abs(estimate.value) <= NormalDist().inv_cdf((1 + level) / 2) * estimate.error:
        return "unclear"
    if estimate.value > 0:
        return "up" if posterior.p_positive >= SURE_OF_DIRECTION else "unclear"
    return "down" if posterior.p_positive <= 1 - SURE_OF_DIRECTION else "unclear"


def _effect(posterior: Posterior, n: int, untreated: int, direction: Direction) -> Effect:
    reach = NormalDist().inv_cdf((1 + LEVEL) / 2) * posterior.sd
    return Effect(
        status="ok",
        n=n,
        untreated=untreated,
        effect=posterior.mean,
        sd=posterior.sd,
        low=posterior.mean - reach,
        high=posterior.mean + reach,
        p_positive=posterior.p_positive,
        direction=direction,
    )
