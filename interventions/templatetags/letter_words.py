"""Letters to families as pages speak of them: what became of each, and when one leaves."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from alpha.accounts.forms import OneTimeForm
from interventions.letter_states import LetterState, state_of
from interventions.models import ParentNotification

register = template.Library()


@register.filter
def letter_state(letter: ParentNotification) -> LetterState:
    return state_of(letter)


@register.filter
def at_clock(moment: datetime | None) -> str:
    """ "at 7:00 AM tomorrow", "at 10:12 AM today", "at 7:00 AM on Nov 30": in the zone in force, the school's."""
    if moment is None:
        return ""
    local, today = timezone.localtime(moment), timezone.localdate()
    day = f"on {date_format(local, 'M j')}"
    if local.date() == today:
        day = "today"
    elif local.date() == today + timedelta(days=1):
        day = "tomorrow"
    return f"at {date_format(local, 'g:i A')} {day}"


@register.inclusion_tag("interventions/_take_back.html", takes_context=True)
def take_back(context: dict[str, Any], letter: ParentNotification) -> dict[str, Any]:
    """The button that stops a letter, for the one who wrote it; its form works once."""
    user = context["request"].user
    return {
        "letter": letter,
        "form": OneTimeForm(),
        "csrf_token": context.get("csrf_token"),
        "is_offered": letter.teacher_id == user.pk and state_of(letter).can_be_taken_back,
    }
