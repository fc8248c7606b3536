"""The inbox: noting what was seen. The outbox: what a mail is before it leaves, and what becomes of it.

No network here (see `delivery`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from email.utils import parseaddr
from typing import TypedDict
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from alpha.accounts.models import School, User
from alpha.notifications.models import Notification, OutboundEmail


def mark_seen(person: User, link: str, *, at: datetime) -> None:
    """Notices are read when their reader is where they lead."""
    Notification.objects.unread().filter(recipient=person, link=link).update(read_at=at)


Status = OutboundEmail.Status
Category = OutboundEmail.Category

HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


class Attachment(TypedDict):
    """A text that goes along; an `alternative` stands beside the mail's own text as well."""

    filename: str
    content_type: str
    content: str
    alternative: bool


@dataclass(frozen=True, slots=True)
class QuietHours:
    """No mail leaves from `start` up to, not including, `end`, by the school's clocks; equal: there are none."""

    start: time
    end: time


def queue_email(
    school: School,
    *,
    to: str,
    subject: str,
    text: str,
    dedupe_key: str,
    at: datetime,
    category: str = Category.PROGRESS,
    attachments: Sequence[Attachment] = (),
    headers: Mapping[str, str] | None = None,
    hours: QuietHours | None = None,
) -> OutboundEmail:
    """Writes the mail in the caller's transaction; it may leave from the first moment outside the quiet hours.

    `dedupe_key` names what the mail is about: the database refuses a second mail with it. `hours` are the recipient's
    own; without them the school's count. Subject and headers become one line each, whatever stands in them. Raises
    ValueError for what is no single address, and for a header that has no proper name.
    """
    if not is_address(to):
        raise ValueError("A mail needs one address to go to.")
    return OutboundEmail.objects.create(
        school=school,
        category=category,
        to=to,
        subject=one_line(subject)[:200],
        text=text,
        attachments=list(attachments),
        headers=_clean_headers(headers or {}),
        message_id=new_message_id(),
        dedupe_key=dedupe_key,
        send_after=first_moment_allowed(school, at, hours),
        quiet_from=hours.start if hours else None,
        quiet_until=hours.end if hours else None,
    )


def cancel_email(email: OutboundEmail, *, reason: str) -> bool:
    """Takes a mail back that has not left; whether it was in time. One that is just being sent is too late."""
    waiting = OutboundEmail.objects.filter(pk=email.pk, status__in=[Status.QUEUED, Status.RETRY])
    in_time = waiting.update(status=Status.CANCELLED, last_error=reason) == 1
    email.refresh_from_db()
    return in_time


@transaction.atomic
def mark_sent(email: OutboundEmail, *, at: datetime) -> OutboundEmail:
    """Notes that it left, for mail that something else than `delivery` has sent."""
    email.status = Status.SENT
    email.lease_until = None
    email.sent_at = at
    email.attempts += 1
    email.first_tried_at = email.first_tried_at or at
    email.save(update_fields=["status", "lease_until", "sent_at", "attempts", "first_tried_at"])
    return email


def forget_old_mail(
    now: datetime | None = None, *, kept_for: timedelta = timedelta(days=30)
) -> int:
    """Empties mails that left long ago: that they were sent stays known, what they said is in the record of the letter.

    Returns how many were emptied.
    """
    before = (now or timezone.now()) - kept_for
    old = OutboundEmail.objects.filter(status=Status.SENT, sent_at__lt=before)
    return old.exclude(text="", html="").update(text="", html="", attachments=[])


def first_moment_allowed(
    school: School, instant: datetime, hours: QuietHours | None = None
) -> datetime:
    """The instant itself, or the end of the quiet hours it falls into: the recipient's own, or else the school's."""
    hours = hours or QuietHours(school.quiet_from, school.quiet_until)
    local = instant.astimezone(school.zone)
    start, end, now = hours.start, hours.end, local.time()
    # Where the hours pass midnight, quiet is what is outside of the day between them.
    is_quiet = start <= now < end if start <= end else now >= start or now < end
    if not is_quiet:
        return instant
    day = local.date() if now < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, tzinfo=school.zone)


def is_address(text: str) -> bool:
    """Whether a mail can go there: one address, nothing around it."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def one_line(text: str) -> str:
    return " ".join(text.split())


def sender_address() -> str:
    """The bare address mail comes from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def sender_domain() -> str:
    return sender_address().rpartition("@")[2] or "localhost"


def new_message_id() -> str:
    """Fixed before the first try: should a mail arrive twice, programs see that it is the same one."""
    return f"<{uuid4()}@{sender_domain()}>"


def _clean_headers(headers: Mapping[str, str]) -> dict[str, str]:
    if not all(HEADER_NAME.fullmatch(name) for name in headers):
        raise ValueError("A header has a name of letters, digits and dashes.")
    return {name: one_line(value) for name, value in headers.items()}
