"""Closing an intervention, opening it again, and putting its review off; how every step of its life is taken.

The first two are a dialog, or a page for those without scripts, under one address. The accuracy then and now is shown
when the stars have been given, not before: it would choose them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import trigger_client_event

from alpha.accounts.forms import OneTimeForm
from alpha.accounts.idempotency import Answer, with_idempotency
from alpha.accounts.models import User
from alpha.htmx import HtmxRequest
from interventions import tracking
from interventions.access import find_intervention, find_intervention_to_change
from interventions.baseline import last_30_days_now
from interventions.errors import Conflict, Invalid
from interventions.forms.resolution import PostponeForm, ReopenForm, ResolveForm
from interventions.measured_change import changes_of
from interventions.models import Intervention


@dataclass(frozen=True, slots=True)
class Step:
    """A step in the life of an intervention; `act` takes it with what the form holds.

    `form` makes its form for an intervention, for who takes the step, with what was sent or None. Every step but opening again needs one that
    is open.
    """

    name: str
    form: Callable[[Intervention, User, QueryDict | None], OneTimeForm]
    act: Callable[..., Intervention]
    said: str

    @property
    def route(self) -> str:
        return f"interventions:{self.name}"

    def is_taken(self, intervention: Intervention) -> bool:
        return bool(intervention.is_resolved) == (self.name != "reopen")


RESOLVE = Step(
    "resolve",
    lambda intervention, user, data: ResolveForm(
        data, alert=tracking.alert_to_resolve(intervention, user)
    ),
    tracking.resolve,
    "Intervention marked as resolved",
)
REOPEN = Step(
    "reopen", lambda _, __, data: ReopenForm(data), tracking.reopen, "Intervention opened again"
)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request", "HX-Target")
def resolve(request: HtmxRequest, intervention_id: int) -> HttpResponse:
    return take_step(request, intervention_id, RESOLVE)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request", "HX-Target")
def reopen(request: HtmxRequest, intervention_id: int) -> HttpResponse:
    return take_step(request, intervention_id, REOPEN)


@require_POST
@vary_on_headers("HX-Request")
def postpone(request: HtmxRequest, intervention_id: int) -> HttpResponse:
    user = acting(request)
    intervention = find_intervention_to_change(user, intervention_id)
    form = PostponeForm(request.POST)
    if not form.is_valid():
        problem = " ".join(str(text) for errors in form.errors.values() for text in errors)
        return say(request, intervention, "error", problem, status=422)

    def effect() -> Answer:
        review = tracking.postpone(intervention, by=user, days=form.cleaned_data["days"])
        said = f"Review moved to {date_format(review, 'l, F j')}."
        return Answer(200, location=way_back(request, intervention), body=said)

    try:
        answer = with_idempotency(request, "interventions:postpone", effect)
    except Conflict as conflict:
        return say(request, intervention, "warning", str(conflict), status=409)
    kind = "error" if answer.status == 422 else "success"
    return say(request, intervention, kind, answer.body, status=answer.status)


def take_step(request: HtmxRequest, intervention_id: int, step: Step) -> HttpResponse:
    user = acting(request)
    intervention = find_intervention_to_change(user, intervention_id)
    if request.method != "POST":
        if step.is_taken(intervention):
            return show(request, intervention, "settled")
        return show(request, intervention, step.name, {"form": step.form(intervention, user, None)})
    form = step.form(intervention, user, request.POST)
    if not form.is_valid():
        return refuse(request, intervention, step, form)

    def effect() -> Answer:
        typed = {name: form.cleaned_data[name] for name in form.fields if name != "idempotency_key"}
        step.act(intervention, by=user, **typed)
        return Answer(200, location=way_back(request, intervention))

    try:
        answer = with_idempotency(request, step.route, effect)
    except Invalid as invalid:
        form.add_error(invalid.field if invalid.field in form.fields else None, invalid.message)
        return refuse(request, intervention, step, form)
    except Conflict:
        return show(request, find_intervention(user, intervention_id), "settled", status=409)
    if answer.status == 422:
        form.add_error(None, answer.body)
        return refuse(request, intervention, step, form)
    return succeed(request, find_intervention(user, intervention_id), step, answer)


def show(
    request: HtmxRequest,
    intervention: Intervention,
    name: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """A page or dialog about one intervention, its body alone where the dialog is open already."""
    whole = {"intervention": intervention, "student": intervention.student, **(context or {})}
    piece = "#body" if request.htmx and request.htmx.target == "modal-body" else ""
    return render(request, f"interventions/{name}.html{piece}", whole, status=status)


def refuse(
    request: HtmxRequest, intervention: Intervention, step: Step, form: OneTimeForm
) -> HttpResponse:
    status = 422 if request.htmx else 200
    return show(request, intervention, step.name, {"form": form}, status=status)


def succeed(
    request: HtmxRequest, intervention: Intervention, step: Step, answer: Answer
) -> HttpResponse:
    """The same for a repeated click, except that nothing has changed then."""
    if not request.htmx:
        messages.success(request, step.said)
        return redirect(answer.location)
    context = {"said": step.said, "intervention": intervention, "now": None}
    if intervention.is_resolved:
        context |= {
            "now": last_30_days_now(intervention.student),
            "measured": changes_of([intervention]),
        }
    response = render(request, "interventions/_step_done.html", context)
    return response if answer.is_replay else trigger_client_event(response, "interventionChanged")


def say(
    request: HtmxRequest, intervention: Intervention, kind: str, text: str, *, status: int
) -> HttpResponse:
    """A note on the page that asked, whose list is brought up to date."""
    if not request.htmx:
        messages.add_message(request, getattr(messages, kind.upper()), text)
        return redirect(way_back(request, intervention))
    context = {"kind": kind, "text": text}
    response = render(request, "interventions/_said.html", context, status=status)
    return trigger_client_event(response, "interventionChanged")


def acting(request: HtmxRequest) -> User:
    return cast("User", request.user)


def way_back(request: HtmxRequest, intervention: Intervention) -> str:
    """Where a plain form leads: the page it was opened from, as its address names it, or else the history."""
    match request.GET.get("from"):
        case "overview":
            return reverse("interventions:overview")
        case "follow-ups":
            return reverse("interventions:follow_ups")
        case "intervention":
            return reverse("interventions:intervention", args=[intervention.pk])
    history = reverse("interventions:history", args=[intervention.student_id])
    return f"{history}#intervention-{intervention.pk}"
