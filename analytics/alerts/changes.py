"""What people do with an alert. Each is one transaction, leaves a line in the log, and can be taken back.

Common to all: `by` is who acts; raises Http404 where the alert is outside her scope, PermissionDenied where she may
read but not help. `at` is now unless the past is being told. The alert comes back as it is afterwards. Where somebody
else was faster, AlertConflictError says so and the first one's word stands.
"""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alpha.accounts.models import User
from analytics.access import check_may_change
from analytics.alerts.states import STATE_FIELDS, close, restore, state_of
from analytics.models import Alert, AlertChange

Action = AlertChange.Action

LONGEST_SNOOZE = timedelta(days=90)
CLOSED_ALREADY = "This alert is closed already."
OPEN_ALREADY = "This alert is open."
OPENED_SINCE = "There is a newer alert about the same."
NOTHING_TO_UNDO = "There is nothing to take back."
NO_SUCH_REASON = "Choose one of the reasons."
NO_SUCH_DAY = "Choose a day within the next 90 days."


class AlertConflictError(Exception):
    """The alert is not in a state for this any more; the message is for people."""


@transaction.atomic
def acknowledge(alert: Alert, *, by: User, at: datetime | None = None) -> Alert:
    """Somebody has seen it and takes care. Seen a second time it stays as it is."""
    alert = _locked(alert, by)
    _refuse_closed(alert)
    if alert.status == Alert.Status.ACKNOWLEDGED:
        return alert
    before = state_of(alert)
    alert.status = Alert.Status.ACKNOWLEDGED
    return _changed(alert, Action.ACKNOWLEDGED, before, by=by, at=at)


@transaction.atomic
def snooze(
    alert: Alert,
    *,
    by: User,
    until: date | None = None,
    days: int | None = None,
    at: datetime | None = None,
) -> Alert:
    """Leave it out of the lists until a day, on which it is back; give the day or the number of days.

    ValidationError (`until`) for a day that is not to come, or more than 90 days ahead.
    """
    alert = _locked(alert, by)
    _refuse_closed(alert)
    today = alert.classroom.school.day_of(at or timezone.now())
    if until is None:
        until = today + timedelta(days=days or 0)
    if not today < until <= today + LONGEST_SNOOZE:
        raise ValidationError({"until": NO_SUCH_DAY})
    before = state_of(alert)
    alert.snoozed_until = until
    return _changed(alert, Action.SNOOZED, before, by=by, at=at, reason=until.isoformat())


@transaction.atomic
def dismiss(alert: Alert, *, by: User, reason: str, at: datetime | None = None) -> Alert:
    """It is no concern. `reason` is one of Alert.DismissReason; ValidationError (`reason`) for any other."""
    if reason not in Alert.DismissReason.values:
        raise ValidationError({"reason": NO_SUCH_REASON})
    return _closed(alert, Alert.Status.DISMISSED, reason, Action.DISMISSED, by=by, at=at)


@transaction.atomic
def resolve(alert: Alert, *, by: User, at: datetime | None = None) -> Alert:
    """It has been taken care of."""
    reason = Alert.ResolveReason.HANDLED
    return _closed(alert, Alert.Status.RESOLVED, reason, Action.RESOLVED, by=by, at=at)


@transaction.atomic
def reopen(alert: Alert, *, by: User, at: datetime | None = None) -> Alert:
    """Open a closed alert again, whoever or whatever had closed it."""
    alert = _locked(alert, by)
    if alert.is_current:
        raise AlertConflictError(OPEN_ALREADY)
    _refuse_a_second_one(alert)
    before = state_of(alert)
    restore(alert, {"status": "open", "snoozed_until": None, "closed_at": None, "close_reason": ""})
    alert.clear_evaluations = 0
    return _changed(alert, Action.REOPENED, before, by=by, at=at)


@transaction.atomic
def undo(alert: Alert, *, by: User, at: datetime | None = None) -> Alert:
    """Take back the last thing that somebody did, whoever it was; called again, the one before it.

    What happened by itself is not taken back, nor anything before it: see `reopen`.
    """
    alert = _locked(alert, by)
    change = _last_to_undo(alert)
    if change is None:
        raise AlertConflictError(NOTHING_TO_UNDO)
    before = state_of(alert)
    restore(alert, change.before)
    if alert.is_current:
        _refuse_a_second_one(alert)
    return _changed(alert, Action.UNDONE, before, by=by, at=at, undoes=change)


def _last_to_undo(alert: Alert) -> AlertChange | None:
    changes = alert.changes.select_related("undone_by").order_by("-pk")
    for change in changes:
        if change.action == Action.CLOSED:
            return None
        if change.action != Action.UNDONE and not hasattr(change, "undone_by"):
            return change
    return None


def _locked(alert: Alert, by: User) -> Alert:
    """The alert as it is now, nobody else changing it; refused to who may not act on it."""
    rows = Alert.objects.select_for_update(of=("self",))
    alert = rows.select_related("classroom__school").get(pk=alert.pk)
    check_may_change(by, alert)
    return alert


def _refuse_closed(alert: Alert) -> None:
    if not alert.is_current:
        raise AlertConflictError(CLOSED_ALREADY)


def _refuse_a_second_one(alert: Alert) -> None:
    """Two alerts about the same cannot both be open; the constraint would say so less kindly."""
    others = Alert.objects.current().filter(dedupe_key=alert.dedupe_key)
    if others.exclude(pk=alert.pk).exists():
        raise AlertConflictError(OPENED_SINCE)


def _closed(
    alert: Alert, status: str, reason: str, action: Action, *, by: User, at: datetime | None
) -> Alert:
    alert = _locked(alert, by)
    _refuse_closed(alert)
    before = state_of(alert)
    close(alert, status=status, reason=reason, at=at or timezone.now())
    return _changed(alert, action, before, by=by, at=at, reason=reason)


def _changed(
    alert: Alert,
    action: Action,
    before: dict[str, object],
    *,
    by: User,
    at: datetime | None,
    reason: str = "",
    undoes: AlertChange | None = None,
) -> Alert:
    alert.save(update_fields=[*STATE_FIELDS, "clear_evaluations"])
    AlertChange.objects.create(
        alert=alert,
        action=action,
        reason=reason,
        made_by=by,
        made_at=at or timezone.now(),
        before=before,
        undoes=undoes,
    )
    return alert
