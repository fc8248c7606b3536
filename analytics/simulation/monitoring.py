"""A school term of classes of 30 watched by the three main rules: how many alerts, how many of them right, how late.

One student in ten stops practicing on some day, one in ten really falls by 25 points within 30 days; everybody else is
steady at a level of her own. Sixty days of history come first, then 120 days with an evaluation on every one of them,
by the very detectors and the life cycle that the application uses.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from random import Random
from statistics import median

from analytics.detectors import RuleLimits, SchoolCalendar, accuracy, lifecycle, rhythm
from analytics.detectors.findings import Kind
from analytics.rates import DEFAULT_PRIOR
from analytics.simulation.classes import RHO, draw_level
from analytics.simulation.practice import count_right, day_chance
from analytics.trends import Day

CLASS_SIZE = 30
HISTORY, WATCHED = 60, 120
LAST_DAY = HISTORY + WATCHED
WEEKS = WATCHED / 7
STOPPING, FALLING = 3, 3

FALL, FALL_DAYS = 0.25, 30
# What begins later leaves no time to be found.
TIME_TO_FIND = 60
HABIT, QUESTIONS = (0.15, 0.65), (5, 15)
THREE: tuple[Kind, ...] = ("inactivity", "struggling", "decline")

LIMITS = RuleLimits()
SCHOOL_DAYS = SchoolCalendar(
    lambda day: day.weekday() < 5, date.fromordinal(1), date.fromordinal(LAST_DAY + 1)
)


@dataclass(frozen=True, slots=True)
class Raised:
    """One alert: was it right, and when it came."""

    kind: Kind
    day: int
    is_right: bool


@dataclass(frozen=True, slots=True)
class Pupil:
    """A student's truth. `stops` and `falls` are days, None where it never happens."""

    level: float
    habit: float
    stops: int | None = None
    falls: int | None = None

    def level_on(self, day: int) -> float:
        fallen = 0.0 if self.falls is None else min(1.0, max(0, day - self.falls) / FALL_DAYS)
        return min(0.98, max(0.05, self.level - FALL * fallen))

    def level_of_month(self, day: int) -> float:
        """The mean true accuracy of the window the rule looks at."""
        dates = range(day - accuracy.WINDOW + 1, day + 1)
        return sum(map(self.level_on, dates)) / accuracy.WINDOW

    def has_stopped(self, day: int) -> bool:
        return self.stops is not None and day >= self.stops

    def has_fallen(self, day: int) -> bool:
        return self.falls is not None and day > self.falls


@dataclass(slots=True)
class Watch:
    """The one alert that one rule may have about one student, over time."""

    kind: Kind
    opened: int | None = None
    closed: date | None = None
    clear: int = 0

    def look(self, day: int, *, found: bool, holding: bool) -> bool:
        """Take in one evaluation; says whether it opened an alert."""
        on = date.fromordinal(day)
        if self.opened is not None:
            self.clear = 0 if found or holding else self.clear + 1
            if lifecycle.is_over(self.kind, self.clear):
                self.opened, self.closed, self.clear = None, on, 0
            return False
        if found and lifecycle.may_open(self.kind, self.closed, on):
            self.opened = day
            return True
        return False


@dataclass(slots=True)
class Figures:
    """What 120 days of watching brought. `found` holds the days from the event to its alert, None if never."""

    classes: int = 0
    raised: list[Raised] = field(default_factory=list)
    found: dict[Kind, list[int | None]] = field(
        default_factory=lambda: {kind: [] for kind in THREE}
    )
    steady: int = 0
    steady_alarmed: int = 0

    def a_week(self, *kinds: Kind) -> float:
        """Alerts for each class and week."""
        return sum(one.kind in kinds for one in self.raised) / (self.classes * WEEKS)

    def wrong_a_week(self, kind: Kind) -> float:
        wrong = sum(one.kind == kind and not one.is_right for one in self.raised)
        return wrong / (self.classes * WEEKS)

    def precision(self, kind: Kind) -> float:
        right = [one.is_right for one in self.raised if one.kind == kind]
        return sum(right) / len(right)

    def detected(self, kind: Kind) -> float:
        return self.found_within(kind, WATCHED)

    def found_within(self, kind: Kind, days: int) -> float:
        lags = self.found[kind]
        return sum(lag is not None and lag <= days for lag in lags) / len(lags)

    def lag(self, kind: Kind) -> float:
        """The median of days until the alert, of those that came."""
        return median(lag for lag in self.found[kind] if lag is not None)


