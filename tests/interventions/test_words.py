from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from interventions.words import day_and_hour

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    "instant, words",
    [
        (datetime(2026, 3, 6, 12, 30, tzinfo=UTC), "Friday, March 6, 7:30 AM"),
        (datetime(2026, 3, 6, 5, 0, tzinfo=UTC), "Friday, March 6, 12:00 AM"),
        # Still this year in New York.
        (datetime(2027, 1, 1, 4, 59, tzinfo=UTC), "Thursday, December 31, 11:59 PM"),
        (datetime(2027, 1, 1, 5, 0, tzinfo=UTC), "Friday, January 1, 2027, 12:00 AM"),
    ],
)
@time_machine.travel(datetime(2026, 3, 5, 17, tzinfo=UTC), tick=False)
def test_a_moment_is_told_by_its_day_and_hour(instant, words):
    assert day_and_hour(instant.astimezone(NEW_YORK)) == words
