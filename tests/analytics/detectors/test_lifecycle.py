from datetime import date, timedelta

import pytest

from analytics.detectors import CLASS_NOTES, CONCERNS, GOOD_NEWS, lifecycle

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "kind, days",
    [("struggling", 14), ("inactivity", 14), ("decline", 21), ("improved", 21), ("mastered", 14)],
)
def test_an_alert_does_not_open_again_within_its_cool_down(kind, days):
    closed = MONDAY - timedelta(days=days)

    assert lifecycle.may_open(kind, closed, MONDAY)
    assert not lifecycle.may_open(kind, closed + timedelta(days=1), MONDAY)
    assert not lifecycle.may_open(kind, MONDAY + timedelta(days=3), MONDAY)
    assert lifecycle.may_open(kind, None, MONDAY)


def test_looking_twice_on_a_day_is_one_evaluation():
    yesterday = MONDAY - timedelta(days=1)

    assert lifecycle.clear_evaluations(3, yesterday, MONDAY) == 4
    assert lifecycle.clear_evaluations(4, MONDAY, MONDAY) == 4
    # In the morning it was met, in the afternoon it is not.
    assert lifecycle.clear_evaluations(0, MONDAY, MONDAY) == 1
    assert lifecycle.clear_evaluations(0, None, MONDAY) == 1


@pytest.mark.parametrize("kind", ["struggling", "decline", "wheel_spinning"])
def test_what_chance_may_undo_closes_after_seven_clear_evaluations(kind):
    assert [lifecycle.is_over(kind, clear) for clear in (0, 1, 6, 7)] == [False, False, False, True]


@pytest.mark.parametrize("kind", ["inactivity", "overdue", "class_gap"])
def test_facts_end_when_they_end(kind):
    assert [lifecycle.is_over(kind, clear) for clear in (0, 1)] == [False, True]


@pytest.mark.parametrize("kind", GOOD_NEWS)
def test_good_news_lasts_seven_days_whatever_comes(kind):
    assert not lifecycle.is_over(kind, 99)
    assert not lifecycle.is_old_news(kind, MONDAY - timedelta(days=6), MONDAY)
    assert lifecycle.is_old_news(kind, MONDAY - timedelta(days=7), MONDAY)


@pytest.mark.parametrize("kind", [*CONCERNS, *CLASS_NOTES])
def test_concerns_do_not_grow_old(kind):
    assert not lifecycle.is_old_news(kind, MONDAY - timedelta(days=300), MONDAY)
