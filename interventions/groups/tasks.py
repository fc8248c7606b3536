"""What the worker does of group actions."""

from datetime import datetime, timedelta

from django_tasks import task

from interventions.groups.carrying_out import carry_out
from interventions.models import GroupAction, GroupActionItem

# Longer than a class takes: what still waits then has been left behind.
LEFT_BEHIND = timedelta(minutes=5)


@task()
def carry_out_later(group_id: int) -> None:
    carry_out(group_id)


def go_on(now: datetime) -> None:
    """Takes up what was left waiting, because a worker was killed or the database was away."""
    waiting = GroupActionItem.objects.filter(status=GroupActionItem.Status.WAITING)
    for group in GroupAction.objects.filter(
        pk__in=waiting.values("group"), created_at__lt=now - LEFT_BEHIND
    ):
        carry_out(group.pk)
