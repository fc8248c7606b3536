"""The hours of a meeting, as one says them."""

from django import template
from django.utils import timezone

from interventions.meeting_words import hours
from interventions.models import Meeting

register = template.Library()


@register.filter
def hours_of(meeting: Meeting) -> str:
    """ "10:00–10:30 AM", in the zone in force, the school's."""
    return hours(timezone.get_current_timezone(), meeting.scheduled_at, meeting.ends_at)
