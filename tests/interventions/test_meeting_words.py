from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from alpha.accounts.models import School
from interventions.meeting_words import day_and_hour, day_and_hours, hours

SCHOOL = School(time_zone="America/New_York")


def instant(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "starts, ends, words",
    [
        ("2026-11-24T15:00", "2026-11-24T15:30", "10:00–10:30 AM"),
        ("2026-11-24T16:30", "2026-11-24T17:15", "11:30 AM – 12:15 PM"),
        ("2026-11-24T17:00", "2026-11-24T18:00", "12:00–1:00 PM"),
        ("2026-11-25T04:30", "2026-11-25T05:30", "11:30 PM – 12:30 AM"),
        # Half an hour before the clocks go back an hour.
        ("2026-11-01T05:30", "2026-11-01T06:00", "1:30–1:00 AM"),
    ],
)
def test_hours_are_those_of_the_school(starts, ends, words):
    assert hours(ZoneInfo("America/New_York"), instant(starts), instant(ends)) == words


def test_days_are_named_in_full():
    starts, ends = instant("2026-11-25T04:30"), instant("2026-11-25T05:00")

    assert day_and_hour(SCHOOL, starts) == "Tuesday, November 24, 11:30 PM"
    assert day_and_hours(SCHOOL, starts, ends) == (
        "Tuesday, November 24, 2026, 11:30 PM – 12:00 AM"
    )
