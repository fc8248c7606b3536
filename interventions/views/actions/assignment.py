"""Create Targeted Assignment: practice that is filled in already, following the chosen skills, and giving it."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from alpha.accounts.idempotency import Answer, with_idempotency
from alpha.accounts.selectors import next_school_day
from alpha.htmx import HtmxRequest
from alpha.learning.models import Student
from interventions.assignment_draft import AssignmentDraft, draft_assignment
from interventions.errors import Invalid
from interventions.forms.assignment import (
    AssignmentForm,
    drafted_values,
    followed_values,
    ids_in,
)
from interventions.services import InterventionService
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

KIND = "assignment"
TEMPLATE = "interventions/_create_assignment.html"
# What the service calls the fields of the form.
FIELDS = {"skill_ids": "skills", "due_at": "due_on"}


def context(request: HtmxRequest, student: Student) -> dict[str, Any]:
    alert = alert_in(request, student)
    stuck_on = [alert.skill_id] if alert and alert.skill_id else None
    draft = draft_assignment(student, at=timezone.now(), chosen=stuck_on)
    form = unbound_form(student, draft, drafted_values(draft, student.school))
    return form_context(request, student, draft, form)


def unbound_form(
    student: Student, draft: AssignmentDraft, values: dict[str, Any]
) -> AssignmentForm:
    """It complains of nothing yet."""
    return AssignmentForm(school=student.school, offered=draft.offered, initial=values)


def post(request: HtmxRequest, student: Student) -> HttpResponse:
    chosen = ids_in(request.POST.getlist("skills"))
    draft = draft_assignment(student, at=timezone.now(), chosen=chosen)
    if "preview" in request.POST:
        return preview(request, student, draft)
    return create(request, student, draft)


def preview(request: HtmxRequest, student: Student, draft: AssignmentDraft) -> HttpResponse:
    """`preview` names what was done: skills, due, or next_day, the offer of a school day."""
    values = followed_values(request.POST, draft)
    form = unbound_form(student, draft, values)
    if request.POST["preview"] == "next_day" and form.due_day is not None:
        open_on = next_school_day(student.school, form.due_day)
        form = unbound_form(student, draft, values | {"due_on": open_on})
        # The button that was pressed is gone with the day it spoke of.
        form.fields["due_on"].widget.attrs["autofocus"] = True
    context = form_context(request, student, draft, form)
    if not request.htmx:
        return show(request, student, KIND, context)
    piece = "due" if request.POST["preview"] == "next_day" else "suggestions"
    return render(request, f"{TEMPLATE}#{piece}", context | {"piece": piece})


def create(request: HtmxRequest, student: Student, draft: AssignmentDraft) -> HttpResponse:
    user = acting(request)
    form = AssignmentForm(request.POST, school=student.school, offered=draft.offered)
    if not form.is_valid():
        return refuse(request, student, draft, form)
    typed = form.cleaned_data
    closed_on = day_without_school(student, form)
    if closed_on and request.POST.get("asked_about") != closed_on.isoformat():
        # Once, so that it is no slip of the hand; who says so again means it.
        return refuse(request, student, draft, form)

    def effect() -> Answer:
        made = InterventionService(user).create_targeted_assignment(
            student.pk,
            title=typed["title"],
            skill_ids=typed["skills"],
            question_count=typed["question_count"],
            difficulty=typed["difficulty"],
            due_at=typed["due_at"],
            alert=alert_in(request, student),
        )
        keep_plan(request, student, [made])
        return Answer(201, location=reverse("interventions:history", args=[student.pk]))

    try:
        answer = with_idempotency(request, ROUTE, effect)
    except Invalid as invalid:
        field = FIELDS.get(invalid.field, invalid.field)
        form.add_error(field if field in form.fields else None, invalid.message)
        return refuse(request, student, draft, form)
    if answer.status == 422:
        form.add_error(None, answer.body)
        return refuse(request, student, draft, form)
    done = Done(
        f"Assignment created and given to {student.name}",
        "It is in the student's list of work now, and a notice in the inbox leads to it.",
    )
    return succeed(request, student, done, answer)


def refuse(
    request: HtmxRequest, student: Student, draft: AssignmentDraft, form: AssignmentForm
) -> HttpResponse:
    context = form_context(request, student, draft, form)
    return show(request, student, KIND, context, refused=True)


def form_context(
    request: HtmxRequest, student: Student, draft: AssignmentDraft, form: AssignmentForm
) -> dict[str, Any]:
    """`closed_on`: the date in the form where it is no school day; `open_on`: the next one that is."""
    closed_on = day_without_school(student, form)
    return {
        "student": student,
        "form": form,
        "draft": draft,
        "address": address_of(request, student, KIND),
        "closed_on": closed_on,
        "open_on": closed_on and next_school_day(student.school, closed_on),
    }


def day_without_school(student: Student, form: AssignmentForm) -> date | None:
    day = form.due_day
    if day is None or next_school_day(student.school, day) == day:
        return None
    return day
