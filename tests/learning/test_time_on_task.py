from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alpha.learning.time_on_task import time_on_task


def test_worked_example_of_two_sessions():
    # 30 (first) + 20 + 40, a pause of 20 minutes capped at 300, an hour's pause: 30 (first) + 10.
    moments = [0, 20, 60, 1260, 4860, 4870]
    assert time_on_task(moments) == 30 + 20 + 40 + 300 + 30 + 10


@pytest.mark.parametrize(
    "moments, seconds",
    [
        ([], 0),
        ([500], 30),
        ([0, 300], 330),
        ([0, 301], 330),
        # Exactly half an hour is still the same session, a second more is the next one.
        ([0, 1800], 330),
        ([0, 1801], 60),
        # Answers of one instant.
        ([7, 7, 7], 30),
    ],
)
def test_gaps_are_capped_and_long_ones_start_a_session(moments, seconds):
    assert time_on_task(moments) == seconds


def test_recorded_durations_win_over_gaps_and_are_capped():
    assert time_on_task([0, 100, 5000], durations=[12, 45, 900]) == 12 + 45 + 300


@pytest.mark.parametrize("unmeasured", [None, -5, float("nan")])
def test_an_unmeasured_duration_falls_back_to_the_gap(unmeasured):
    assert time_on_task([0, 100], durations=[12, unmeasured]) == 112
    assert time_on_task([0, 100], durations=[unmeasured, 12]) == 42


def test_the_order_of_the_answers_does_not_matter():
    assert time_on_task([60, 0, 20], durations=[None, 5, None]) == 5 + 20 + 40


def test_durations_have_to_belong_to_the_timestamps():
    with pytest.raises(ValueError, match="shorter"):
        time_on_task([0, 10], durations=[3])


def test_the_limits_can_be_chosen():
    assert time_on_task([0, 50, 200], cap=40, session_gap=100, last=10) == 10 + 40 + 10


def test_naive_and_aware_datetimes_count_like_numbers():
    naive = datetime(2026, 3, 2, 9, 0)
    moments = [naive, naive + timedelta(seconds=20), naive + timedelta(hours=2)]
    assert time_on_task(moments) == 80
    assert time_on_task([moment.replace(tzinfo=UTC) for moment in moments]) == 80


def test_a_clock_change_is_not_an_hour_of_practice():
    zone = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 29, 1, 59, 50, tzinfo=zone)
    after = datetime(2026, 3, 29, 3, 0, 10, tzinfo=zone)
    assert time_on_task([before, after]) == 30 + 20


@given(st.lists(st.integers(0, 10**10), max_size=50))
def test_time_is_never_negative_and_never_above_the_cap_per_answer(moments):
    assert 0 <= time_on_task(moments) <= 300 * len(moments)


@given(st.lists(st.integers(0, 10**6), max_size=30), st.integers(-(10**6), 10**6))
def test_time_does_not_depend_on_where_the_clock_starts(moments, shift):
    assert time_on_task([moment + shift for moment in moments]) == time_on_task(moments)


@given(st.lists(st.integers(0, 10**6), max_size=30), st.integers(1, 3600), st.integers(1, 3600))
def test_a_higher_cap_never_counts_less(moments, one, other):
    low, high = sorted((one, other))
    assert time_on_task(moments, cap=low) <= time_on_task(moments, cap=high)
