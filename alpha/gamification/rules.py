"""The rules of the game: arithmetic only, no rows, no requests."""

from collections.abc import Callable, Collection
from datetime import date, timedelta


def current_streak(
    active_days: Collection[date], today: date, is_school_day: Callable[[date], bool]
) -> int:
    """Return how many active days follow each other up to today.

    Counted are dates with practice. A day without school (weekend, holiday) neither breaks a streak
    nor counts for it, unless the student practiced on it. Today breaks nothing before it is over;
    dates after today are ignored.
    """
    past = {day for day in active_days if day <= today}
    if not past:
        return 0
    first, streak, day = min(past), 0, today
    while day >= first:
        if day in past:
            streak += 1
        elif day != today and is_school_day(day):
            break
        day -= timedelta(days=1)
    return streak
