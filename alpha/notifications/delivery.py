"""Sending what is in the outbox, one mail after the other, never inside a transaction.

A mail is claimed by an UPDATE that changes exactly one row, with a lease by the database's clock: of two workers one
gets it, and what a killed worker had in hand is taken up again when its lease is over. SMTP hands over at least once: a
worker killed between the server's "accepted" and the note of it sends that mail a second time, under the same
Message-ID.
"""

import logging
import zlib
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import formataddr
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Literal

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Now

from alpha.notifications.models import OutboundEmail
from alpha.notifications.services import (
    QuietHours,
    Status,
    first_moment_allowed,
    one_line,
    sender_address,
)

logger = logging.getLogger(__name__)

# Longer than the slowest conversation with a server: each of its steps is cut off after EMAIL_TIMEOUT.
LEASE = timedelta(minutes=5)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440))
GIVE_UP_AFTER = timedelta(hours=48)
SERVER_AWAY_WAIT = timedelta(minutes=1)
CANDIDATES = 20
LONGEST_ERROR = 500

MaySend = Callable[[OutboundEmail], str]
Outcome = Literal["sent", "waiting", "failed", "cancelled", "server away"]


class ServerAwayError(Exception):
    """No conversation with the mail server came about, so it says nothing about any single mail."""


def deliver_due(
    now: datetime, may_send: MaySend, *, keep_going: Callable[[], bool] = lambda: True
) -> Counter[Outcome]:
    """Sends every mail that is due, and counts what became of them.

    `may_send` is asked just before: "" lets the mail go, anything else is the reason why it is cancelled; it may put
    another address into `email.to`. `keep_going` is asked before each mail. While the server is away all mail waits,
    and no mail has used up a try.
    """
    outcomes: Counter[Outcome] = Counter()
    while keep_going():
        email = _claim_next(now)
        if email is None:
            break
        try:
            outcome = _deliver(email, now, may_send)
        except ServerAwayError as error:
            _let_all_wait(email, now, error)
            outcomes["server away"] += 1
            break
        logger.info("mail %d: %s", email.pk, outcome)
        outcomes[outcome] += 1
    return outcomes


def wait_after(attempts: int, salt: str) -> timedelta:
    """How long after the `attempts`-th try the next one comes; a tenth more or less, so that not all come at once."""
    wait = WAITS[min(attempts, len(WAITS)) - 1]
    spread = zlib.crc32(f"{salt}:{attempts}".encode()) % 201 - 100
    return wait * (1000 + spread) / 1000


def message_of(email: OutboundEmail) -> EmailMultiAlternatives:
    """The mail as it goes out. Whatever cannot be written as one raises ValueError."""
    school = email.school
    message = EmailMultiAlternatives(
        subject=email.subject,
        body=email.text,
        from_email=formataddr((one_line(school.name), sender_address()))
        if school
        else settings.DEFAULT_FROM_EMAIL,
        to=[email.to],
        headers={
            "Message-ID": email.message_id,
            "Auto-Submitted": "auto-generated",
            **email.headers,
        },
    )
    if email.html:
        message.attach_alternative(email.html, "text/html")
    for attachment in email.attachments:
        content, content_type = attachment["content"], attachment["content_type"]
        if attachment["alternative"]:
            message.attach_alternative(content, content_type)
        message.attach(attachment["filename"], content, content_type)
    # Written once here, so that a mail that cannot be written is told from one that cannot be sent.
    message.message()
    return message


def _due(now: datetime) -> QuerySet[OutboundEmail]:
    waiting = Q(status__in=[Status.QUEUED, Status.RETRY], send_after__lte=now)
    # By the database's clock alone: a worker whose clock is wrong takes nothing out of another's hands.
    abandoned = Q(status=Status.SENDING, lease_until__lte=Now())
    return OutboundEmail.objects.filter(waiting | abandoned).order_by("send_after", "pk")


def _claim_next(now: datetime) -> OutboundEmail | None:
    for key in _due(now).values_list("pk", flat=True)[:CANDIDATES]:
        claimed = (
            _due(now)
            .filter(pk=key)
            .order_by()
            .update(
                status=Status.SENDING,
                lease_until=Now() + LEASE,
                attempts=F("attempts") + 1,
                first_tried_at=Coalesce("first_tried_at", Value(now)),
            )
        )
        if claimed:
            return OutboundEmail.objects.select_related("school").get(pk=key)
    return None


