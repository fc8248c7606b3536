"""The frame of Take Action: whom it is about, what is in hand already, and the kinds of action beside each other.

It is a dialog, or a page for those without scripts, under one address; `?action=` names the kind, `?alert=` the alert
that the action answers. Within the open dialog a choice of another kind, or a form that comes back, replaces the body
alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django_htmx.http import trigger_client_event

from alpha.accounts.idempotency import Answer
from alpha.accounts.models import Role, User
from alpha.htmx import HtmxRequest
from alpha.learning.models import Student
from analytics import alert_words
from analytics.access import alerts_visible_to
from analytics.models import Alert
from interventions import follow_up, selectors
from interventions.errors import Conflict, Invalid
from interventions.forms.goal import GoalFields
from interventions.in_hand import in_hand
from interventions.models import Intervention, ParentNotification, TeacherMessage
from interventions.situation import situation_of

ROUTE = "interventions:take_action"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of action: the words on its tab, the template of its form, and whether leaders may take it."""

    label: str
    form_template: str
    for_leaders: bool = True


KINDS = {
    "message": Kind("Send Message", "interventions/_send_message.html"),
    "assignment": Kind(
        "Create Targeted Assignment", "interventions/_create_assignment.html", for_leaders=False
    ),
    "meeting": Kind("Schedule Meeting", "interventions/_schedule_meeting.html"),
    "parent": Kind("Notify Parent", "interventions/_notify_parent.html"),
}
FIRST_KIND = "message"


@dataclass(frozen=True, slots=True)
class Done:
    """What the dialog says when the action is done: `said` in the request's words, `detail` what happens next.

    `text`: what somebody else will read, where there is such a text. `message`: one that can be taken back until it is
    released, which then takes the place of `detail`. `letters`: those to the family, with their states.
    """

    said: str
    detail: str
    text: str = ""
    message: TeacherMessage | None = None
    letters: Sequence[ParentNotification] = ()


def acting(request: HtmxRequest) -> User:
    return cast("User", request.user)


def kinds_for(user: User) -> dict[str, Kind]:
    """The kinds of action somebody may take on students she may help."""
    if user.role != Role.LEADER:
        return KINDS
    return {name: kind for name, kind in KINDS.items() if kind.for_leaders}


def address_of(request: HtmxRequest, student: Student, kind: str) -> str:
    """Where a kind of action has its form; the alert of this request comes along."""
    alert_id = request.GET.get("alert", "")
    query = None if kind == FIRST_KIND else {"action": kind}
    if is_id(alert_id):
        query = {"action": kind, "alert": alert_id}
    return reverse(ROUTE, args=[student.pk], query=query)


def alert_in(request: HtmxRequest, student: Student) -> Alert | None:
    """The alert that the action answers; None where the address names none of this student."""
    alert_id = request.GET.get("alert", "")
    if not is_id(alert_id):
        return None
    own = alerts_visible_to(acting(request)).filter(student=student)
    return own.select_related("skill", "assignment").filter(pk=alert_id).first()


def is_id(text: str) -> bool:
    # No database takes a number of more digits for an id.
    return text.isascii() and text.isdigit() and len(text) < 19


def why(alert: Alert | None) -> str:
    """The sentence of the alert, for the head of the dialog."""
    if alert is None:
        return ""
    about = alert_words.About(
        skill=alert.skill.name if alert.skill else "",
        assignment=alert.assignment.title if alert.assignment else "",
    )
    return f"{alert.get_kind_display()}: {alert_words.sentence(alert.kind, alert.evidence, about)}"


def with_query(address: str, query: str) -> str:
    if not query:
        return address
    return f"{address}{'&' if '?' in address else '?'}{query}"


def show(
    request: HtmxRequest,
    student: Student,
    kind: str,
    context: Mapping[str, Any],
    *,
    refused: bool = False,
) -> HttpResponse:
    """The form of one kind of action within the frame; `refused`: it comes back with what was typed."""
    address = address_of(request, student, kind)
    # Only the header shows where the student stands; a form that needs it too hands in what it has read.
    situation = SimpleLazyObject(partial(situation_of, student, viewer=acting(request)))
    whole: dict[str, Any] = {"student": student, "address": address, "situation": situation}
    whole |= {
        "goal": goal_fields(request, student, refused=refused),
        "earlier": earlier_help(student, named_earlier(request)),
    }
    whole |= context
    whole |= {
        "tabs": tabs(request, student, kind, whole["earlier"]),
        "form_template": KINDS[kind].form_template,
    }
    if request.htmx and request.htmx.target == "modal-body":
        status = 422 if refused else 200
        return render(request, "interventions/take_action.html#body", whole, status=status)
    whole |= {"in_hand": in_hand(student), "why": why(alert_in(request, student))}
    status = 422 if refused and request.htmx else 200
    return render(request, "interventions/take_action.html", whole, status=status)


