"""Hours on the wall clock, in the zones whose clocks are the strangest."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alpha.local_times import (
    FIRST,
    SECOND,
    RepeatedHour,
    SkippedHour,
    instants_of,
    resolve_local,
    shown_instead,
)

NEW_YORK = ZoneInfo("America/New_York")
SKIPPED = [
    ("America/New_York", datetime(2027, 3, 14, 2, 30)),
    ("Europe/Berlin", datetime(2027, 3, 28, 2, 0)),
    # Half an hour only: 2:00 becomes 2:30.
    ("Australia/Lord_Howe", datetime(2026, 10, 4, 2, 29)),
    # A whole day, when the islands moved across the date line.
    ("Pacific/Apia", datetime(2011, 12, 30, 12, 0)),
]
REPEATED = [
    # (zone, hour, first, second)
    ("America/New_York", datetime(2026, 11, 1, 1, 30), (5, 30), (6, 30)),
    ("Europe/London", datetime(2026, 10, 25, 1, 0), (0, 0), (1, 0)),
    ("Australia/Lord_Howe", datetime(2026, 4, 5, 1, 45), (14, 45), (15, 15)),
]


@pytest.mark.parametrize(
    "zone, hour, instant",
    [
        ("America/New_York", (2026, 3, 6, 7, 30), (2026, 3, 6, 12, 30)),
        ("America/New_York", (2026, 7, 6, 7, 30), (2026, 7, 6, 11, 30)),
        ("Asia/Kolkata", (2026, 3, 6, 7, 30), (2026, 3, 6, 2, 0)),
        ("UTC", (2026, 3, 6, 7, 30), (2026, 3, 6, 7, 30)),
        # The first moments after a skip and after a repetition.
        ("America/New_York", (2027, 3, 14, 3, 0), (2027, 3, 14, 7, 0)),
        ("America/New_York", (2026, 11, 1, 2, 0), (2026, 11, 1, 7, 0)),
    ],
)
def test_an_ordinary_hour_is_one_instant(zone, hour, instant):
    assert resolve_local(datetime(*hour), ZoneInfo(zone)) == datetime(*instant, tzinfo=UTC)


@pytest.mark.parametrize("zone, hour", SKIPPED)
@pytest.mark.parametrize("fold", [None, FIRST, SECOND])
def test_a_skipped_hour_is_refused_whatever_is_said_about_it(zone, hour, fold):
    with pytest.raises(SkippedHour, match="does not exist"):
        resolve_local(hour, ZoneInfo(zone), fold)


@pytest.mark.parametrize("zone, hour, first, second", REPEATED)
def test_a_repeated_hour_is_asked_about_and_then_taken_as_told(zone, hour, first, second):
    where = ZoneInfo(zone)

    with pytest.raises(RepeatedHour, match="first or the second"):
        resolve_local(hour, where)

    told = [resolve_local(hour, where, fold).astimezone(UTC) for fold in (FIRST, SECOND)]
    assert [(instant.hour, instant.minute) for instant in told] == [first, second]


def test_an_hour_that_comes_once_needs_no_telling():
    hour = datetime(2026, 3, 6, 7, 30)

    assert resolve_local(hour, NEW_YORK, FIRST) == resolve_local(hour, NEW_YORK, SECOND)


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1)))
def test_every_instant_is_found_again_from_its_wall_clock(naive):
    local = naive.replace(tzinfo=UTC).astimezone(NEW_YORK)
    wall, fold = local.replace(tzinfo=None, fold=0), SECOND if local.fold else FIRST

    assert resolve_local(wall, NEW_YORK, fold) == local


ZONES = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata"]

# zone, what the clock shows, the instants it can be
HOURS = [
    ("America/New_York", "2026-11-24T10:00", ["2026-11-24T15:00"]),
    ("America/New_York", "2027-03-14T02:30", []),
    ("America/New_York", "2027-03-14T03:00", ["2027-03-14T07:00"]),
    ("America/New_York", "2026-11-01T01:30", ["2026-11-01T05:30", "2026-11-01T06:30"]),
    ("America/New_York", "2026-11-01T02:00", ["2026-11-01T07:00"]),
    ("Europe/Berlin", "2027-03-28T02:30", []),
    ("Europe/Berlin", "2026-10-25T02:30", ["2026-10-25T00:30", "2026-10-25T01:30"]),
    ("Australia/Lord_Howe", "2026-10-04T02:15", []),
    ("Australia/Lord_Howe", "2027-04-04T01:45", ["2027-04-03T14:45", "2027-04-03T15:15"]),
    ("Asia/Kolkata", "2027-03-14T02:30", ["2027-03-13T21:00"]),
    ("Asia/Kolkata", "2026-11-01T01:30", ["2026-10-31T20:00"]),
    ("Pacific/Apia", "2011-12-30T12:00", []),
]


@pytest.mark.parametrize("zone, wall, instants", HOURS)
def test_a_time_on_the_wall_is_no_one_or_two_instants(zone, wall, instants):
    found = instants_of(datetime.fromisoformat(wall), ZoneInfo(zone))

    assert found == [datetime.fromisoformat(instant).replace(tzinfo=UTC) for instant in instants]


@pytest.mark.parametrize(
    "zone, wall, shown",
    [
        ("America/New_York", "2027-03-14T02:30", "2027-03-14T03:30"),
        ("Europe/Berlin", "2027-03-28T02:00", "2027-03-28T03:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-04T02:45"),
        ("Pacific/Apia", "2011-12-30T12:00", "2011-12-31T12:00"),
    ],
)
def test_clocks_show_another_time_when_a_skipped_one_should_have_come(zone, wall, shown):
    assert shown_instead(datetime.fromisoformat(wall), ZoneInfo(zone)) == datetime.fromisoformat(
        shown
    )


@given(
    instant=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
)
def test_every_instant_is_among_those_its_wall_clock_can_mean(instant, zone):
    wall = instant.astimezone(zone).replace(tzinfo=None)

    assert instant in instants_of(wall, zone)


def test_which_of_the_two_a_time_was_does_not_matter_on_the_wall():
    wall = datetime(2026, 11, 1, 1, 30)

    zone = ZoneInfo("America/New_York")
    assert instants_of(wall.replace(fold=1), zone) == instants_of(wall, zone)
