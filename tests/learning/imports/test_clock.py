from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from alpha.learning.imports.clock import (
    DAYS,
    EstimatedDates,
    instant_of,
    knots_of,
    microseconds,
)

UNTIL = date(2026, 6, 30)
ZONE = ZoneInfo("America/New_York")


def dates(positions):
    knots = knots_of(positions, len(positions))
    return EstimatedDates(knots, UNTIL, ZONE, datetime(2027, 1, 1, tzinfo=UTC))


def local_days(positions, wanted=None):
    made = dates(positions)
    return [made.instant(one).astimezone(ZONE).date() for one in wanted or positions]


def test_instants_survive_as_whole_numbers():
    instant = datetime(2026, 3, 2, 15, 15, 0, 250_001, tzinfo=UTC)

    assert instant_of(microseconds(instant)) == instant


def test_each_of_the_180_days_gets_as_many_answers():
    # Most ids are crowded at the end; the dates are not.
    positions = [*range(100), *range(10**6, 10**6 + 1700)]

    days = local_days(positions)

    assert (days[0], days[-1]) == (UNTIL - timedelta(days=DAYS - 1), UNTIL)
    per_day = [days.count(UNTIL - timedelta(days=day)) for day in range(DAYS)]
    assert set(per_day) == {10}


def test_order_is_kept_and_answers_stand_in_school_hours():
    positions = sorted({n * n % 100_003 for n in range(3000)})
    made = dates(positions)

    instants = [made.instant(position) for position in positions]

    assert instants == sorted(instants)
    hours = {instant.astimezone(ZONE).hour for instant in instants[:-1]}
    assert hours == set(range(8, 15))


def test_one_answer_stands_on_the_last_day():
    assert local_days([5]) == [UNTIL]


def test_two_answers_stand_on_the_first_and_the_last_day():
    assert local_days([5, 9]) == [UNTIL - timedelta(days=DAYS - 1), UNTIL]


@pytest.mark.parametrize("outside, day", [(1, UNTIL - timedelta(days=DAYS - 1)), (5000, UNTIL)])
def test_answer_outside_the_known_order_stands_at_its_edge(outside, day):
    assert local_days(range(10, 1000), [outside]) == [day]


def test_another_file_of_the_same_order_lands_on_the_same_dates():
    first = dates(range(0, 10_000, 3))

    again = EstimatedDates(list(first.knots), UNTIL, ZONE, first.latest)

    assert [again.instant(n) for n in (1, 3, 4000)] == [first.instant(n) for n in (1, 3, 4000)]
    assert first.instant(3999) < again.instant(4000) < first.instant(4002)


def test_nothing_is_dated_later_than_now():
    now = datetime(2026, 6, 30, 13, tzinfo=UTC)  # nine in the morning in New York
    made = EstimatedDates(knots_of(range(1000), 1000), UNTIL, ZONE, now)

    assert made.instant(999) == now
