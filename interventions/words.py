"""What pages, notices and records call a moment."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format


def day_and_hour(local: datetime) -> str:
    """ "Friday, March 6, 7:30 AM" of an aware instant, in its own zone; the year where it is not this one."""
    this_year = timezone.now().astimezone(local.tzinfo).year
    day = "l, F j" if local.year == this_year else "l, F j, Y"
    return date_format(local, f"{day}, g:i A")
