"""When a meeting is, as one says it at the school."""

from datetime import datetime, tzinfo

from django.utils.formats import date_format, time_format

from alpha.accounts.models import School


def day_and_hour(school: School, instant: datetime) -> str:
    """ "Tuesday, November 24, 10:00 AM"."""
    local = instant.astimezone(school.zone)
    return f"{date_format(local, 'l, F j')}, {time_format(local.time(), 'g:i A')}"


def day_and_hours(school: School, starts_at: datetime, ends_at: datetime) -> str:
    """ "Tuesday, November 24, 2026, 10:00–10:30 AM"."""
    local = starts_at.astimezone(school.zone)
    return f"{date_format(local, 'l, F j, Y')}, {hours(school.zone, starts_at, ends_at)}"


def hours(zone: tzinfo, starts_at: datetime, ends_at: datetime) -> str:
    """ "10:00–10:30 AM", "11:30 AM – 12:15 PM"; where the meeting ends on another day, the hour it ends there."""
    first, last = starts_at.astimezone(zone), ends_at.astimezone(zone)
    end = time_format(last.time(), "g:i A")
    if (first.hour < 12) == (last.hour < 12):
        return f"{time_format(first.time(), 'g:i')}–{end}"
    return f"{time_format(first.time(), 'g:i A')} – {end}"
