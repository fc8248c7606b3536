"""The part of `manage.py science` about help: its figures, and whether its made-up schools are as described."""

import math
from random import Random
from statistics import fmean, median

import pytest

from analytics.simulation.figures import row
from interventions.simulation import pages, schools, worlds
from interventions.simulation.figures import Size, figures
from interventions.simulation.pages import KINDS, WORKING, draw_pages
from interventions.simulation.schools import World, draw_class, weeks_after
from interventions.simulation.worlds import WORLDS, Claim, Judged, by_before_and_after, by_page

TINY = Size(classes=48, pages=1)


@pytest.fixture(scope="module")
def tiny():
    return list(figures(TINY))


def test_every_world_and_page_is_measured(tiny):
    names = [figure.name for figure in tiny]
    assert len(set(names)) == len(names) == 4 * len(WORLDS) + 2 + 4 + 1
    for world in WORLDS:
        assert len([name for name in names if name.endswith(f": {world}")]) == 4
    for start in ("Eight useless kinds", "One kind of eight", "The seven others", "Time"):
        assert len([name for name in names if name.startswith(start)]) == 1, start


def test_the_targets_are_the_promised_ones(tiny):
    by_name = {figure.name: figure for figure in tiny}
    for world in WORLDS:
        limit = 0.02 if world == "own growth" else 0.01
        error = by_name[f"Effects, mean error: {world}"]
        assert (error.at_least, error.at_most) == (-limit, limit)
        held = by_name[f"Effects, intervals that hold the truth: {world}"]
        assert (held.at_least, held.at_most) == (0.88, None if world == "nothing helps" else 0.98)
        assert by_name[f"Useless help said to stand out: {world}"].at_most == 0.05
    # Before and after stands beside them and promises nothing.
    naive = [figure for figure in tiny if figure.name.startswith("Before and after instead")]
    assert {figure.verdict for figure in naive} == {"info"}


def test_the_same_seeds_give_the_same_figures(tiny):
    measured = [figure for figure in tiny if figure.unit != "s"]
    assert [figure for figure in figures(TINY) if figure.unit != "s"] == measured


def test_the_columns_fit_the_table(tiny):
    ends = {len(row(figure)) - len(figure.verdict) for figure in tiny}
    assert len(ends) == 1
    assert max(map(len, map(row, tiny))) <= 110


def test_classes_are_drawn_as_described():
    rng = Random(1)
    classes = [draw_class(rng, World()) for _ in range(80)]
    students = [student for drawn in classes for student in drawn]
    assert {len(drawn) for drawn in classes} == {25}
    assert all(drawn == sorted(drawn, key=lambda s: s.place) for drawn in classes)
    assert 53 <= median(student.base[1] for student in students) <= 57
    assert 26 <= median(student.seen[1] for student in students) <= 30
    assert all(student.place == student.seen[0] / student.seen[1] for student in students)
    before, after = (
        fmean(share)
        for share in (
            [student.base[0] / student.base[1] for student in students],
            [student.post_level for student in students],
        )
    )
    assert before == pytest.approx(0.72, abs=0.02)
    # A class gains .15 log-odds: about 3 points.
    assert after - before == pytest.approx(0.028, abs=0.012)


def test_help_adds_points_to_the_weeks_after():
    rng = Random(1)
    [student, *_] = draw_class(rng, World())
    for effect in (0.0, 0.12):
        shares = [k / n for k, n in (weeks_after(rng, student, effect) for _ in range(3000))]
        assert fmean(shares) == pytest.approx(student.post_level + effect, abs=0.006)


def test_who_is_noticed_at_the_lowest_rises_without_any_help():
    rng = Random(1)
    noticed = [s for _ in range(100) for s in draw_class(rng, World())[: schools.NOTICED]]
    rebound = fmean(s.post_level - s.seen[0] / s.seen[1] for s in noticed)
    of_base = fmean(s.post_level - s.base[0] / s.base[1] for s in noticed)
    assert rebound > 0.06
    assert abs(of_base) < 0.04


def spread(world):
    """How differently students do before and after the weeks in which they are noticed."""
    rng = Random(1)
    students = [student for _ in range(40) for student in draw_class(rng, world)]
    changes = [student.post_level - student.base[0] / student.base[1] for student in students]
    mean = fmean(changes)
    return math.sqrt(fmean((change - mean) ** 2 for change in changes))


def test_growth_and_drift_set_students_apart():
    assert spread(World()) < min(spread(World(growth=0.08)), spread(World(drift=0.2)))


def judged(truth, value, reach, *, up, naive=0.1):
    return Judged(
        truth,
        Claim(value, value - reach, value + reach, up),
        Claim(naive, naive - 0.01, naive + 0.01, up=True),
    )


def test_figures_of_judged_kinds_by_hand():
    # Off by +1, -2 and +4 points; the last interval misses; two are useless, one of them called up.
    found = [
        judged(0.02, 0.03, 0.02, up=True),
        judged(0.005, -0.015, 0.03, up=False),
        judged(0.0, 0.04, 0.03, up=True),
    ]
    assert worlds.mean_error(found, by_page) == pytest.approx(0.01)
    assert worlds.coverage(found, by_page) == pytest.approx(2 / 3)
    assert worlds.called_working(found, by_page) == 0.5
    assert worlds.mean_error(found, by_before_and_after) == pytest.approx(0.1 - 0.025 / 3)
    assert worlds.coverage(found, by_before_and_after) == 0
    assert worlds.called_working(found, by_before_and_after) == 1


def test_before_and_after_by_hand():
    # Mean 6 points, standard deviation 4, so 1.96 · 4 / √3 = 4.53 to either side.
    claim = worlds.before_and_after([0.02, 0.06, 0.10])
    assert (claim.value, claim.low, claim.high) == pytest.approx(
        (0.06, 0.014737, 0.105263), abs=1e-6
    )
    assert claim.up is True
    assert worlds.before_and_after([0.0, 0.06, 0.12]).up is False


def test_before_and_after_is_taken_in_where_the_page_is_not():
    found = worlds.judge(World(helps=False), 1, 12)
    assert worlds.mean_error(found, by_before_and_after) > 0.05
    assert abs(worlds.mean_error(found, by_page)) < 0.02
    assert {one.truth for one in found} == {0.0}


def test_a_page_holds_the_students_it_was_asked_for():
    [page] = draw_pages(1, delivered=12, comparison=15)
    assert {kind: effect.n for kind, effect in page.effects.items()} == dict.fromkeys(KINDS, 12)
    assert {effect.untreated for effect in page.effects.values()} == {15}


def test_a_page_shows_what_works_wonders():
    [page] = draw_pages(1, delivered=30, comparison=30, effect=0.3)
    assert page.with_arrows() == {WORKING: "up"}
    assert pages.Page({}, 0.0).with_arrows() == {}
