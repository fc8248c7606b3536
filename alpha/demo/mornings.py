"""The alerts of the last months, as they would have come night after night, and what the teachers did with them.

The class of the story is left as it is: nobody has looked at Student 3 yet.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random

from alpha.accounts.models import User
from alpha.demo.classes import DemoClass
from alpha.demo.clock import DemoClock
from analytics.alerts import acknowledge, dismiss, evaluate_school, resolve, snooze
from analytics.detectors import CONCERNS
from analytics.models import Alert

# The school days that are told, and how many of them a teacher takes at most to come to an alert.
EVENINGS = 60
TEACHERS_TAKE = 3
# What is seen the very next morning; of the last evenings nothing, so that something waits.
SEEN_AT_ONCE = 0.8
# When they look through the alerts of the evenings before.
MORNING = 7.75
SNOOZED_DAYS = 7

# Late work is left to come in by itself.
SEEN_TO = sorted({*CONCERNS} - {"overdue"})
# What is done about a concern, out of a hundred; a gap mostly has a reason that is known.
DEEDS = {"acknowledged": 55, "dismissed": 15, "snoozed": 10, "resolved": 20}
DEEDS_ABOUT_GAPS = {"acknowledged": 35, "dismissed": 50, "snoozed": 10, "resolved": 5}
# In the first class a unit is taught twice: who is stuck in between is no news to its teacher.
DEEDS_OF_THE_FIRST_CLASS = {"dismissed": 75, "acknowledged": 25}
REASONS = {"known_reason": 4, "already_handled": 3, "absent": 2, "data_wrong": 1}
REASONS_OF_GAPS = {"absent": 5, "known_reason": 4, "already_handled": 1}

Weights = Mapping[str, int]


def tell_mornings(classes: Sequence[DemoClass], clock: DemoClock, rng: Random) -> None:
    """Evaluate the last sixty school days in their order, and today; let the teachers act in between."""
    leads = {one.classroom.pk: one.lead for one in classes}
    school_days = clock.taught_between(EVENINGS * 2, 0)[-EVENINGS:]
    for place, ago in enumerate(school_days):
        if place >= TEACHERS_TAKE:
            is_past = place < len(school_days) - TEACHERS_TAKE
            evenings = [
                school_days[place - days]
                for days in (TEACHERS_TAKE, 1 if is_past else TEACHERS_TAKE)
            ]
            long_ago, lately = (clock.at(evening - 1, 0) for evening in evenings)
            _look_through(leads, long_ago, lately, ago, clock, rng)
        evaluate_school(clock.school, on=clock.day(ago))
    if not clock.is_taught(0):
        evaluate_school(clock.school)


def _look_through(
    leads: Mapping[int, User],
    long_ago: datetime,
    lately: datetime,
    ago: int,
    clock: DemoClock,
    rng: Random,
) -> None:
    """Most of what came up before `lately` is seen by the teacher of its class, all of what came up `long_ago`."""
    waiting = Alert.objects.filter(
        status=Alert.Status.OPEN,
        kind__in=SEEN_TO,
        classroom__in=leads,
        opened_at__lt=lately,
    )
    first_class_id = next(iter(leads), 0)
    for alert in waiting.order_by("pk"):
        if alert.opened_at < long_ago or rng.random() < SEEN_AT_ONCE:
            deeds = _deeds_about(alert, first_class_id)
            _act(alert, leads[alert.classroom_id], deeds, ago, clock, rng)


def _act(
    alert: Alert, teacher: User, deeds: Weights, ago: int, clock: DemoClock, rng: Random
) -> None:
    at = clock.at(ago, MORNING)
    deed = _draw(deeds, rng)
    if deed == "dismissed":
        is_gap = alert.kind == Alert.Kind.INACTIVITY
        reason = _draw(REASONS_OF_GAPS if is_gap else REASONS, rng)
        dismiss(alert, by=teacher, reason=reason, at=at)
    elif deed == "resolved":
        resolve(alert, by=teacher, at=at)
    else:
        acknowledge(alert, by=teacher, at=at)
        if deed == "snoozed":
            snooze(alert, by=teacher, days=SNOOZED_DAYS, at=at)


def _deeds_about(alert: Alert, first_class_id: int) -> Weights:
    if alert.kind == Alert.Kind.WHEEL_SPINNING and alert.classroom_id == first_class_id:
        return DEEDS_OF_THE_FIRST_CLASS
    return DEEDS_ABOUT_GAPS if alert.kind == Alert.Kind.INACTIVITY else DEEDS


def _draw(weights: Weights, rng: Random) -> str:
    return rng.choices(list(weights), weights=list(weights.values()))[0]
