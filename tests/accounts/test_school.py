from datetime import UTC, date, datetime, time

import pytest

from alpha.accounts.selectors import next_school_day
from tests.factories import SchoolFactory, SchoolHolidayFactory


@pytest.mark.parametrize(
    "day, clock, instants",
    [
        (date(2026, 11, 23), time(15), [datetime(2026, 11, 23, 20, tzinfo=UTC)]),
        # The clocks go forward from two to three.
        (date(2027, 3, 14), time(2, 30), []),
        (date(2027, 3, 14), time(3), [datetime(2027, 3, 14, 7, tzinfo=UTC)]),
        # They go back from two to one.
        (
            date(2026, 11, 1),
            time(1, 30),
            [datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)],
        ),
        (date(2026, 11, 1), time(2), [datetime(2026, 11, 1, 7, tzinfo=UTC)]),
    ],
)
def test_clocks_show_a_time_once_never_or_twice(school, day, clock, instants):
    assert list(school.instants_of(day, clock)) == instants


def test_the_next_school_day_is_the_day_itself_where_there_is_school(school):
    SchoolHolidayFactory(school=school, starts_on=date(2026, 11, 30), ends_on=date(2026, 12, 1))

    assert next_school_day(school, date(2026, 11, 27)) == date(2026, 11, 27)
    assert next_school_day(school, date(2026, 11, 28)) == date(2026, 12, 2)


def test_a_year_without_school_leaves_the_day(db):
    school = SchoolFactory()
    day = date(2026, 11, 27)
    SchoolHolidayFactory(school=school, starts_on=day, ends_on=date(2028, 1, 1))

    assert next_school_day(school, day) == day
