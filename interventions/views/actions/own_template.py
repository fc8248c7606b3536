"""Saving the text of a message as a template of one's own, without leaving the message."""

import re

from alpha.accounts.idempotency import Answer, with_idempotency
from alpha.htmx import HtmxRequest
from interventions.errors import Invalid
from interventions.forms.message import MessageForm
from interventions.forms.templates import OwnTemplateForm
from interventions.template_library import DEFAULT_LANGUAGE, save_own_template
from interventions.templates_text import unfill, variables_of
from interventions.views.actions.composing import Desk

# Its fields stand within the form of the message.
PREFIX = "own"


def proposed(desk: Desk, typed: MessageForm) -> OwnTemplateForm:
    """The message as a template, to be looked at before it is saved.

    The student's name becomes {student_name} again, and so do the values that the chosen template had filled in.
    """
    template = typed.typed.get("template")
    names = variables_of(template.content) if template else []
    values = desk.values if names else {"student_name": desk.student.name}
    initial = {
        "category": typed["category"].value(),
        "language": template.language if template else DEFAULT_LANGUAGE,
        "content": unfill(typed.final_text, values, ["student_name", *names]),
    }
    form = OwnTemplateForm(owner=desk.user, prefix=PREFIX, initial=initial)
    form.fields["title"].widget.attrs["autofocus"] = True
    return form


def kept(request: HtmxRequest, desk: Desk) -> dict[str, OwnTemplateForm]:
    """What was typed for a template so far, as context for a form that is drawn again; nothing where none was begun."""
    fields = ("idempotency_key", "category", "title", "language", "content")
    typed = {name: request.POST.get(f"{PREFIX}-{name}") for name in fields}
    if typed["content"] is None:
        return {}
    return {"own": OwnTemplateForm(owner=desk.user, prefix=PREFIX, initial=typed)}


def name_left_in(text: str, desk: Desk) -> str:
    """A part of the student's name that a template should not hold, if one is still in the text."""
    student = desk.student
    parts = {student.given_name, student.family_name, *student.name.split()}
    found = (part for part in sorted(parts) if len(part) > 1 and not part.isdecimal())
    return next((part for part in found if re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text)), "")


def saved(request: HtmxRequest, form: OwnTemplateForm) -> str:
    """The title under which the template is saved now; empty where the form says what is wrong with it."""
    if not form.is_valid():
        return ""

    def effect() -> Answer:
        return Answer(201, body=save_own_template(form.save(commit=False)).title)

    try:
        answer = with_idempotency(request, "interventions:edit_template", effect, prefix=PREFIX)
    except Invalid as invalid:
        form.add_error(invalid.field, invalid.message)
        return ""
    if answer.status == 422:
        form.add_error(None, answer.body)
        return ""
    return answer.body
