"""How often somebody may ask in a minute, counted in the database, so that all processes count together."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from alpha.accounts.models import RateCount

KEPT_FOR = timedelta(hours=1)

# One statement counts and reads: two at the same moment never see the same number.
COUNT = """
    INSERT INTO accounts_ratecount (subject, minute, requests) VALUES (%s, %s, 1)
    ON CONFLICT (subject, minute) DO UPDATE SET requests = accounts_ratecount.requests + 1
    RETURNING requests
"""


class TooManyRequests(Exception):
    """The minute's share is used up (429): ask again in `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def count_request(subject: str, *, at: datetime | None = None) -> int:
    """Counts one request of a token ("token:7") or person ("user:7"); returns the minute's number so far.

    Raises TooManyRequests above API_REQUESTS_PER_MINUTE; what is refused counts too, until the minute is over.
    """
    at = at or timezone.now()
    minute = int(at.timestamp()) // 60
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [subject, minute])
        requests: int = cursor.fetchone()[0]
    if requests == 1:
        RateCount.objects.filter(minute__lt=minute - KEPT_FOR // timedelta(minutes=1)).delete()
    if requests > settings.API_REQUESTS_PER_MINUTE:
        raise TooManyRequests(60 - int(at.timestamp()) % 60)
    return requests
