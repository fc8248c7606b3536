"""How times, durations and shares are written on every page."""

import math
from datetime import date, datetime, timedelta
from typing import Literal

from django import template
from django.utils import timezone
from django.utils.formats import date_format

register = template.Library()

# A variable that a template does not know arrives as an empty text.
Unknown = Literal[""] | None

NO_DATA = "no data"
MINUTE = 60
HOUR = 3600


@register.filter
def when(moment: datetime | date | Unknown) -> str:
    """ "today 10:12 AM", "yesterday 4:40 PM", "Nov 3", "Nov 3, 2025": in the zone in force, the school's.

    A date has no time of day: "today". Without a moment: nothing, so that the page says it in its own words.
    """
    if moment is None or moment == "":
        return ""
    if isinstance(moment, datetime):
        local = timezone.localtime(moment)
        return _day_words(local.date(), clock=f" {date_format(local, 'g:i A')}")
    return _day_words(moment, clock="")


def _day_words(day: date, *, clock: str) -> str:
    today = timezone.localdate()
    near = {
        today - timedelta(days=1): "yesterday",
        today: "today",
        today + timedelta(days=1): "tomorrow",
    }
    if day in near:
        return near[day] + clock
    written = date_format(day, "M j" if day.year == today.year else "M j, Y")
    # What is older than yesterday is told by its day alone.
    return f"{written},{clock}" if clock and day > today else written


@register.filter
def hours(seconds: float | Unknown) -> str:
    """A duration: "4.5 hours", "2 hours", whole minutes under one hour; None is "no data"."""
    if seconds is None or seconds == "":
        return NO_DATA
    minutes = math.floor(seconds / MINUTE + 0.5)
    if minutes < 60:
        return f"{minutes} minute" if minutes == 1 else f"{minutes} minutes"
    in_hours = f"{seconds / HOUR:.1f}".removesuffix(".0")
    return f"{in_hours} hour" if in_hours == "1" else f"{in_hours} hours"


@register.filter
def percent(share: float | Unknown) -> str:
    """A share 0-1 in whole percent, halves up: 0.553 is "55%"; None is "no data", never "0%"."""
    if share is None or share == "":
        return NO_DATA
    return f"{_whole_hundredths(share)}%"


@register.filter
def points(difference: float | Unknown) -> str:
    """A difference of two shares: +0.05 is "+5 points", -0.27 is "−27 points"; None is "no data"."""
    if difference is None or difference == "":
        return NO_DATA
    whole = _whole_hundredths(difference)
    sign = {True: "+", False: "−"}[whole > 0] if whole else ""
    return f"{sign}{abs(whole)} point" if abs(whole) == 1 else f"{sign}{abs(whole)} points"


def _whole_hundredths(share: float) -> int:
    """Nearest whole hundredth, halves away from zero; the crumb undoes what binary fractions lose (0.285 * 100)."""
    return int(math.copysign(math.floor(abs(share) * 100 + 0.5 + 1e-9), share))
