"""What others ask about a school."""

from collections.abc import Callable
from datetime import date, timedelta

from alpha.accounts.models import School, SchoolHoliday


def school_day_test(school: School) -> Callable[[date], bool]:
    """Return a function that says whether a date is a school day; one query for all dates.

    No school is on the weekdays the school does not teach on, and on its holidays.
    """
    taught = frozenset(school.weekdays_taught)
    closed: set[date] = set()
    for holiday in SchoolHoliday.objects.filter(school=school):
        length = (holiday.ends_on - holiday.starts_on).days + 1
        closed.update(holiday.starts_on + timedelta(days=offset) for offset in range(length))
    return lambda day: day.weekday() in taught and day not in closed


def next_school_day(school: School, day: date) -> date:
    """Return the day itself on a school day, else the next one; the day itself where a year has none."""
    is_school_day = school_day_test(school)
    days = (day + timedelta(days=ahead) for ahead in range(366))
    return next(filter(is_school_day, days), day)
