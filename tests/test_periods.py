"""Half-open periods of school days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alpha.periods import Period

TODAY = date(2026, 11, 23)


def test_last_days_end_today_and_include_it():
    period = Period.last(7, today=TODAY)

    assert period == Period(date(2026, 11, 17), date(2026, 11, 24))
    assert (period.days, period.last_day) == (7, TODAY)


def test_one_day_is_today():
    assert list(Period.last(1, today=TODAY)) == [TODAY]


def test_period_before_ends_where_this_one_starts():
    assert Period.last(30, today=TODAY).before() == Period(date(2026, 9, 25), date(2026, 10, 25))


def test_end_is_outside():
    period = Period(date(2026, 11, 1), date(2026, 11, 3))

    assert list(period) == [date(2026, 11, 1), date(2026, 11, 2)]
    assert date(2026, 11, 1) in period
    assert date(2026, 11, 3) not in period


def test_leap_year_fits():
    assert Period(date(2028, 1, 1), date(2029, 1, 1)).days == 366


@pytest.mark.parametrize("days", [0, -1, 367])
def test_period_of_no_or_too_many_days_is_refused(days):
    with pytest.raises(ValueError, match=r"^A period has 1 to 366 days\.$"):
        Period.last(days, today=TODAY)


@given(
    days=st.integers(1, 366), today=st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))
)
def test_neighbours_share_no_day_and_leave_none_out(days, today):
    period = Period.last(days, today=today)
    before = period.before()

    assert before.days == period.days == days == len(list(period))
    assert before.end == period.start
    assert not set(before) & set(period)


@pytest.mark.parametrize(
    "today, start",
    [
        (date(2026, 8, 1), date(2026, 8, 1)),
        (date(2026, 12, 31), date(2026, 8, 1)),
        (date(2027, 7, 31), date(2026, 8, 1)),
    ],
)
def test_a_school_year_begins_in_august_and_ends_today(today, start):
    year = Period.school_year(today=today)

    assert (year.start, year.last_day) == (start, today)
