"""Calendars that somebody subscribes to by a secret address, one for each device."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from alpha.accounts.models import User
from alpha.learning.access import check_may_view_reports
from interventions.access import digest_of
from interventions.errors import Invalid
from interventions.models import CalendarFeed

TOKEN_BYTES = 32
MAX_NAME_LENGTH = 100
MOST_FEEDS = 20
# Calendars come every few minutes; when they came last is of interest to the hour.
NOTED_EVERY = timedelta(minutes=5)


@transaction.atomic
def create_feed(user: User, *, name: str) -> str:
    """Makes a calendar and returns the secret of its address: it is nowhere kept, so this is the time to show it.

    Raises Http404 and PermissionDenied for who arranges no meetings, Invalid for a name or one calendar too many.
    """
    check_may_view_reports(user)
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise Invalid("name", "Name the device or program, for example My phone.")
    if len(name) > MAX_NAME_LENGTH:
        raise Invalid("name", f"Use at most {MAX_NAME_LENGTH} characters.")
    if CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).count() >= MOST_FEEDS:
        raise Invalid("name", f"{MOST_FEEDS} calendars are the most. Revoke one first.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    CalendarFeed.objects.create(user=user, name=name, token_hash=digest_of(token))
    return token


def revoke_feed(feed: CalendarFeed, *, at: datetime | None = None) -> None:
    """From the next moment on its address opens nothing. Once more changes nothing."""
    CalendarFeed.objects.filter(pk=feed.pk, revoked_at__isnull=True).update(
        revoked_at=at or timezone.now()
    )


def note_use(feed: CalendarFeed, *, at: datetime) -> None:
    long_ago = Q(last_used_at__isnull=True) | Q(last_used_at__lt=at - NOTED_EVERY)
    CalendarFeed.objects.filter(long_ago, pk=feed.pk).update(last_used_at=at)
