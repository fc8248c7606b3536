"""What changed after help, as one says it of a single case."""

from django import template

from interventions.change_words import change_sentence
from interventions.measured_change import MeasuredChange

register = template.Library()


@register.filter
def in_words(change: MeasuredChange) -> str:
    return change_sentence(change)
