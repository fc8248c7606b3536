"""Every figure measured by simulation, beside its target: the table of `manage.py science`."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

from analytics.detectors.findings import Kind
from analytics.simulation import classes, goals, monitoring, practice
from analytics.simulation.practice import steady
from analytics.trends import classify_trend

Unit = Literal["%", "points", "s", "a week", "days"]
SHARES: tuple[Unit, ...] = ("%", "points")
Verdict = Literal["ok", "miss", "info"]

NAME_WIDTH, MEASURED_WIDTH, TARGET_WIDTH = 70, 12, 22


@dataclass(frozen=True, slots=True)
class Size:
    """How much is simulated: students a world, classes, students on the way to a goal, classes watched for alerts."""

    students: int
    classes: int
    goals: int
    watched: int


QUICK = Size(students=1500, classes=500, goals=1500, watched=24)
FULL = Size(students=20_000, classes=1500, goals=20_000, watched=200)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number; without `at_least` and `at_most` it is information, not a promise."""

    name: str
    measured: float
    at_least: float | None = None
    at_most: float | None = None
    unit: Unit = "%"

    @property
    def verdict(self) -> Verdict:
        if self.at_least is None and self.at_most is None:
            return "info"
        low = self.at_least is None or self.measured >= self.at_least
        high = self.at_most is None or self.measured <= self.at_most
        return "ok" if low and high else "miss"

    @property
    def target(self) -> str:
        if self.at_least is not None and self.at_most is not None:
            return f"{_bare(self.at_least, self.unit)} to {_amount(self.at_most, self.unit)}"
        if self.at_most is not None:
            return f"at most {_amount(self.at_most, self.unit)}"
        return "" if self.at_least is None else f"at least {_amount(self.at_least, self.unit)}"


def figures(size: Size) -> Iterator[Figure]:
    """Measure one figure after the other."""
    yield from _stable_students(size)
    yield from _changing_students(size)
    yield from _trend_intervals(size)
    yield from _class_trends(size)
    yield from _small_samples(size)
    yield from _goal_lines(size)
    yield from _alerts(size)
    yield Figure("Time for 1,000 students' trends", _seconds_for_a_thousand(), unit="s")


def heading() -> str:
    return _line("Figure", "measured", "target", "")


def row(figure: Figure) -> str:
    measured = f"{figure.measured:.2f} {figure.unit}"
    if figure.unit in SHARES:
        measured = f"{figure.measured * 100:.1f}{'%' if figure.unit == '%' else ' points'}"
    return _line(figure.name, measured, figure.target, figure.verdict)


def missed(found: Iterable[Figure]) -> list[Figure]:
    return [figure for figure in found if figure.verdict == "miss"]


def _stable_students(size: Size) -> Iterator[Figure]:
    for name, (world, limit) in practice.STABLE.items():
        found = practice.trends(world, 2026, size.students)
        called = practice.share(found, "improving", "declining")
        yield Figure(f"Steady students called changing: {name}", called, at_most=limit)
    alone = practice.World(steady(0.7), first_day=practice.WINDOW_STARTS)
    found = practice.trends(alone, 5, size.students)
    quiet = practice.possibly_declining(found)
    yield Figure("Steady students called possibly declining", quiet, at_most=0.12)


def _changing_students(size: Size) -> Iterator[Figure]:
    for name, (world, label, target) in practice.CHANGING.items():
        found = practice.trends(world, 7, size.students)
        yield Figure(f"Changes found: {name}", practice.share(found, label), at_least=target)


def _trend_intervals(size: Size) -> Iterator[Figure]:
    for name, (world, change) in practice.KNOWN_CHANGE.items():
        held = practice.coverage(practice.trends(world, 99, size.students), change)
        yield Figure(f"Intervals that hold the change: {name}", held, 0.90, 0.985)


def _class_trends(size: Size) -> Iterator[Figure]:
    for name, (shared, limit) in classes.STEADY.items():
        found = classes.class_trends(3, size.classes, shared_rho=shared)
        called = practice.share(found, "improving", "declining")
        yield Figure(f"Steady classes called changing: {name}", called, at_most=limit)
    fall = practice.linear(0.0, -0.1)
    found = classes.class_trends(4, size.classes, change=fall)
    yield Figure("Classes falling by 10 points that are found", practice.share(found, "declining"))


