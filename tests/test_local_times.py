"""Hours on the wall clock, in the zones whose clocks are the strangest."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alpha.local_times import FIRST, SECOND, RepeatedHour, SkippedHour, resolve_local

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
