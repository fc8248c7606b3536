from datetime import date, timedelta

import pytest

from alpha.gamification.rules import current_streak

FRIDAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 23)
HOLIDAY = date(2026, 11, 18)


def is_school_day(day):
    return day.weekday() < 5 and day != HOLIDAY


def days(first, last):
    return {first + timedelta(days=offset) for offset in range((last - first).days + 1)}


@pytest.mark.parametrize(
    "active,today,streak",
    [
        pytest.param(set(), MONDAY, 0, id="no practice ever"),
        pytest.param({MONDAY}, MONDAY, 1, id="today is the first day"),
        pytest.param({FRIDAY}, MONDAY, 1, id="a weekend breaks nothing, today is not over"),
        pytest.param({FRIDAY, MONDAY}, MONDAY, 2, id="a weekend counts for nothing either"),
        pytest.param(days(FRIDAY, MONDAY), MONDAY, 4, id="practice on a weekend counts"),
        pytest.param({FRIDAY}, date(2026, 11, 24), 0, id="a school day missed ends it"),
        pytest.param({date(2026, 11, 17), date(2026, 11, 19)}, FRIDAY, 2, id="over a holiday"),
        pytest.param({date(2026, 11, 16), FRIDAY}, FRIDAY, 1, id="only the days since the gap"),
        pytest.param({FRIDAY, date(2026, 11, 24)}, FRIDAY, 1, id="later dates are ignored"),
        pytest.param({date(2026, 11, 24)}, FRIDAY, 0, id="only later dates"),
    ],
)
def test_current_streak(active, today, streak):
    assert current_streak(active, today, is_school_day) == streak
