"""Tokens with which a program may ask in a person's name: made, found again, noted as used, revoked.

What a token may do is never more than what its person may do at that moment; its scopes only narrow it.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from alpha.accounts.models import ApiToken, Role, User

# Seen at the beginning of each token, so that people and scanners know one that lies about.
PREFIX = "alpha_"
SECRET_BYTES = 32
SHOWN_CHARACTERS = len(PREFIX) + 4
MAX_NAME_LENGTH = 100
MAX_DAYS = 366
MOST_TOKENS = 20
NOTED_EVERY = timedelta(minutes=5)

# Students and guardians have pages, not programs.
MAY_HAVE_TOKENS = frozenset({Role.TEACHER, Role.LEADER, Role.ADMINISTRATOR})


class TokenRefused(Exception):
    """No token was made: `message` belongs beside `field`."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


def may_have_tokens(user: User) -> bool:
    """Staff of a school; whoever runs the server belongs to none, and sees none's students."""
    return user.is_active and user.school_id is not None and user.role in MAY_HAVE_TOKENS


@transaction.atomic
def issue(
    user: User,
    *,
    name: str,
    may_read: bool,
    may_act: bool,
    days: int,
    at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """Makes a token that is good for `days` days; returns it with its secret, which is nowhere kept.

    Raises TokenRefused as `check_wanted`.
    """
    at = at or timezone.now()
    check_wanted(user, name=name, may_read=may_read, may_act=may_act, days=days, at=at)
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    token = ApiToken.objects.create(
        user=user,
        name=clean_name(name),
        token_hash=digest_of(secret),
        hint=secret[:SHOWN_CHARACTERS],
        may_read=may_read,
        may_act=may_act,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    return token, secret


def check_wanted(
    user: User,
    *,
    name: str,
    may_read: bool,
    may_act: bool,
    days: int,
    at: datetime | None = None,
) -> None:
    """Raises TokenRefused for a token that cannot be made, with the field: user, name, scopes or days."""
    name = clean_name(name)
    if not may_have_tokens(user):
        raise TokenRefused("user", "Only staff of a school have tokens.")
    if not name:
        raise TokenRefused("name", "Name the program, for example Morning report.")
    if len(name) > MAX_NAME_LENGTH:
        raise TokenRefused("name", f"Use at most {MAX_NAME_LENGTH} characters.")
    if not (may_read or may_act):
        raise TokenRefused("scopes", "Choose at least one thing it may do.")
    if not 1 <= days <= MAX_DAYS:
        raise TokenRefused("days", f"Choose 1 to {MAX_DAYS} days.")
    if tokens_in_use(user, at=at).count() >= MOST_TOKENS:
        raise TokenRefused("name", f"{MOST_TOKENS} tokens are the most. Revoke one first.")


def clean_name(name: str) -> str:
    return " ".join(name.replace("\x00", "").split())


def find(secret: str, *, at: datetime | None = None) -> ApiToken | None:
    """The token with its person and her school, if it is good at this moment; noted as used, to five minutes."""
    at = at or timezone.now()
    if not secret.startswith(PREFIX):
        return None
    good = ApiToken.objects.filter(revoked_at__isnull=True, expires_at__gt=at)
    token = good.select_related("user__school").filter(token_hash=digest_of(secret)).first()
    if token is None or not may_have_tokens(token.user):
        return None
    if token.last_used_at is None or token.last_used_at < at - NOTED_EVERY:
        long_ago = Q(last_used_at__isnull=True) | Q(last_used_at__lt=at - NOTED_EVERY)
        ApiToken.objects.filter(long_ago, pk=token.pk).update(last_used_at=at)
    return token


def revoke(token: ApiToken, *, at: datetime | None = None) -> None:
    """From the next request on it opens nothing. Once more changes nothing."""
    ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(
        revoked_at=at or timezone.now()
    )


def tokens_in_use(user: User, *, at: datetime | None = None) -> QuerySet[ApiToken]:
    """Neither revoked nor expired, the newest first."""
    return ApiToken.objects.filter(
        user=user, revoked_at__isnull=True, expires_at__gt=at or timezone.now()
    )


def find_own_token(user: User, token_id: int) -> ApiToken:
    """Http404 for everybody else's."""
    token = ApiToken.objects.filter(user=user, pk=token_id).first()
    if token is None:
        raise Http404
    return token


def digest_of(secret: str) -> str:
    """What is kept of a secret. It is long and random, so one round of hashing hides it."""
    return hashlib.sha256(secret.encode()).hexdigest()
