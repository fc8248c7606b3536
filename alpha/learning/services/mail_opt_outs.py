"""What a family stopped: per guardian, child and category of mail, by a link that needs no sign-in."""

from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from alpha.learning.models import Guardianship, MailOptOut

# Its own: a link made for anything else opens nothing here.
SALT = "alpha.learning.mail-opt-out"


def opt_out(link: Guardianship, category: str, *, at: datetime | None = None) -> None:
    """From now on nothing of the category is sent to this guardian about this child; once more changes nothing."""
    MailOptOut.objects.get_or_create(
        guardianship=link, category=category, defaults={"opted_out_at": at or timezone.now()}
    )


def opt_in(link: Guardianship, category: str) -> None:
    """The way back."""
    MailOptOut.objects.filter(guardianship=link, category=category).delete()


def has_opted_out(link: Guardianship, category: str) -> bool:
    return MailOptOut.objects.filter(guardianship=link, category=category).exists()


def opt_out_token(link: Guardianship, category: str) -> str:
    """What stands in the link of a mail. It holds no name, and lasts as long as the link between guardian and child."""
    return Signer(salt=SALT).sign_object([link.pk, category])


def read_opt_out_token(token: str) -> tuple[Guardianship, str] | None:
    """The guardian's link and the category that a token stands for; None for anything we did not write."""
    try:
        key, category = Signer(salt=SALT).unsign_object(token)
    except (BadSignature, ValueError):
        return None
    link = Guardianship.objects.select_related("guardian", "student__school").filter(pk=key).first()
    return None if link is None else (link, category)
