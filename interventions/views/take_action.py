"""Take Action: the modal (or page) with everything filled in, and sending from it.

A POST sends, unless a preview is asked for: then the form comes back with its templates, text or final message brought
up to date, and nothing is written. Previews are POSTs so that no words about a student stand in an address.
"""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import trigger_client_event

from alpha.accounts.idempotency import Answer, with_idempotency
from alpha.accounts.models import User
from alpha.htmx import HtmxRequest
from alpha.learning.access import find_student_to_help
from alpha.learning.models import Student
from interventions.actions.message import clean_message
from interventions.drafts import draft_message, situation_of
from interventions.errors import Invalid
from interventions.forms import MessageForm
from interventions.selectors import open_for, templates_for
from interventions.services import InterventionService

ROUTE = "interventions:take_action"
SENT = "Message sent successfully!"
MOST_SHOWN_OPEN = 3


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def take_action(request: HtmxRequest, student_id: int) -> HttpResponse:
    student = find_student_to_help(acting(request), student_id)
    if request.method != "POST":
        return show(request, student, drafted_form(request, student))
    if "preview" in request.POST:
        return preview(request, student)
    return send(request, student)


def acting(request: HtmxRequest) -> User:
    return cast("User", request.user)


def drafted_form(
    request: HtmxRequest, student: Student, *, keep: MessageForm | None = None, changed: str = ""
) -> MessageForm:
    """A form with a message ready to send; `keep` is what was typed so far, `changed` the choice just made."""
    user = acting(request)
    templates = templates_for(user)
    typed = keep.typed if keep else {}
    draft = draft_message(
        student,
        by=user,
        templates=templates,
        category=typed.get("category", ""),
        template=typed.get("template") if changed == "template" else None,
    )
    drafted = {"category": draft.category, "template": draft.template, "message": draft.message}
    return MessageForm(initial=typed | drafted, templates=templates)


def preview(request: HtmxRequest, student: Student) -> HttpResponse:
    """`preview` names what was changed: category, template or text."""
    changed = request.POST["preview"]
    typed = MessageForm(request.POST, templates=templates_for(acting(request)))
    form = typed.again()
    own_words = changed == "template" and not typed.typed.get("template")
    if changed != "text" and not own_words:
        form = drafted_form(request, student, keep=typed, changed=changed)
    if not request.htmx:
        return show(request, student, form)
    piece = "checked" if changed == "text" else "draft"
    context = form_context(request, student, form) | {"piece": piece}
    response = render(request, f"interventions/_send_message.html#{piece}", context)
    if piece == "draft":
        # The final message asks again, with whatever was added while the draft was on its way.
        trigger_client_event(response, "draftChanged", after="swap")
    return response


def send(request: HtmxRequest, student: Student) -> HttpResponse:
    user = acting(request)
    form = MessageForm(request.POST, templates=templates_for(user))
    if not form.is_valid():
        return refuse(request, student, form)
    template = form.cleaned_data["template"]

    def effect() -> Answer:
        InterventionService(user).send_message(
            student.pk, form.final_text, template.pk if template else None
        )
        return Answer(201, location=reverse("interventions:history", args=[student.pk]))

    try:
        answer = with_idempotency(request, ROUTE, effect)
    except Invalid as invalid:
        form.add_error(invalid.field if invalid.field in form.fields else None, invalid.message)
        return refuse(request, student, form)
    if answer.status == 422:
        form.add_error(None, answer.body)
        return refuse(request, student, form)
    return succeed(request, student, form.final_text, answer)


def succeed(request: HtmxRequest, student: Student, text: str, answer: Answer) -> HttpResponse:
    """The same for a repeated click, except that nothing has changed then."""
    if not request.htmx:
        messages.success(request, SENT)
        return redirect(answer.location)
    response = render(
        request,
        "interventions/_message_sent.html",
        {"student": student, "text": text, "sent": SENT, "history_url": answer.location},
    )
    return response if answer.is_replay else trigger_client_event(response, "interventionChanged")


def refuse(request: HtmxRequest, student: Student, form: MessageForm) -> HttpResponse:
    if not request.htmx:
        return show(request, student, form)
    context = form_context(request, student, form)
    return render(request, "interventions/_send_message.html", context, status=422)


def show(request: HtmxRequest, student: Student, form: MessageForm) -> HttpResponse:
    user = acting(request)
    context = form_context(request, student, form) | {
        "situation": situation_of(student, viewer=user),
        "open_interventions": open_for(student)[:MOST_SHOWN_OPEN],
    }
    return render(request, "interventions/take_action.html", context)


def form_context(request: HtmxRequest, student: Student, form: MessageForm) -> dict[str, object]:
    """`problem`: why the text could not be sent as it is now, unless the form says so itself."""
    problem = "" if form.is_bound else problem_with(form.final_text, student, acting(request))
    return {
        "student": student,
        "form": form,
        "address": reverse(ROUTE, args=[student.pk]),
        "problem": problem,
    }


def problem_with(text: str, student: Student, user: User) -> str:
    """An empty text is no problem yet: somebody is about to write it."""
    if not text:
        return ""
    try:
        clean_message(text, student=student, by=user)
    except Invalid as invalid:
        return invalid.message
    return ""