def watch_classes(seed: int, classes: int) -> Figures:
    rng, figures = Random(seed), Figures()
    for _ in range(classes):
        figures.classes += 1
        for pupil in _draw_class(rng):
            _add(figures, pupil, list(_watched(pupil, _practice(rng, pupil))))
    return figures


def _draw_class(rng: Random) -> Iterator[Pupil]:
    for place in range(CLASS_SIZE):
        begins = rng.randint(HISTORY + 1, LAST_DAY - TIME_TO_FIND)
        draw = partial(Pupil, draw_level(rng), rng.uniform(*HABIT))
        if place < STOPPING:
            yield draw(stops=begins)
        elif place < STOPPING + FALLING:
            yield draw(falls=begins)
        else:
            yield draw()


def _practice(rng: Random, pupil: Pupil) -> list[Day]:
    days = []
    for day in range(1, LAST_DAY + 1):
        taught = SCHOOL_DAYS.count(day, day + 1)
        if taught and not pupil.has_stopped(day) and rng.random() < pupil.habit:
            answered = rng.randint(*QUESTIONS)
            chance = day_chance(rng, pupil.level_on(day), RHO)
            days.append((day, answered, count_right(rng, answered, chance)))
    return days


def _watched(pupil: Pupil, practiced: list[Day]) -> Iterator[Raised]:
    """Evaluate every day of the 120 and return the alerts."""
    watches = {kind: Watch(kind) for kind in THREE}
    for on in range(HISTORY + 1, LAST_DAY + 1):
        days = [day for day in practiced if on - rhythm.LOOKBACK < day[0] <= on]
        is_new = bool(days) and days[-1][0] == on
        if watches["inactivity"].look(on, found=_is_inactive(days, on), holding=False):
            yield Raised("inactivity", on, pupil.has_stopped(on))
        is_open = watches["struggling"].opened is not None
        found = accuracy.struggling(days, on, DEFAULT_PRIOR, LIMITS) is not None
        holding = is_open and accuracy.may_still_struggle(days, on, DEFAULT_PRIOR, LIMITS)
        if watches["struggling"].look(on, found=found, holding=holding):
            below = pupil.level_of_month(on) < LIMITS.struggling_below
            yield Raised("struggling", on, below)
        # Without a new active day an evaluation cannot raise a decline, only count towards closing one.
        if is_new or watches["decline"].opened is not None:
            movement = accuracy.movement_of(days, on)
            falls = accuracy.decline(movement, days, on, LIMITS) is not None
            holding = movement.trend.label == "declining"
            if watches["decline"].look(on, found=falls, holding=holding):
                yield Raised("decline", on, pupil.has_fallen(on))


def _is_inactive(days: list[Day], on: int) -> bool:
    gap = rhythm.gap_of(days, on, SCHOOL_DAYS)
    return rhythm.inactivity(gap, on, LIMITS) is not None


def _add(figures: Figures, pupil: Pupil, raised: list[Raised]) -> None:
    figures.raised += raised
    begun: dict[Kind, int | None] = {
        "inactivity": pupil.stops,
        "decline": pupil.falls,
        "struggling": HISTORY + 1 if _is_far_below(pupil) else None,
    }
    for kind, since in begun.items():
        if since is not None:
            days = [one.day - since for one in raised if one.kind == kind and one.day >= since]
            figures.found[kind].append(min(days, default=None))
    if pupil.falls is None and pupil.stops is None:
        figures.steady += 1
        figures.steady_alarmed += any(one.kind == "decline" for one in raised)


def _is_far_below(pupil: Pupil) -> bool:
    return pupil.falls is None and pupil.stops is None and pupil.level < 0.60
