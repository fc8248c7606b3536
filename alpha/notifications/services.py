"""The inbox: noting what was seen. The outbox: what a mail is before it leaves, and noting that it left. No network."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypedDict

from django.db import transaction

from alpha.accounts.models import School, User
from alpha.notifications.models import Notification, OutboundEmail


def mark_seen(person: User, link: str, *, at: datetime) -> None:
    """Notices are read when their reader is where they lead."""
    Notification.objects.unread().filter(recipient=person, link=link).update(read_at=at)


class Attachment(TypedDict):
    """A text that goes along; an `alternative` stands beside the mail's own text as well."""

    filename: str
    content_type: str
    content: str
    alternative: bool


def queue_email(
    school: School,
    *,
    to: str,
    subject: str,
    text: str,
    dedupe_key: str,
    at: datetime,
    attachments: Sequence[Attachment] = (),
) -> OutboundEmail:
    """Writes the mail in the caller's transaction; it may leave from the first moment outside the quiet hours.

    `dedupe_key` names what the mail is about: the database refuses a second mail with it.
    """
    return OutboundEmail.objects.create(
        to=to,
        subject=subject,
        text=text,
        dedupe_key=dedupe_key,
        attachments=list(attachments),
        send_after=first_moment_allowed(school, at),
    )


@transaction.atomic
def mark_sent(email: OutboundEmail, *, at: datetime) -> OutboundEmail:
    email.status = OutboundEmail.Status.SENT
    email.sent_at = at
    email.attempts += 1
    email.save(update_fields=["status", "sent_at", "attempts"])
    return email


def first_moment_allowed(school: School, instant: datetime) -> datetime:
    """The instant itself, or the end of the school's quiet hours it falls into (from is quiet, until is not)."""
    local = instant.astimezone(school.zone)
    start, end, now = school.quiet_from, school.quiet_until, local.time()
    # Where the hours pass midnight, quiet is what is outside of the day between them.
    is_quiet = start <= now < end if start <= end else now >= start or now < end
    if not is_quiet:
        return instant
    day = local.date() if now < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, tzinfo=school.zone)
