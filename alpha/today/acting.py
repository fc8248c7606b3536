"""What is done with a card: the same to each of its alerts, all or nothing."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from django.db import transaction
from django.http import Http404
from django.utils.formats import date_format

from alpha.accounts.models import User
from analytics import alerts
from analytics.access import find_alert_to_change
from analytics.models import Alert

Act = Callable[..., Alert]


@transaction.atomic
def act_on(user: User, alert_ids: Sequence[int], act: Act) -> None:
    """Refused as `find_alert_to_change` for all where one is out of reach; raises what `act` raises."""
    found = [find_alert_to_change(user, alert_id) for alert_id in alert_ids]
    if not found:
        raise Http404
    for alert in found:
        act(alert, by=user)


def acknowledging() -> tuple[Act, str]:
    return alerts.acknowledge, "Seen. It is listed under way now."


def snoozing(until: date) -> tuple[Act, str]:
    return partial(alerts.snooze, until=until), f"Snoozed until {date_format(until, 'l, F j')}."


def dismissing(reason: str) -> tuple[Act, str]:
    label = str(Alert.DismissReason(reason).label)
    said = f"Not a concern: {label[0].lower()}{label[1:]}."
    return partial(alerts.dismiss, reason=reason), said


def taking_back() -> tuple[Act, str]:
    return alerts.undo, "Taken back."
