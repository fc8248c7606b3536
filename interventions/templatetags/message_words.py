"""What a page says about a message on its way."""

from django import template
from django.utils import timezone

from interventions.models import TeacherMessage
from interventions.words import day_and_hour

register = template.Library()


@register.filter
def release_words(message: TeacherMessage) -> str:
    """When the student gets it, "Friday, March 6, 7:30 AM", in the zone in force, the school's."""
    return day_and_hour(timezone.localtime(message.sent_at))
