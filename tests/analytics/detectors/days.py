"""Days for the tests of the rules: it is Monday, November 23, 2026, and school is on weekdays."""

from datetime import date, timedelta

from analytics.detectors import SchoolCalendar

MONDAY = date(2026, 11, 23)
TODAY = MONDAY.toordinal()


def calendar(*holidays):
    closed = set(holidays)
    return SchoolCalendar(
        lambda day: day.weekday() < 5 and day not in closed,
        MONDAY - timedelta(days=200),
        MONDAY + timedelta(days=30),
    )


def day(month, number):
    return date(2026, month, number).toordinal()


def school_days(last, count, every=1):
    """The ordinals of `count` weekdays that end with `last`, only each `every`th of them, oldest first."""
    found = [
        ordinal
        for ordinal in range(last - 2 * count - 10, last + 1)
        if date.fromordinal(ordinal).weekday() < 5
    ][-count:]
    return found[::-1][::every][::-1]


def answered(ordinals, correct=7, of=10):
    return [(ordinal, of, correct) for ordinal in ordinals]
