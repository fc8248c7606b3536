"""Send Message: a text ready to send, brought up to date while it is composed, and sending it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import trigger_client_event

from alpha.accounts.idempotency import Answer, with_idempotency
from alpha.accounts.models import User
from alpha.htmx import HtmxRequest
from alpha.learning.models import Student
from interventions.actions.message import clean_message
from interventions.drafts import draft_message
from interventions.errors import Invalid
from interventions.forms.message import MessageForm
from interventions.selectors import templates_for
from interventions.services import InterventionService
from interventions.views.actions.frame import ROUTE, Done, acting, address_of, show, succeed

KIND = "message"
SENT = "Message sent successfully!"


def context(request: HtmxRequest, student: Student) -> dict[str, object]:
    return form_context(request, student, drafted_form(request, student))


def post(request: HtmxRequest, student: Student) -> HttpResponse:
    return preview(request, student) if "preview" in request.POST else send(request, student)


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
    context = form_context(request, student, form)
    if not request.htmx:
        return show(request, student, KIND, context)
    piece = "checked" if changed == "text" else "draft"
    response = render(
        request, f"interventions/_send_message.html#{piece}", context | {"piece": piece}
    )
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
    done = Done(SENT, f"{student.name} will find it in the inbox.", text=form.final_text)
    return succeed(request, student, done, answer)


def refuse(request: HtmxRequest, student: Student, form: MessageForm) -> HttpResponse:
    return show(request, student, KIND, form_context(request, student, form), refused=True)


def form_context(request: HtmxRequest, student: Student, form: MessageForm) -> dict[str, object]:
    """`problem`: why the text could not be sent as it is now, unless the form says so itself."""
    problem = "" if form.is_bound else problem_with(form.final_text, student, acting(request))
    return {
        "student": student,
        "form": form,
        "address": address_of(student, KIND),
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
