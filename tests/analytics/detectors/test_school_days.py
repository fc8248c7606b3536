from datetime import date

import pytest

from tests.analytics.detectors.days import calendar, day


@pytest.mark.parametrize(
    "start, end, expected",
    [
        (day(11, 16), day(11, 23), 5),  # a school week; its end is not counted
        (day(11, 16), day(11, 24), 6),
        (day(11, 21), day(11, 23), 0),  # a weekend
        (day(11, 18), day(11, 18), 0),
        (day(11, 20), day(11, 16), 0),  # the wrong way round
    ],
)
def test_school_days_are_counted_half_open(start, end, expected):
    assert calendar().count(start, end) == expected


def test_holidays_are_no_school_days():
    closed = calendar(date(2026, 11, 18), date(2026, 11, 19))

    assert closed.count(day(11, 16), day(11, 23)) == 3
    assert not closed.is_school_day(date(2026, 11, 18))
    assert closed.is_school_day(date(2026, 11, 20))


def test_nothing_outside_of_the_calendar_is_counted():
    assert calendar().count(0, 10**6) == calendar().count(day(1, 1), day(12, 31))
