"""A measured change as pages say it."""

from collections.abc import Mapping

from django import template
from django.utils.formats import date_format

from analytics import words
from interventions import change_words as told
from interventions.baseline import Tally
from interventions.goals import Goal
from interventions.measured_change import Classmates, GainCheck, MeasuredChange, WorkDone
from interventions.models import Intervention

register = template.Library()


@register.filter
def change_of(
    measured: Mapping[int, MeasuredChange] | str | None, intervention: Intervention
) -> MeasuredChange | None:
    """Of many changes the one of an intervention; None where a page measured nothing."""
    return measured.get(intervention.pk) if isinstance(measured, Mapping) else None


@register.filter("change_words")
def in_words(change: MeasuredChange) -> str:
    return told.change_sentence(change)


@register.filter
def kept(check: GainCheck) -> str:
    return told.kept_words(check)


@register.filter
def work(done: WorkDone) -> str:
    return told.work_words(done)


@register.filter
def points(share: float | None) -> str:
    return told.points(share)


@register.filter
def who(classmates: Classmates) -> str:
    return told.classmates_words(classmates)


@register.filter
def share(of: Tally) -> str:
    return words.percent(of.correct / of.answered) if of.answered else ""


@register.filter
def of_n(of: Tally) -> str:
    return f"{of.correct} of {of.answered}"


@register.filter
def chart_hint(change: MeasuredChange) -> str:
    day = date_format(change.on, "M j")
    return f"Each dot is a day, larger with more answers; the dotted upright line is {day}, the day it was done."


@register.filter
def aim_words(goal: Goal | None) -> str:
    """ "Aim: from 52% to 80%"; empty without a line."""
    if goal is None or goal.baseline is None:
        return ""
    return f"Aim: from {words.percent(goal.baseline)} to {goal.percent}%"
