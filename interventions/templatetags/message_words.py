"""What a page says about a message on its way, and the button that takes it back."""

import math
from uuid import NAMESPACE_URL, uuid5

from django import template
from django.utils import timezone

from alpha.accounts.forms import OneTimeForm
from interventions.models import TeacherMessage
from interventions.words import day_and_hour

register = template.Library()

# From here on the hour says more than a number of seconds.
COUNTED_SECONDS = 60


@register.filter
def release_words(message: TeacherMessage) -> str:
    """When the student gets it, "Friday, March 6, 7:30 AM", in the zone in force, the school's."""
    return day_and_hour(timezone.localtime(message.sent_at))


@register.filter
def seconds_left(message: TeacherMessage) -> int | None:
    """Until it leaves, rounded up; None where that is not a matter of seconds."""
    left = math.ceil((message.sent_at - timezone.now()).total_seconds())
    return max(left, 0) if left <= COUNTED_SECONDS else None


@register.inclusion_tag("interventions/_undo_message.html")
def undo_button(message: TeacherMessage, *, in_dialog: bool = False) -> dict[str, object]:
    """The form that takes the message back, for who wrote it; one key for all such forms of a message."""
    key = uuid5(NAMESPACE_URL, f"undo-message-{message.pk}")
    form = OneTimeForm(initial={"idempotency_key": key}, auto_id=False)
    return {"message": message, "form": form, "in_dialog": in_dialog}
