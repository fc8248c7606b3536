"""Taking back a message that has not left yet: it comes back as a form with its text, and nobody has seen it."""

import json
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from alpha.accounts.idempotency import Answer, with_idempotency
from alpha.htmx import HtmxRequest
from alpha.learning.access import find_student_to_help
from interventions.access import find_message_to_undo
from interventions.actions.message import take_back, undo_time
from interventions.errors import Conflict
from interventions.forms.goal import GoalFields
from interventions.models import TeacherMessage
from interventions.views.actions.composing import KIND, Desk
from interventions.views.actions.frame import (
    Done,
    acting,
    earlier_help,
    say_done,
    show,
    tell_page,
)

ROUTE = "interventions:undo_message"


@require_POST
@vary_on_headers("HX-Request", "HX-Target")
def undo_message(request: HtmxRequest, message_id: int) -> HttpResponse:
    """Every form that undoes one message has the same key, so whichever comes second shows what the first one did."""
    user = acting(request)

    def effect() -> Answer:
        message = find_message_to_undo(user, message_id)
        typed = what_was_typed(message)
        take_back(message, by=user)
        return Answer(200, body=json.dumps(typed))

    try:
        answer = with_idempotency(request, ROUTE, effect)
    except Conflict as conflict:
        return too_late(request, find_message_to_undo(user, message_id), str(conflict))
    if answer.status == 422:
        raise BadRequest(answer.body)
    typed = json.loads(answer.body)
    student = find_student_to_help(user, typed.pop("student"))
    request.GET = with_alert(request.GET, typed.pop("alert", None))
    desk, plan = Desk.of(request, student), typed.pop("plan")
    note = f"Taken back. {desk.student.name} has not seen it; here is your text."
    context = desk.context(desk.form(initial=typed)) | {
        "note": note,
        "goal": GoalFields(initial=plan, school=student.school),
        "earlier": earlier_help(student, plan["instead_of"]),
    }
    response = show(request, student, KIND, context)
    return response if answer.is_replay else tell_page(request, response)


def with_alert(query: QueryDict, alert_id: int | None) -> Any:
    """The address as it was when the message was sent: the alert it answered is the one it is about again."""
    if alert_id is None:
        return query
    named = query.copy()
    named["alert"] = str(alert_id)
    return named


def what_was_typed(message: TeacherMessage) -> dict[str, Any]:
    """The message as the form has it, and whom it was for; the moment only where somebody chose it."""
    template = message.template
    typed: dict[str, Any] = {
        "student": message.student_id,
        "message": message.message,
        "template": template.pk if template else None,
        "category": template.category if template else "",
    }
    record = getattr(message, "intervention", None)
    if record and record.alert_id:
        typed["alert"] = record.alert_id
    typed["plan"] = {
        "goal_percent": record and record.goal_percent,
        "review_on": record.goal_on.isoformat() if record and record.goal_on else None,
        "instead_of": record and record.instead_of_id,
    }
    if record and record.created_at and message.sent_at > record.created_at + undo_time():
        local = message.sent_at.astimezone(message.student.school.zone)
        typed |= {"release_date": f"{local:%Y-%m-%d}", "release_time": f"{local:%H:%M}"}
        typed |= {"release_fold": local.fold} if local.fold else {}
    return typed


def too_late(request: HtmxRequest, message: TeacherMessage, why: str) -> HttpResponse:
    """The message as it stands, and why it stays."""
    if request.htmx:
        done = Done("It stays as it is", why, text=message.message)
        return say_done(request, message.student, done, status=409)
    context = {"message": message, "note": why}
    return render(request, "interventions/message.html", context, status=409)