def _small_samples(size: Size) -> Iterator[Figure]:
    drawn = classes.draw_classes(2026, size.classes)
    flags, bare = classes.struggling_flags(drawn), classes.below_seventy_flags(drawn)
    covered = classes.interval_coverage(drawn)
    yield Figure("Accuracy intervals that hold the true accuracy", covered, 0.90, 0.985)
    yield Figure("Struggling: truly below 70%", flags.precision, at_least=0.89)
    yield Figure("Struggling: found of those truly below 60%", flags.recall_far_below, 0.50)
    yield Figure("Seen below 70%: truly below 70% (not used alone)", bare.precision)
    error, raw_error = (classes.error_of(drawn, by) for by in (classes.shrunk, classes.raw))
    yield Figure("Error of shrunk accuracy", error, at_most=0.085, unit="points")
    yield Figure("Error of raw accuracy", raw_error, unit="points")
    found, raw_found = (classes.lowest_found(drawn, by) for by in (classes.shrunk, classes.raw))
    yield Figure("Truly lowest three found by shrunk accuracy", found, at_least=0.55)
    yield Figure("Truly lowest three found by raw accuracy", raw_found)


def _goal_lines(size: Size) -> Iterator[Figure]:
    on_track, half, none, falling = (
        goals.told_to_change(goals.by_probability, growth, 4, size.goals)
        for growth in goals.GROWTH.values()
    )
    yield Figure("Goal, told to change: on track", on_track, at_most=0.13)
    yield Figure("Goal, told to change: half the growth needed", half)
    yield Figure("Goal, told to change: no growth", none, at_least=0.80)
    yield Figure("Goal, told to change: falling", falling, at_least=0.95)
    by_points = goals.told_to_change(goals.by_four_points, 1.0, 4, size.goals)
    yield Figure("Goal, four-point rule: on track (a side note only)", by_points)


def _alerts(size: Size) -> Iterator[Figure]:
    seen = monitoring.watch_classes(11, size.watched)
    load = seen.a_week(*monitoring.THREE)
    yield Figure("Alerts for a class of 30: the three main rules", load, at_most=2.4, unit="a week")
    yield from _alerts_of(seen, "inactivity", right=0.18, found=0.96, days=11)
    yield from _alerts_of(seen, "struggling", right=0.78, found=0.96, days=1)
    yield from _alerts_of(seen, "decline", right=0.28, found=0.70, days=32)
    wrong = seen.wrong_a_week("decline")
    yield Figure("Alerts: decline without a fall", wrong, at_most=0.33, unit="a week")
    ever = seen.steady_alarmed / seen.steady
    yield Figure("Steady students with a decline alert in 120 days", ever, at_most=0.18)
    yield Figure("Real falls found within 60 days", seen.found_within("decline", 60))


def _alerts_of(
    seen: monitoring.Figures, kind: Kind, *, right: float, found: float, days: float
) -> Iterator[Figure]:
    """Targets: at least this share is right, at least this share is found, half of it within so many days."""
    yield Figure(f"Alerts: {kind}", seen.a_week(kind), unit="a week")
    yield Figure(f"Alerts: {kind}, right", seen.precision(kind), at_least=right)
    yield Figure(f"Alerts: {kind}, found", seen.detected(kind), at_least=found)
    yield Figure(
        f"Alerts: {kind}, days until half are found", seen.lag(kind), at_most=days, unit="days"
    )


def _seconds_for_a_thousand() -> float:
    rng = Random(1)
    world = practice.World(steady(0.7))
    students = [practice.practice(world, rng, steady(0.7)) for _ in range(1000)]
    start = time.perf_counter()
    for days in students:
        classify_trend(days, practice.TODAY)
    return time.perf_counter() - start


def _line(name: str, measured: str, target: str, verdict: str) -> str:
    columns = f"{name:<{NAME_WIDTH}}{measured:>{MEASURED_WIDTH}}  {target:<{TARGET_WIDTH}}{verdict}"
    return columns.rstrip()


def _amount(value: float, unit: Unit) -> str:
    return f"{_bare(value, unit)}{'%' if unit == '%' else f' {unit}'}"


def _bare(value: float, unit: Unit) -> str:
    return f"{value * 100 if unit in SHARES else value:g}"
