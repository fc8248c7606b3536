from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from alpha.templatetags.times import hours, percent, points, when

# 10:12 AM on a Monday in New York.
NOW = datetime(2026, 11, 23, 15, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_new_york():
    with timezone.override(ZoneInfo("America/New_York")), time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    "moment, words",
    [
        (NOW, "today 10:12 AM"),
        (datetime(2026, 11, 23, 5, 0, tzinfo=UTC), "today 12:00 AM"),
        # One minute before midnight in New York, though it is the 23rd in UTC.
        (datetime(2026, 11, 23, 4, 59, tzinfo=UTC), "yesterday 11:59 PM"),
        (datetime(2026, 11, 22, 21, 40, tzinfo=UTC), "yesterday 4:40 PM"),
        (datetime(2026, 11, 24, 15, 0, tzinfo=UTC), "tomorrow 10:00 AM"),
        (datetime(2026, 11, 3, 15, 0, tzinfo=UTC), "Nov 3"),
        (datetime(2025, 11, 3, 15, 0, tzinfo=UTC), "Nov 3, 2025"),
        (datetime(2026, 11, 30, 15, 0, tzinfo=UTC), "Nov 30, 10:00 AM"),
        (date(2026, 11, 23), "today"),
        (date(2026, 11, 22), "yesterday"),
        (date(2026, 11, 24), "tomorrow"),
        (date(2026, 11, 30), "Nov 30"),
        (date(2026, 1, 9), "Jan 9"),
        (None, ""),
        ("", ""),
    ],
)
def test_when(moment, words):
    assert when(moment) == words


def test_yesterday_is_the_date_before_even_when_a_clock_change_lies_between():
    with time_machine.travel(datetime(2026, 11, 1, 17, 0, tzinfo=UTC), tick=False):
        # The night of November 1 has 25 hours: 24 hours and a half ago is still yesterday.
        assert when(timezone.now() - timedelta(hours=24, minutes=30)) == "yesterday 12:30 PM"


@pytest.mark.parametrize(
    "seconds, words",
    [
        (0, "0 minutes"),
        (20, "0 minutes"),
        (60, "1 minute"),
        (2100, "35 minutes"),
        (3569, "59 minutes"),
        (3570, "1 hour"),
        (3600, "1 hour"),
        (16_200, "4.5 hours"),
        (7200, "2 hours"),
        (36_000, "10 hours"),
        (None, "no data"),
    ],
)
def test_hours(seconds, words):
    assert hours(seconds) == words


@pytest.mark.parametrize(
    "share, words",
    [
        (0.55, "55%"),
        (0.553, "55%"),
        (0.545, "55%"),
        # 0.285 * 100 is 28.499999999999996 in binary.
        (0.285, "29%"),
        (0, "0%"),
        (1, "100%"),
        (2 / 3, "67%"),
        (None, "no data"),
    ],
)
def test_percent(share, words):
    assert percent(share) == words


@pytest.mark.parametrize(
    "difference, words",
    [
        (0.05, "+5 points"),
        (-0.27, "−27 points"),
        (0.01, "+1 point"),
        (-0.01, "−1 point"),
        (0, "0 points"),
        (-0.004, "0 points"),
        (None, "no data"),
    ],
)
def test_points(difference, words):
    assert points(difference) == words
