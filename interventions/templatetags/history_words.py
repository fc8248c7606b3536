"""What was done for a student, how long ago, how it stands and what became of it, as one says it."""

from datetime import date, datetime

from django import template
from django.utils import timezone

from alpha.accounts.models import User
from analytics import words
from interventions.access import may_change
from interventions.baseline import Tally, frozen
from interventions.models import Intervention, InterventionChange
from interventions.states import State, states_of

register = template.Library()

Kind = Intervention.InterventionType
DEEDS = {
    Kind.MESSAGE: "sent a message",
    Kind.ASSIGNMENT: "gave a targeted assignment",
    Kind.MEETING: "scheduled a meeting",
    Kind.PARENT_NOTIFICATION: "wrote to the family",
}
TITLES = {
    Kind.MESSAGE: "Message sent",
    Kind.ASSIGNMENT: "Targeted assignment created",
    Kind.MEETING: "Meeting scheduled",
    Kind.PARENT_NOTIFICATION: "Parent notification",
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


@register.filter
def title_of(intervention: Intervention) -> str:
    """ "Message sent: Check In", "Targeted assignment created: Fractions", "Meeting scheduled: One-on-one"."""
    title, more = TITLES[Kind(intervention.intervention_type)], ""
    if intervention.message is not None:
        title = title if intervention.message.is_released else "Message written"
        more = intervention.message.template.title if intervention.message.template else ""
    elif intervention.assigned_work is not None:
        more = intervention.assigned_work.assignment.title
    elif intervention.meeting is not None:
        more = intervention.meeting.get_meeting_type_display()
    return f"{title}: {more}" if more else title


@register.filter
def states(intervention: Intervention) -> list[State]:
    return states_of(intervention)


@register.filter
def may_be_changed_by(intervention: Intervention, reader: User) -> bool:
    return may_change(reader, intervention)


@register.filter
def accuracy_then(intervention: Intervention) -> Tally | None:
    """Of the 30 dates up to the day it began; None where nothing was frozen."""
    return frozen(intervention.baseline, "last30")


@register.filter
def with_n(tally: Tally | None) -> str:
    """ "55% (99 of 180)"; without answers "no data"."""
    if tally is None or not tally.answered:
        return "no data"
    return words.accuracy_with_n(tally.correct, tally.answered)


@register.filter
def effect_word(rating: int) -> str:
    """What so many stars mean: 4 is "effective"."""
    return str(Intervention.Effectiveness(rating).label)


@register.filter
def earlier_changes(intervention: Intervention) -> list[InterventionChange]:
    """What its record holds besides the resolution that its row shows; empty unless it was opened again."""
    changes = list(intervention.changes.all())
    return changes[:-1] if intervention.is_resolved else changes


def _deed(intervention: Intervention) -> str:
    """A message that has not left yet was not sent."""
    message = intervention.message
    if message is not None and not message.is_released:
        return "wrote a message"
    return DEEDS[Kind(intervention.intervention_type)]