def _deliver(email: OutboundEmail, now: datetime, may_send: MaySend) -> Outcome:
    # Again, for it may be night by now: the worker stood still, or this is a later try.
    allowed_at = _allowed_at(email, now)
    if allowed_at > now:
        _give_back(email, send_after=allowed_at)
        return "waiting"
    if reason := may_send(email):
        _settle(email, status=Status.CANCELLED, last_error=reason)
        return "cancelled"
    try:
        message = message_of(email)
    except ValueError as error:
        return _fail(email, f"It cannot be written as a mail: {error}")
    try:
        _send(message, email, now)
    except (OSError, SMTPException) as error:
        return _after_error(email, now, error)
    return "sent"


def _send(message: EmailMultiAlternatives, email: OutboundEmail, now: datetime) -> None:
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        raise ServerAwayError(_said(error)) from error
    try:
        connection.send_messages([message])
        _note_sent(email, now)
    finally:
        # The server has said what it had to say; how it hangs up changes nothing.
        with suppress(OSError, SMTPException):
            connection.close()


def _note_sent(email: OutboundEmail, now: datetime) -> None:
    """Whoever holds the lease by now: it was sent."""
    OutboundEmail.objects.filter(pk=email.pk).exclude(status=Status.SENT).update(
        status=Status.SENT, sent_at=now, lease_until=None, to=email.to, last_error=""
    )


def _after_error(email: OutboundEmail, now: datetime, error: Exception) -> Outcome:
    said = _said(error)
    give_up_at = (email.first_tried_at or now) + GIVE_UP_AFTER
    if _is_final(error) or now >= give_up_at:
        return _fail(email, said)
    next_try = min(now + wait_after(email.attempts, email.message_id), give_up_at)
    _settle(email, status=Status.RETRY, last_error=said, send_after=_allowed_at(email, next_try))
    return "waiting"


def _is_final(error: Exception) -> bool:
    """Whether the server refuses this recipient or this text for good.

    A refused sender (5xx too) is a mistake in our settings: it is mended while the mail waits.
    """
    return isinstance(error, SMTPRecipientsRefused | SMTPDataError) and _code(error) >= 500


def _code(error: Exception) -> int:
    if isinstance(error, SMTPRecipientsRefused):
        return max(code for code, _ in error.recipients.values())
    return error.smtp_code if isinstance(error, SMTPResponseException) else 0


def _said(error: Exception) -> str:
    """The server's own words, on one line."""
    words: object = error
    if isinstance(error, SMTPRecipientsRefused):
        words = next(iter(error.recipients.values()))[1]
    elif isinstance(error, SMTPResponseException):
        words = error.smtp_error
    text = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    code = f"{_code(error)} " if _code(error) else ""
    return one_line(f"{code}{text}")[:LONGEST_ERROR]


def _fail(email: OutboundEmail, reason: str) -> Outcome:
    _settle(email, status=Status.FAILED, last_error=one_line(reason)[:LONGEST_ERROR])
    return "failed"


def _settle(email: OutboundEmail, **values: object) -> None:
    """Ends the claim, unless the lease ran out and another worker has the mail in hand."""
    held = OutboundEmail.objects.filter(
        pk=email.pk, status=Status.SENDING, lease_until=email.lease_until
    )
    held.update(lease_until=None, **values)


def _give_back(email: OutboundEmail, **values: object) -> None:
    """As if it had not been claimed: no try is counted."""
    is_first = email.attempts == 1
    _settle(
        email,
        status=Status.QUEUED if is_first else Status.RETRY,
        attempts=email.attempts - 1,
        first_tried_at=None if is_first else email.first_tried_at,
        **values,
    )


def _let_all_wait(email: OutboundEmail, now: datetime, error: ServerAwayError) -> None:
    _give_back(email)
    logger.warning("the mail server is away: %s", error)
    _due(now).exclude(status=Status.SENDING).order_by().update(
        send_after=now + SERVER_AWAY_WAIT,
        last_error=f"The mail server cannot be reached: {error}"[:LONGEST_ERROR],
    )


def _allowed_at(email: OutboundEmail, instant: datetime) -> datetime:
    if email.school is None:
        return instant
    hours = None
    if email.quiet_from is not None and email.quiet_until is not None:
        hours = QuietHours(email.quiet_from, email.quiet_until)
    return first_moment_allowed(email.school, instant, hours)