def succeed(request: HtmxRequest, student: Student, done: Done, answer: Answer) -> HttpResponse:
    """The same for a repeated click, except that nothing has changed then."""
    if not request.htmx:
        messages.success(request, done.said)
        return redirect(answer.location)
    response = say_done(request, student, done)
    return response if answer.is_replay else tell_page(request, response)


def tell_page(request: HtmxRequest, response: HttpResponse) -> HttpResponse:
    """Let the page behind the dialog know that something changed, and its card of the alert, if there is one."""
    trigger_client_event(response, "interventionChanged")
    alert_id = request.GET.get("alert", "")
    return (
        trigger_client_event(response, f"alertChanged{alert_id}") if is_id(alert_id) else response
    )


def say_done(
    request: HtmxRequest, student: Student, done: Done, *, status: int = 200
) -> HttpResponse:
    """The body of the dialog after an action."""
    context = {
        "student": student,
        "done": done,
        "history_url": reverse("interventions:history", args=[student.pk]),
        "tabs": tabs(request, student, ""),
    }
    return render(request, "interventions/_action_done.html", context, status=status)


def goal_fields(request: HtmxRequest, student: Student, *, refused: bool) -> GoalFields:
    """The goal beside the action, with what was typed; it complains only where the whole form does."""
    names = ("goal_percent", "review_on", "instead_of")
    if refused:
        return GoalFields(request.POST, school=student.school)
    typed = request.POST if request.method == "POST" else request.GET
    given = {name: typed[name] for name in names if name in typed}
    return GoalFields(initial=given, school=student.school)


def keep_plan(request: HtmxRequest, student: Student, made: Iterable[Intervention]) -> None:
    """Gives what was just done the goal and review typed beside it, and links the help it takes the place of.

    Within the transaction of the action: raises Invalid, and then nothing was done.
    """
    form = GoalFields(request.POST, school=student.school)
    if not form.is_valid():
        field, problems = next(iter(form.errors.items()))
        raise Invalid(field, str(problems[0]))
    interventions, typed = list(made), form.cleaned_data
    if typed["goal_percent"] is not None or typed["review_on"] is not None:
        follow_up.plan(
            interventions, goal_percent=typed["goal_percent"], review_on=typed["review_on"]
        )
    if typed["instead_of"] is not None:
        earlier = earlier_help(student, typed["instead_of"])
        if earlier is None:
            raise Invalid("instead_of", follow_up.NOT_OPEN)
        own = next(row for row in interventions if row.student_id == student.pk)
        try:
            follow_up.change_to(earlier, by=acting(request), new=own)
        except Conflict:
            # Closed by somebody at this very moment.
            raise Invalid("instead_of", follow_up.NOT_OPEN) from None


def named_earlier(request: HtmxRequest) -> int | None:
    """The id of help to be changed, where the form or the address names one."""
    named = request.POST.get("instead_of") or request.GET.get("instead_of") or ""
    return int(named) if is_id(named) else None


def earlier_help(student: Student, intervention_id: int | None) -> Intervention | None:
    """The student's open help that something else shall take the place of."""
    if intervention_id is None:
        return None
    return selectors.open_for(student).filter(pk=intervention_id).first()


def tabs(
    request: HtmxRequest, student: Student, current: str, earlier: Intervention | None = None
) -> list[dict[str, object]]:
    """The kinds of action as links, each {name, label, link, is_current}; they keep the help that is to be changed."""
    kept = "" if earlier is None else f"instead_of={earlier.pk}"
    return [
        {
            "name": name,
            "label": kind.label,
            "link": with_query(address_of(request, student, name), kept),
            "is_current": name == current,
        }
        for name, kind in kinds_for(acting(request)).items()
    ]
