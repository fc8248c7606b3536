"""What became of an action on several students: who got what, who got nothing and why, and taking it back."""

import math
from collections import Counter
from datetime import datetime
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from alpha.accounts.forms import OneTimeForm
from alpha.accounts.idempotency import Answer, with_idempotency
from alpha.htmx import HtmxRequest
from interventions.access import find_group_action
from interventions.groups.carrying_out import take_all_back
from interventions.models import GroupAction, GroupActionItem, Intervention
from interventions.selectors import items_of
from interventions.views.actions.frame import acting

UNDO_ROUTE = "interventions:undo_group"
Status = GroupActionItem.Status
Kind = Intervention.InterventionType
HEADINGS = {
    Kind.MESSAGE: "Messages",
    Kind.ASSIGNMENT: "Targeted assignments",
    Kind.MEETING: "Meeting",
    Kind.PARENT_NOTIFICATION: "Letters to families",
}
# What is said of one student, and of more.
DONE = {
    Kind.MESSAGE: ("1 message sent", "{} messages sent"),
    Kind.ASSIGNMENT: ("1 assignment created", "{} assignments created"),
    Kind.MEETING: ("Meeting scheduled with 1 student", "Meeting scheduled with {} students"),
    Kind.PARENT_NOTIFICATION: ("1 family written to", "{} families written to"),
}
ON_ITS_WAY = ("1 message on its way", "{} messages on their way")
COUNTED_SECONDS = 60


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def group_result(request: HtmxRequest, group_id: int) -> HttpResponse:
    """The page, or while it is under way its list alone."""
    group = find_group_action(acting(request), group_id)
    context = context_of(request, group)
    piece = "#progress" if request.htmx and request.htmx.target == "group-progress" else ""
    return render(request, f"interventions/group_result.html{piece}", context)


@require_POST
def undo_group(request: HtmxRequest, group_id: int) -> HttpResponse:
    user = acting(request)
    group = find_group_action(user, group_id)

    def effect() -> Answer:
        take_all_back(group, by=user)
        return Answer(200, location=reverse("interventions:group_result", args=[group.pk]))

    answer = with_idempotency(request, UNDO_ROUTE, effect)
    if answer.status == 422:
        raise BadRequest(answer.body)
    return redirect(answer.location)


def context_of(request: HtmxRequest, group: GroupAction) -> dict[str, Any]:
    items = items_of(group, acting(request))
    waiting = [item for item in items if item.status == Status.WAITING]
    taken_back = [item for item in items if item.is_taken_back]
    leaving = [moment for moment in map(leaves_at, items) if moment]
    counts = Counter(item.status for item in items if not item.is_taken_back)
    return {
        "group": group,
        "heading": HEADINGS[Kind(group.kind)],
        "items": items,
        "waiting": len(waiting),
        "ended": len(items) - len(waiting),
        "said": said(Kind(group.kind), counts, len(taken_back), is_on_its_way=bool(leaving)),
        "can_undo": bool(waiting or leaving),
        "leaves_in": seconds_until(max(leaving)) if leaving else 0,
        "undo_form": OneTimeForm(auto_id=False),
    }


def said(kind: Kind, counts: Counter[str], taken_back: int, *, is_on_its_way: bool) -> str:
    """ "3 messages sent, 1 not done, 2 taken back"."""
    one, more = ON_ITS_WAY if is_on_its_way else DONE[kind]
    done, failed = counts[Status.DONE], counts[Status.FAILED]
    parts = [one if done == 1 else more.format(done)] if done else []
    parts += [f"{failed} not done"] if failed else []
    parts += [f"{taken_back} taken back"] if taken_back else []
    return ", ".join(parts) or "Nobody got anything"


def leaves_at(item: GroupActionItem) -> datetime | None:
    """When the student gets a message that can still be taken back."""
    message = item.intervention.message if item.intervention else None
    return message.sent_at if message and not message.is_released else None


def seconds_until(moment: datetime) -> int:
    """0 where it is not a matter of seconds."""
    left = math.ceil((moment - timezone.now()).total_seconds()) + 1
    return left if left <= COUNTED_SECONDS else 0
