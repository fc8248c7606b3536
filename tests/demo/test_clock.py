from datetime import UTC, date, datetime, timedelta

import pytest

from alpha.demo.clock import DemoClock
from alpha.periods import Period
from tests.factories import SchoolFactory


def clock_at(*parts):
    school = SchoolFactory.build(time_zone="America/New_York")
    return DemoClock(school, datetime(*parts, tzinfo=UTC))


def test_today_is_the_date_at_the_school():
    assert clock_at(2026, 11, 24, 3).today == date(2026, 11, 23)


def test_hours_are_those_of_the_school_on_both_sides_of_a_clock_change():
    clock = clock_at(2026, 11, 3, 20)

    assert clock.at(3, 9.5) == datetime(2026, 10, 31, 13, 30, tzinfo=UTC)
    assert clock.at(1, 9.5) == datetime(2026, 11, 2, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize("minutes", [1, 90, 60 * 12, 60 * 25 - 1])
def test_nothing_of_the_day_of_seeding_lies_ahead(minutes):
    """The longest day of the year, the one with two hours from one to two o'clock, included."""
    midnight = datetime(2026, 11, 1, 4, tzinfo=UTC)
    clock = DemoClock(
        SchoolFactory.build(time_zone="America/New_York"), midnight + timedelta(minutes=minutes)
    )

    instants = [clock.at(0, hour) for hour in (0, 9, 9.25, 18, 24)]

    assert instants == sorted(instants)
    assert (instants[0], instants[-1]) == (midnight, clock.now)
    assert {clock.school.day_of(instant) for instant in instants} == {date(2026, 11, 1)}


def test_the_holiday_is_a_school_week_outside_the_two_last_months():
    clock = clock_at(2026, 11, 23, 20)

    assert clock.holiday == Period(date(2026, 9, 14), date(2026, 9, 19))
    assert [clock.day(ago) for ago in clock.taught_between(73, 63)] == [
        date(2026, 9, 11),
        date(2026, 9, 21),
    ]


def test_school_days_are_found_forwards_and_backwards():
    clock = clock_at(2026, 11, 22, 20)

    assert clock.day(0).strftime("%A") == "Sunday"
    assert clock.last_taught(0) == 2
    assert clock.next_taught(0) == -1
    assert clock.last_taught(2) == clock.next_taught(2) == 2
