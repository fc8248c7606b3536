"""The state of an alert as JSON: kept with every change, so that the change can be taken back."""

from datetime import date, datetime
from typing import Any

from analytics.models import Alert

STATE_FIELDS = ["status", "snoozed_until", "closed_at", "close_reason"]


def state_of(alert: Alert) -> dict[str, Any]:
    return {
        "status": alert.status,
        "snoozed_until": alert.snoozed_until.isoformat() if alert.snoozed_until else None,
        "closed_at": alert.closed_at.isoformat() if alert.closed_at else None,
        "close_reason": alert.close_reason,
    }


def restore(alert: Alert, state: dict[str, Any]) -> None:
    """Set the fields of a state; the caller saves them."""
    snoozed_until, closed_at = state["snoozed_until"], state["closed_at"]
    alert.status = state["status"]
    alert.snoozed_until = date.fromisoformat(snoozed_until) if snoozed_until else None
    alert.closed_at = datetime.fromisoformat(closed_at) if closed_at else None
    alert.close_reason = state["close_reason"]


def close(alert: Alert, *, status: str, reason: str, at: datetime) -> None:
    """Set the fields of a closed alert; the caller saves them."""
    alert.status = status
    alert.snoozed_until = None
    alert.closed_at = at
    alert.close_reason = reason
