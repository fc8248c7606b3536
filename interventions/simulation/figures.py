"""What is measured of the effects of help, beside its targets: a part of the table of `manage.py science`."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from statistics import fmean

from analytics.simulation.figures import Figure
from interventions.effects import EffectRow, intervention_effects
from interventions.simulation import worlds
from interventions.simulation.pages import KINDS, WORKING, draw_pages
from interventions.simulation.schools import NOTICED, World, draw_class, weeks_after
from interventions.simulation.worlds import WORLDS, by_before_and_after, by_page

TIMED_CLASSES = 200


@dataclass(frozen=True, slots=True)
class Size:
    """How much is simulated: classes in each world (in schools of 8, or of 40), pages."""

    classes: int
    pages: int


QUICK = Size(classes=960, pages=100)
FULL = Size(classes=4800, pages=400)


def figures(size: Size) -> Iterator[Figure]:
    """Measure one figure after the other."""
    yield from _worlds(size)
    yield from _pages(size)
    yield Figure("Time for the effects from 5,000 rows", _seconds_for_many_rows(), unit="s")


def _worlds(size: Size) -> Iterator[Figure]:
    naive = []
    for name, (world, limit) in WORLDS.items():
        found = worlds.judge(world, 2026, size.classes // world.classes)
        naive += found
        error, naive_error = (worlds.mean_error(found, by) for by in (by_page, by_before_and_after))
        held = worlds.coverage(found, by_page)
        # Where nothing helps, estimates are pulled towards the very truth, so that intervals of perfect estimates
        # would hold it in 99 of 100 cases; that they hold it more often than they say is no fault there.
        at_most = 0.98 if world.helps else None
        called = worlds.called_working(found, by_page)
        yield Figure(f"Effects, mean error: {name}", error, -limit, limit, unit="points")
        yield Figure(f"Before and after instead, mean error: {name}", naive_error, unit="points")
        yield Figure(f"Effects, intervals that hold the truth: {name}", held, 0.88, at_most)
        yield Figure(f"Useless help said to stand out: {name}", called, at_most=0.05)
    held = worlds.coverage(naive, by_before_and_after)
    called = worlds.called_working(naive, by_before_and_after)
    yield Figure("Before and after instead, intervals that hold the truth", held)
    yield Figure("Before and after instead, useless help said to stand out", called)


def _pages(size: Size) -> Iterator[Figure]:
    useless = draw_pages(size.pages, delivered=25, comparison=30)
    dashes = fmean(not page.with_arrows() for page in useless)
    yield Figure("Eight useless kinds of help: pages with dashes alone", dashes, at_least=0.85)
    naive = fmean(page.naive_up for page in useless)
    yield Figure("Before and after instead, useless kinds with an up arrow", naive)
    one_works = draw_pages(size.pages, delivered=40, comparison=40, effect=0.12)
    shown = fmean(page.with_arrows().get(WORKING) == "up" for page in one_works)
    yield Figure("One kind of eight adds 12 points: pages that show it", shown, at_least=0.90)
    wrong = fmean(len(page.with_arrows().keys() - {WORKING}) for page in one_works) / 7
    yield Figure("The seven others: shown with an arrow", wrong, at_most=0.05)


def _seconds_for_many_rows() -> float:
    rng = Random(1)
    rows = [
        EffectRow(
            cell,
            (cell, place),
            rng.choice(KINDS) if place < NOTICED else None,
            student.base,
            weeks_after(rng, student),
        )
        for cell in range(TIMED_CLASSES)
        for place, student in enumerate(draw_class(rng, World()))
    ]
    start = time.perf_counter()
    intervention_effects(rows)
    return time.perf_counter() - start
