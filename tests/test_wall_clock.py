"""Hours that clocks skip or repeat, in zones that change them by an hour, by half an hour, by a day and never."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alpha.wall_clock import doubt_about, instants_of, shown_instead

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
def test_every_instant_is_found_again_from_what_the_clock_showed_then(instant, zone):
    wall = instant.astimezone(zone).replace(tzinfo=None)

    assert instant in instants_of(wall, zone)


def test_which_of_the_two_a_time_was_does_not_matter_on_the_wall():
    wall = datetime(2026, 11, 1, 1, 30)

    zone = ZoneInfo("America/New_York")
    assert instants_of(wall.replace(fold=1), zone) == instants_of(wall, zone)


@pytest.mark.parametrize(
    "wall, doubt",
    [("2026-11-24T10:00", ""), ("2027-03-14T02:30", "skipped"), ("2026-11-01T01:30", "repeated")],
)
def test_the_doubt_has_a_name(wall, doubt):
    local = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo("America/New_York"))

    assert doubt_about(local) == doubt
