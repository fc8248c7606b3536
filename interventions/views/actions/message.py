"""Send Message: a text ready to send, brought up to date while it is composed, and sending it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import trigger_client_event

from alpha.accounts.idempotency import Answer, with_idempotency
from alpha.htmx import HtmxRequest
from alpha.learning.models import Student
from interventions.errors import Invalid
from interventions.forms.message import MessageForm
from interventions.forms.templates import OwnTemplateForm
from interventions.models import MessageTemplate, TeacherMessage
from interventions.selectors import message_written_by
from interventions.services import InterventionService
from interventions.views.actions import own_template
from interventions.views.actions.composing import KIND, Desk
from interventions.views.actions.frame import ROUTE, Done, keep_plan, show, succeed

SENT = "Message sent successfully!"
LATER = "Message scheduled"
TAKEN_BACK = (
    "You took this message back, so it was not sent. Send it now if you still want it to arrive."
)
# What the action calls otherwise than the form does.
FIELD_OF = {"release_at": "release_date"}
SUGGESTED = "suggested-"


def context(request: HtmxRequest, student: Student) -> dict[str, object]:
    desk = Desk.of(request, student)
    return desk.context(desk.drafted_form())


def post(request: HtmxRequest, student: Student) -> HttpResponse:
    desk = Desk.of(request, student)
    if "save_template" in request.POST:
        return save_template(request, desk)
    if request.POST.get("preview") == "own":
        return propose_template(request, desk)
    return preview(request, desk) if "preview" in request.POST else send(request, desk)


def preview(request: HtmxRequest, desk: Desk) -> HttpResponse:
    """`preview` names what was changed: category, template or text; or which suggestion was taken: suggested-<id>."""
    changed = request.POST["preview"]
    form = previewed_form(desk, desk.form(request.POST), changed)
    context = desk.context(form)
    if not request.htmx:
        context |= own_template.kept(request, desk)
        return show(request, desk.student, KIND, context)
    piece = piece_for(changed)
    response = render(
        request, f"interventions/_send_message.html#{piece}", context | {"piece": piece}
    )
    if piece != "checked":
        # The final message asks again, with whatever was added while the draft was on its way.
        trigger_client_event(response, "draftChanged", after="swap")
    return response


def previewed_form(desk: Desk, typed: MessageForm, changed: str) -> MessageForm:
    """What was typed, as a fresh form; with a new draft where another one was chosen."""
    choice = typed.typed
    if changed == "category":
        return desk.drafted_form(keep=typed, category=choice.get("category", ""))
    template = choice.get("template") if changed == "template" else suggestion(desk, changed)
    return desk.drafted_form(keep=typed, template=template) if template else typed.again()


def suggestion(desk: Desk, changed: str) -> MessageTemplate | None:
    """The template of a suggestion taken; None for anything else, or where it is no longer offered."""
    return next((each for each in desk.templates if changed == f"{SUGGESTED}{each.pk}"), None)


def piece_for(changed: str) -> str:
    """The part of the form that a change replaces; a suggestion brings its category too."""
    if changed.startswith(SUGGESTED):
        return "composer"
    return "checked" if changed == "text" else "draft"


def propose_template(request: HtmxRequest, desk: Desk) -> HttpResponse:
    typed = desk.form(request.POST)
    form = own_template.proposed(desk, typed)
    left = own_template.name_left_in(str(form["content"].value()), desk)
    return show_template(request, desk, typed, {"own": form, "name_left": left})


def save_template(request: HtmxRequest, desk: Desk) -> HttpResponse:
    """The message stays as it is, still to be sent."""
    form = OwnTemplateForm(request.POST, owner=desk.user, prefix=own_template.PREFIX)
    title = own_template.saved(request, form)
    context: dict[str, object] = {"saved_title": title} if title else {"own": form}
    return show_template(request, desk, desk.form(request.POST), context, refused=not title)


def show_template(
    request: HtmxRequest,
    desk: Desk,
    typed: MessageForm,
    more: dict[str, object],
    *,
    refused: bool = False,
) -> HttpResponse:
    """The part of the form about it, or the whole form with what was typed."""
    context = desk.context(typed.again()) | more
    if not request.htmx:
        return show(request, desk.student, KIND, context)
    status = 422 if refused else 200
    return render(request, "interventions/_own_template.html", context, status=status)


def send(request: HtmxRequest, desk: Desk) -> HttpResponse:
    student, form = desk.student, desk.form(request.POST)
    if not form.is_valid():
        return refuse(request, desk, form)
    template = form.cleaned_data["template"]

    def effect() -> Answer:
        done = InterventionService(desk.user).send_message(
            student.pk,
            form.final_text,
            template.pk if template else None,
            release_at=form.release_at,
            alert=desk.alert,
        )
        keep_plan(request, student, [done])
        location = reverse("interventions:history", args=[student.pk])
        return Answer(201, location=location, body=str(done.message_id))

    try:
        answer = with_idempotency(request, ROUTE, effect)
    except Invalid as invalid:
        field = FIELD_OF.get(invalid.field, invalid.field)
        form.add_error(field if field in form.fields else None, invalid.message)
        return refuse(request, desk, form)
    if answer.status == 422:
        form.add_error(None, answer.body)
        return refuse(request, desk, form)
    message = message_written_by(desk.user, int(answer.body))
    if message is None:
        return refuse(request, desk, form.fresh(), note=TAKEN_BACK)
    return succeed(request, student, done_with(message, form), answer)


def done_with(message: TeacherMessage, form: MessageForm) -> Done:
    said = LATER if form.release_at and not message.is_released else SENT
    detail = f"{message.student.name} will find it in the inbox."
    return Done(said, detail, text=message.message, message=message)


def refuse(request: HtmxRequest, desk: Desk, form: MessageForm, *, note: str = "") -> HttpResponse:
    context = desk.context(form) | own_template.kept(request, desk) | {"note": note}
    return show(request, desk.student, KIND, context, refused=True)
