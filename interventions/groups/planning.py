"""Deciding: what each student is to get is written down, and given to the worker, in one transaction."""

import logging
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from alpha.accounts.models import User
from alpha.learning.models import Classroom
from alpha.learning.services.assignments import check_may_assign
from interventions.groups.carrying_out import TRIED_AGAIN, carry_out
from interventions.groups.previews import Preview
from interventions.groups.tasks import carry_out_later
from interventions.models import GroupAction, GroupActionItem, Intervention

logger = logging.getLogger(__name__)

# So many are done while the page waits; more are the worker's.
HANDFUL = 5


@transaction.atomic
def plan(
    classroom: Classroom,
    *,
    by: User,
    kind: str,
    previews: Sequence[Preview],
    details: dict[str, Any] | None = None,
) -> GroupAction:
    """Writes down what was shown, a line for each student; nobody gets anything yet.

    Whose students they are was asked by whoever chose them, and is asked again for each. Raises PermissionDenied where
    `by` may not assign.
    """
    if kind == Intervention.InterventionType.ASSIGNMENT:
        check_may_assign(by, [preview.student for preview in previews])
    group = GroupAction.objects.create(
        teacher=by, classroom=classroom, kind=kind, details=details or {}
    )
    GroupActionItem.objects.bulk_create(
        GroupActionItem(group=group, student=preview.student, content=preview.content)
        for preview in previews
    )
    carry_out_later.enqueue(group.pk)
    return group


def carry_out_a_handful(group_id: int) -> None:
    """Does it at once where that is quick. What could not be done is left to the worker, which has it in hand anyway."""
    if GroupActionItem.objects.filter(group=group_id).count() > HANDFUL:
        return
    try:
        carry_out(group_id)
    except TRIED_AGAIN:
        logger.warning("group action %s waits for the worker", group_id, exc_info=True)
