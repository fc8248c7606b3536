"""The trend test against made-up students whose truth is known.

The worlds, their seeds and their targets are those of `manage.py science`: `analytics.simulation`.
"""

import pytest

from analytics.simulation.practice import (
    CHANGING,
    KNOWN_CHANGE,
    STABLE,
    WINDOW_STARTS,
    World,
    coverage,
    linear,
    possibly_declining,
    share,
    steady,
    trends,
)

STUDENTS = 1500


@pytest.mark.parametrize("name", STABLE)
def test_stable_students_are_rarely_called_changing(name):
    world, limit = STABLE[name]
    found = trends(world, 2026, STUDENTS)
    assert len(found) > 0.9 * STUDENTS
    assert share(found, "improving", "declining") <= limit


@pytest.mark.parametrize("name", CHANGING)
def test_changing_students_are_found(name):
    world, label, target = CHANGING[name]
    assert share(trends(world, 7, STUDENTS), label) >= target


def test_the_month_before_finds_more_than_twice_as_many_falls_as_the_window_alone():
    fall = linear(0.7, 0.5)
    with_history = share(trends(World(fall), 7, STUDENTS), "declining")
    alone = share(trends(World(fall, first_day=WINDOW_STARTS), 7, STUDENTS), "declining")
    assert with_history > 2 * alone


@pytest.mark.parametrize("name", KNOWN_CHANGE)
def test_intervals_hold_the_true_change_as_often_as_they_say(name):
    world, change = KNOWN_CHANGE[name]
    assert 0.90 <= coverage(trends(world, 99, STUDENTS), change) <= 0.985


def test_possibly_declining_is_quiet_about_stable_students():
    found = trends(World(steady(0.7), first_day=WINDOW_STARTS), 5, STUDENTS)
    assert possibly_declining(found) <= 0.12
