"""What became of an intervention: closing it with notes and an opinion of how well it worked, opening it again, and
putting its review off."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from alpha.accounts.models import User
from alpha.accounts.selectors import next_school_day
from alpha.learning.access import find_student, may_help
from analytics import alerts
from analytics.models import Alert
from interventions.access import may_change
from interventions.actions.record import REVIEW_AFTER
from interventions.errors import Conflict, Invalid, NotFound
from interventions.models import Intervention, InterventionChange

MAX_NOTES_LENGTH = 5_000
# By how many days a review may be put off.
DELAYS = (7, 14)


@transaction.atomic
def resolve(
    intervention: Intervention,
    *,
    by: User,
    resolution_notes: str = "",
    effectiveness_rating: int | None = None,
    resolves_alert: bool = False,
    at: datetime | None = None,
) -> Intervention:
    """Closes it, and writes so into its record. Any teacher of the student may, aides too; a leader only what is her own.

    `effectiveness_rating`: 1 to 5, an opinion, None where there is none. `resolves_alert`: the open alert it answers is
    closed as handled, for which one has to be allowed to act on the student. Raises NotFound outside the scope of `by`,
    PermissionDenied, Invalid, and Conflict where it is resolved already: the first one's words are kept.
    """
    check_may_change(intervention, by)
    if effectiveness_rating is not None and effectiveness_rating not in range(1, 6):
        raise Invalid("effectiveness_rating", "Choose one to five stars.")
    notes = clean_notes("resolution_notes", resolution_notes)
    at = at or timezone.now()
    # Of two at the same moment one changes the row, the other finds it changed.
    still_open = Intervention.objects.filter(pk=intervention.pk).open()
    if not still_open.update(
        is_resolved=True,
        resolved_at=at,
        resolved_by=by,
        resolution_notes=notes,
        effectiveness_rating=effectiveness_rating,
    ):
        raise Conflict("This intervention is already resolved.")
    InterventionChange.objects.create(
        intervention=intervention,
        kind=InterventionChange.Kind.RESOLVED,
        by=by,
        at=at,
        notes=notes,
        effectiveness_rating=effectiveness_rating,
    )
    if resolves_alert and intervention.alert is not None and intervention.alert.is_current:
        alerts.resolve(intervention.alert, by=by, at=at)
    intervention.refresh_from_db()
    return intervention


@transaction.atomic
def reopen(
    intervention: Intervention, *, by: User, notes: str = "", at: datetime | None = None
) -> Intervention:
    """Opens it again: its resolution leaves the row and stays in the record. `notes` say why.

    A review that would be due by now is set two weeks ahead: whoever opens it again has just looked. Rights and
    refusals as in `resolve`; Conflict where it is open.
    """
    check_may_change(intervention, by)
    reason = clean_notes("notes", notes)
    at = at or timezone.now()
    school = intervention.student.school
    today, review = school.day_of(at), intervention.follow_up_on
    if review is None or review <= today:
        review = next_school_day(school, today + REVIEW_AFTER)
    closed = Intervention.objects.filter(pk=intervention.pk).resolved()
    if not closed.update(
        is_resolved=False,
        resolved_at=None,
        resolved_by=None,
        resolution_notes=None,
        effectiveness_rating=None,
        follow_up_on=review,
    ):
        raise Conflict("This intervention is open already.")
    InterventionChange.objects.create(
        intervention=intervention,
        kind=InterventionChange.Kind.REOPENED,
        by=by,
        at=at,
        notes=reason,
    )
    intervention.refresh_from_db()
    return intervention


@transaction.atomic
def postpone(
    intervention: Intervention, *, by: User, days: int, at: datetime | None = None
) -> date:
    """Puts its review off by 7 or 14 days, counted from the day it was due or from today, the later, and writes so into
    its record; returns the school day it is due on now.

    Rights as in `resolve`; Invalid for another number of days, Conflict where it is resolved.
    """
    check_may_change(intervention, by)
    if days not in DELAYS:
        raise Invalid("days", "Choose 7 or 14 days.")
    school = intervention.student.school
    at = at or timezone.now()
    today = school.day_of(at)
    due = max(today, intervention.follow_up_on or today)
    review = next_school_day(school, due + timedelta(days=days))
    if not Intervention.objects.filter(pk=intervention.pk).open().update(follow_up_on=review):
        raise Conflict("This intervention is already resolved.")
    InterventionChange.objects.create(
        intervention=intervention,
        kind=InterventionChange.Kind.CONTINUED,
        by=by,
        at=at,
        review_on=review,
    )
    return review


def alert_to_resolve(intervention: Intervention, by: User) -> Alert | None:
    """The open alert that can be closed with the intervention; None where there is none, or it is not hers to close."""
    alert = intervention.alert
    if alert is None or not alert.is_current or not may_help(by, intervention.student):
        return None
    return alert


def check_may_change(intervention: Intervention, by: User) -> None:
    """Raises NotFound outside the scope of `by`, PermissionDenied where it is not hers to close."""
    try:
        find_student(by, intervention.student_id)
    except Http404:
        raise NotFound from None
    if not may_change(by, intervention):
        raise PermissionDenied


def clean_notes(field: str, text: str) -> str:
    """The notes as they are kept; raises Invalid where they are too long."""
    # A browser counts a line break as one character and sends two; no database keeps a NUL.
    notes = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(notes) > MAX_NOTES_LENGTH:
        raise Invalid(
            field, f"These notes have {len(notes):,} characters; {MAX_NOTES_LENGTH:,} is the most."
        )
    return notes
