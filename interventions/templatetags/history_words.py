"""What was done for a student and how long ago, as one says it."""

from datetime import date, datetime

from django import template
from django.utils import timezone

from alpha.accounts.models import User
from interventions.models import Intervention

register = template.Library()

Kind = Intervention.InterventionType
DEEDS = {
    Kind.MESSAGE: "sent a message",
    Kind.ASSIGNMENT: "gave a targeted assignment",
    Kind.MEETING: "scheduled a meeting",
    Kind.PARENT_NOTIFICATION: "wrote to the family",
}


@register.filter
def days_ago(moment: datetime | date | None) -> str:
    """ "today", "yesterday", "8 days ago": whole dates in the zone in force, the school's; None is "never"."""
    if moment is None:
        return "never"
    day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    days = (timezone.localdate() - day).days
    if days <= 0:
        return "today"
    return "yesterday" if days == 1 else f"{days} days ago"


@register.filter
def told_to(intervention: Intervention, reader: User) -> str:
    """ "You sent a message 2 days ago", or the teacher's name where the reader is somebody else."""
    who = "You" if intervention.teacher_id == reader.pk else intervention.teacher.display_name
    return f"{who} {_deed(intervention)} {days_ago(intervention.created_at)}"


def _deed(intervention: Intervention) -> str:
    """A message that has not left yet was not sent."""
    message = intervention.message
    if message is not None and not message.is_released:
        return "wrote a message"
    return DEEDS[Kind(intervention.intervention_type)]
