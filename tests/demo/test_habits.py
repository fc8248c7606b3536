from random import Random

import pytest

from alpha.demo.habits import FALLING, IMPROVING, MIX, STEADY, count_right, habits_of_class


@pytest.mark.parametrize("size", [8, 14, 30])
def test_every_class_of_eight_has_every_habit(size):
    names = {habit.name for habit in habits_of_class(size)}

    assert len(habits_of_class(size)) == size
    assert names >= {
        "falling",
        "improving",
        "gone quiet",
        "struggling",
        "heavy",
        "light",
        "new",
        "no data",
    }


def test_who_has_no_habit_of_her_own_is_steady():
    assert habits_of_class(20)[len(MIX) :] == [STEADY] * 6


def test_a_drift_begins_where_the_last_month_does():
    assert [round(FALLING.level_at(0.80, ago), 2) for ago in (100, 30, 15, 0)] == [
        0.80,
        0.80,
        0.63,
        0.46,
    ]
    assert round(IMPROVING.level_at(0.60, 0), 2) == 0.90


def test_a_level_never_reaches_none_or_all():
    assert FALLING.level_at(0.3, 0) == 0.20
    assert IMPROVING.level_at(0.9, 0) == 0.97


def test_right_answers_are_about_the_level():
    rng = Random("level")
    counts = [count_right(rng, 0.8, 10) for _ in range(2000)]

    assert {0 <= count <= 10 for count in counts} == {True}
    assert sum(counts) / 20_000 == pytest.approx(0.8, abs=0.01)
