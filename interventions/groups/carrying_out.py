"""Carrying out what was decided about several students: one transaction for each, whoever does it and how often.

A line is claimed in the transaction of its effect, so however many try at once, each student gets one thing. A refusal
is kept with its reason, and the others get theirs all the same. A database that is away leaves the line waiting.
"""

import logging
from collections.abc import Callable, Sequence

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, transaction
from django.http import Http404

from alpha.accounts.models import User
from interventions.actions.message import take_back
from interventions.errors import Conflict, Invalid
from interventions.groups.letters import notify_one
from interventions.groups.meetings import schedule_together
from interventions.groups.messages import send_one
from interventions.groups.practice import assign_one
from interventions.models import GroupAction, GroupActionItem, Intervention, TeacherMessage

logger = logging.getLogger(__name__)

Kind = Intervention.InterventionType
Status = GroupActionItem.Status
OneByOne = Callable[[GroupAction, GroupActionItem], Intervention]

ACTS: dict[str, OneByOne] = {
    Kind.MESSAGE: send_one,
    Kind.ASSIGNMENT: assign_one,
    Kind.PARENT_NOTIFICATION: notify_one,
}
NOT_HERS = "This student is no longer in your classes."
NOT_ALLOWED = "You may no longer do this for this student."
BROKEN = "Something went wrong here, and nothing was written. Please try it for this student alone."
# The database went away, or somebody else was in its way: no reason to give up.
TRIED_AGAIN = (OperationalError, InterfaceError)


class TakenError(Exception):
    """Somebody else is doing it, has done it, or has stopped it."""


def carry_out(group_id: int) -> None:
    """Everything that is still waiting. A second call, also at the same moment, does nothing twice."""
    group = GroupAction.objects.select_related("teacher__school", "classroom").get(pk=group_id)
    waiting = group.items.filter(status=Status.WAITING).select_related(
        "student__school", "student__user"
    )
    items = list(waiting)
    parts = [items] if group.kind == Kind.MEETING else [[item] for item in items]
    for part in parts:
        if part:
            _carry_out(group, part)


def take_all_back(group: GroupAction, *, by: User) -> int:
    """Stops what is waiting, and takes back the messages that have not left yet; says how many of both.

    Only who decided it may (PermissionDenied). What has left stays.
    """
    if group.teacher_id != by.pk:
        raise PermissionDenied
    taken = group.items.filter(status=Status.WAITING).update(status=Status.CANCELLED)
    for message in TeacherMessage.objects.filter(
        intervention__in=group.items.values("intervention")
    ).select_related("student"):
        try:
            take_back(message, by=by)
        except (Conflict, Http404):
            continue
        taken += 1
    return taken


def _carry_out(group: GroupAction, items: Sequence[GroupActionItem]) -> None:
    try:
        with transaction.atomic():
            _claim(items)
            for item, made in zip(items, _act(group, items), strict=True):
                GroupActionItem.objects.filter(pk=item.pk).update(intervention=made)
    except TRIED_AGAIN:
        raise
    except TakenError:
        return
    except Exception as error:  # noqa: BLE001  # whatever it is, it is one student's alone
        # One student's refusal, or our mistake about her, must not keep the others from theirs.
        rows = GroupActionItem.objects.filter(pk__in=_keys(items), status=Status.WAITING)
        rows.update(status=Status.FAILED, reason=_why(error))


def _claim(items: Sequence[GroupActionItem]) -> None:
    """Whoever comes second waits here for the first one, and then finds them no longer waiting (TakenError)."""
    waiting = GroupActionItem.objects.filter(pk__in=_keys(items), status=Status.WAITING)
    if waiting.update(status=Status.DONE) < len(items):
        raise TakenError


def _act(group: GroupAction, items: Sequence[GroupActionItem]) -> list[Intervention]:
    if group.kind == Kind.MEETING:
        return schedule_together(group, items)
    return [ACTS[group.kind](group, item) for item in items]


def _why(error: Exception) -> str:
    match error:
        case Invalid():
            return error.message
        case PermissionDenied():
            return NOT_ALLOWED
        case Http404():
            return NOT_HERS
    logger.error("a group action failed for a student", exc_info=error)
    return BROKEN


def _keys(items: Sequence[GroupActionItem]) -> list[int]:
    return [item.pk for item in items]
