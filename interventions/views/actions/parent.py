"""Notify Parent: a letter in the family's languages, what will happen to it said before, and sending it."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import trigger_client_event

from alpha.accounts.idempotency import Answer, with_idempotency
from alpha.accounts.models import User
from alpha.htmx import HtmxRequest
from alpha.learning.models import Student
from interventions.actions.parent_notice import clean_letter, notify_parent
from interventions.errors import Invalid
from interventions.forms.parent import NotifyParentForm, field_of
from interventions.languages import ENGLISH, direction
from interventions.letters import Desk, draft_letters, open_desk, whole_letter
from interventions.selectors import letters_of
from interventions.views.actions.frame import (
    ROUTE,
    Done,
    acting,
    address_of,
    alert_in,
    keep_plan,
    show,
    succeed,
)

KIND = "parent"
ON_ITS_WAY = "The letter is on its way."
TO_PRINT = "The letter is written."
NO_MAIL = "No mail can be sent, so please print it and hand it over."


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole letter as one person will read it."""

    language: str
    name: str
    text: str

    @property
    def direction(self) -> str:
        return direction(self.language)


def context(request: HtmxRequest, student: Student) -> dict[str, object]:
    desk = open_desk(student, at=timezone.now())
    return form_context(request, student, drafted_form(request, desk))


def post(request: HtmxRequest, student: Student) -> HttpResponse:
    return preview(request, student) if "preview" in request.POST else send(request, student)


def drafted_form(
    request: HtmxRequest, desk: Desk, *, keep: NotifyParentForm | None = None
) -> NotifyParentForm:
    """A form with the letters ready to send; `keep` is what was chosen so far."""
    drafts = draft_letters(desk, by=acting(request))
    initial: dict[str, object] = {
        "topic": desk.topic,
        "guardians": [one.guardian.pk for one in desk.reached],
        "include_summary": True,
    }
    if keep is not None:
        initial |= {name: keep[name].value() for name in ("guardians", "include_summary")}
    texts = {field_of(language): text for language, text in drafts.items()}
    return NotifyParentForm(initial=initial | texts, desk=desk)


def typed_form(request: HtmxRequest, student: Student) -> NotifyParentForm:
    desk = open_desk(student, at=timezone.now(), topic=request.POST.get("topic", ""))
    return NotifyParentForm(request.POST, desk=desk)


def preview(request: HtmxRequest, student: Student) -> HttpResponse:
    """`preview` names what was changed: topic or text."""
    typed = typed_form(request, student)
    changed = request.POST["preview"]
    form = typed.again()
    if changed == "topic" and typed.desk.topic:
        form = drafted_form(request, typed.desk, keep=typed)
    context = form_context(request, student, form)
    if not request.htmx:
        return show(request, student, KIND, context)
    piece = "letters" if changed == "topic" else "final"
    response = render(request, f"interventions/_notify_parent.html#{piece}", context)
    if piece == "letters":
        # The final letters ask again, with whatever was changed while the texts were on their way.
        trigger_client_event(response, "lettersChanged", after="swap")
    return response


def send(request: HtmxRequest, student: Student) -> HttpResponse:
    user = acting(request)
    form = typed_form(request, student)
    if not form.is_valid():
        return refuse(request, student, form)
    texts = form.texts

    def effect() -> Answer:
        intervention = notify_parent(
            student,
            by=user,
            message=texts.get(ENGLISH, ""),
            texts=texts,
            include_summary=form.cleaned_data["include_summary"],
            guardian_ids=form.cleaned_data["guardians"],
            topic=form.cleaned_data["topic"],
            alert=alert_in(request, student),
        )
        keep_plan(request, student, [intervention])
        location = reverse("interventions:history", args=[student.pk])
        return Answer(201, location=location, body=str(intervention.pk))

    try:
        answer = with_idempotency(request, ROUTE, effect)
    except Invalid as invalid:
        form.add_error(invalid.field if invalid.field in form.fields else None, invalid.message)
        return refuse(request, student, form)
    if answer.status == 422:
        form.add_error(None, answer.body)
        return refuse(request, student, form)
    return succeed(request, student, done(student, int(answer.body)), answer)


def refuse(request: HtmxRequest, student: Student, form: NotifyParentForm) -> HttpResponse:
    return show(request, student, KIND, form_context(request, student, form), refused=True)


def form_context(
    request: HtmxRequest, student: Student, form: NotifyParentForm
) -> dict[str, object]:
    """`problems`: why the texts could not be sent as they are now, unless the form says so itself."""
    previews, problems = final_letters(form, acting(request))
    return {
        "student": student,
        "form": form,
        "desk": form.desk,
        "address": address_of(request, student, KIND),
        "previews": previews,
        "problems": [] if form.is_bound else problems,
    }


def final_letters(form: NotifyParentForm, user: User) -> tuple[list[Preview], list[str]]:
    """What would be sent if the form were sent as it is, and what keeps it from being sent.

    An empty text is no problem yet: somebody is about to write it.
    """
    desk, previews, problems = form.desk, [], []
    with_summary = bool(form["include_summary"].value())
    for language, typed in form.texts.items():
        text = typed
        literals: tuple[str, ...] = ()
        try:
            text, literals = clean_letter(
                typed, language, student=desk.student, by=user, summary=desk.summary
            )
        except Invalid as invalid:
            problems += [invalid.message] if typed.strip() else []
        name = desk.names[language][0]
        whole = whole_letter(
            text,
            name=name,
            student=desk.student,
            summary=desk.summary if with_summary else None,
            language=language,
            literals=literals,
        )
        previews.append(Preview(language, name, whole))
    return previews, problems


def done(student: Student, intervention_id: int) -> Done:
    """What the teacher is told: how things stand with each letter, in the outbox's words."""
    letters = list(letters_of(student).filter(intervention=intervention_id))
    if any(letter.email_id for letter in letters):
        return Done(ON_ITS_WAY, "", letters=letters)
    return Done(TO_PRINT, NO_MAIL, letters=letters)
