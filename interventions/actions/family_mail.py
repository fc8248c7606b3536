"""Mail to a family: from the school, answered to the teacher, and easy to stop."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from alpha.accounts.models import User
from alpha.learning.models import Guardianship
from alpha.learning.services.mail_opt_outs import opt_out_token
from alpha.notifications.models import OutboundEmail
from alpha.notifications.services import Attachment, is_address, queue_email, sender_domain
from interventions.families import own_hours
from interventions.family_words import phrases, put


def queue_family_mail(
    link: Guardianship,
    *,
    by: User,
    subject: str,
    text: str,
    language: str,
    dedupe_key: str,
    at: datetime,
    category: str = OutboundEmail.Category.PROGRESS,
    attachments: Sequence[Attachment] = (),
) -> OutboundEmail:
    """Puts the mail into the outbox, for the first moment outside the guardian's quiet hours.

    Below the text stands why this person gets it and how to stop it, for mail programs in headers too (RFC 8058). The
    subject has to do without the child's name: it is seen on locked screens and by mail servers.
    """
    stop = unsubscribe_link(link, category)
    headers = {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    if reply_to := reply_address(by):
        headers["Reply-To"] = reply_to
    return queue_email(
        link.student.school,
        to=link.guardian.email,
        subject=subject,
        text=f"{text}\n\n{footer(link.student.school.name, stop, language)}",
        dedupe_key=dedupe_key,
        at=at,
        category=category,
        attachments=attachments,
        headers=headers,
        hours=own_hours(link.guardian),
    )


def unsubscribe_link(link: Guardianship, category: str) -> str:
    return f"{settings.SITE_URL}{reverse('unsubscribe', args=[opt_out_token(link, category)])}"


def footer(school_name: str, stop: str, language: str) -> str:
    said = phrases(language)
    return "\n".join(["-- ", school_name, said.why_you, put(said.how_to_stop, link=stop)])


def reply_address(teacher: User) -> str:
    """The teacher's address at the school; one of any other domain may be private and is not given away."""
    domain = teacher.email.rpartition("@")[2].lower()
    sender = sender_domain().lower()
    of_the_school = bool(domain) and (sender == domain or sender.endswith(f".{domain}"))
    return teacher.email if of_the_school and is_address(teacher.email) else ""
