"""What becomes of a meeting: it is moved, cancelled or held.

Each is a dialog, or a page for those without scripts, under one address. A group is changed through any of its rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import trigger_client_event

from alpha.accounts.forms import OneTimeForm
from alpha.accounts.idempotency import Answer, with_idempotency
from alpha.accounts.models import User
from alpha.htmx import HtmxRequest
from interventions.access import find_meeting_to_change
from interventions.actions import meeting_changes as actions
from interventions.actions.meeting import when_and_where
from interventions.agenda import rows_of
from interventions.errors import Conflict, Invalid
from interventions.forms.meeting import CancelMeetingForm, CompleteMeetingForm, MeetingTimeForm
from interventions.models import Meeting
from interventions.views.meeting_check import (
    NEXT_SCHOOL_DAY,
    TIME_FIELDS,
    check,
    with_next_school_day,
)

METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class Change:
    """`name` is that of its address and its template."""

    name: str
    said: str

    @property
    def route(self) -> str:
        return f"interventions:{self.name}"


RESCHEDULE = Change("reschedule_meeting", "Meeting rescheduled")
CANCEL = Change("cancel_meeting", "Meeting cancelled")
COMPLETE = Change("complete_meeting", "Meeting completed")


@require_http_methods(METHODS)
@vary_on_headers("HX-Request", "HX-Target")
def reschedule_meeting(request: HtmxRequest, meeting_id: int) -> HttpResponse:
    user = acting(request)
    meeting = find_meeting_to_change(user, meeting_id)
    school = meeting.student.school
    if request.method != "POST":
        form = MeetingTimeForm(initial=as_agreed(meeting), school=school)
        return offer(request, meeting, RESCHEDULE, form)
    form = MeetingTimeForm(request.POST, school=school)
    if "preview" in request.POST:
        return preview(request, meeting, form)
    if not form.is_valid():
        return refuse(request, meeting, RESCHEDULE, form)

    def act() -> None:
        names = ("scheduled_at", "duration_minutes", "location", "notes")
        agreed = {name: form.cleaned_data[name] for name in names}
        actions.reschedule_meetings(scheduled_rows(user, meeting), by=user, **agreed)

    return make(request, meeting, RESCHEDULE, form, act)


@require_http_methods(METHODS)
@vary_on_headers("HX-Request", "HX-Target")
def cancel_meeting(request: HtmxRequest, meeting_id: int) -> HttpResponse:
    user = acting(request)
    meeting = find_meeting_to_change(user, meeting_id)
    rows = rows_of(user, meeting)
    if request.method != "POST":
        return offer(request, meeting, CANCEL, CancelMeetingForm(rows=rows))
    form = CancelMeetingForm(request.POST, rows=rows)
    if not form.is_valid():
        return refuse(request, meeting, CANCEL, form)
    chosen = form.cleaned_data["rows"]
    return make(request, meeting, CANCEL, form, lambda: actions.cancel_meetings(chosen, by=user))


@require_http_methods(METHODS)
@vary_on_headers("HX-Request", "HX-Target")
def complete_meeting(request: HtmxRequest, meeting_id: int) -> HttpResponse:
    user = acting(request)
    meeting = find_meeting_to_change(user, meeting_id)
    rows = rows_of(user, meeting)
    if request.method != "POST":
        return offer(request, meeting, COMPLETE, CompleteMeetingForm(rows=rows))
    form = CompleteMeetingForm(request.POST, rows=rows)
    if not form.is_valid():
        return refuse(request, meeting, COMPLETE, form)
    chosen, notes = form.cleaned_data["rows"], form.cleaned_data["outcome_notes"]

    def act() -> None:
        actions.complete_meetings(chosen, by=user, outcome_notes=notes)

    return make(request, meeting, COMPLETE, form, act)


def acting(request: HtmxRequest) -> User:
    return cast("User", request.user)


def scheduled_rows(user: User, meeting: Meeting) -> list[Meeting]:
    """What a change is about; the meeting itself where nothing of it is scheduled, so that the refusal says why."""
    return [row for row in rows_of(user, meeting) if row.is_scheduled] or [meeting]


def as_agreed(meeting: Meeting) -> dict[str, Any]:
    local = meeting.scheduled_at.astimezone(meeting.student.school.zone)
    return {
        "date": local.date(),
        "time": local.time(),
        "which_hour": "second" if local.fold else "first",
        "duration_minutes": meeting.minutes,
        "location": meeting.location,
        "notes": meeting.notes,
    }


def offer(
    request: HtmxRequest, meeting: Meeting, change: Change, form: OneTimeForm
) -> HttpResponse:
    closed = actions.why_closed(scheduled_rows(acting(request), meeting)[0])
    if closed:
        return show(request, meeting, "meeting_closed", {"reason": closed})
    return show(request, meeting, change.name, {"form": form})


def preview(request: HtmxRequest, meeting: Meeting, typed: MeetingTimeForm) -> HttpResponse:
    """What there is to say about the time that is typed; the whole form where the offered day was taken."""
    taken = request.POST["preview"] == NEXT_SCHOOL_DAY
    wanted = with_next_school_day(typed) if taken else typed.again_as
    form = MeetingTimeForm(initial=wanted, school=typed.school)
    if taken or not request.htmx:
        form.fields["date"].widget.attrs["autofocus"] = True
        return show(request, meeting, RESCHEDULE.name, {"form": form})
    context = {"form": form, "check": time_check(request, meeting, form)}
    return render(request, "interventions/_meeting_check.html", context)


def make(
    request: HtmxRequest,
    meeting: Meeting,
    change: Change,
    form: OneTimeForm,
    act: Callable[[], object],
) -> HttpResponse:
    """Changes the meeting once for each form that was shown, and says so or why not."""

    def effect() -> Answer:
        act()
        return Answer(200, location=reverse("interventions:meetings"))

    try:
        answer = with_idempotency(request, change.route, effect)
    except Invalid as invalid:
        field = TIME_FIELDS.get(invalid.field, invalid.field)
        form.add_error(field if field in form.fields else None, invalid.message)
        return refuse(request, meeting, change, form)
    except Conflict as conflict:
        reason = {"reason": str(conflict)}
        return show(request, meeting, "meeting_closed", reason, status=409)
    if answer.status == 422:
        form.add_error(None, answer.body)
        return refuse(request, meeting, change, form)
    return succeed(request, meeting, change, answer)


def show(
    request: HtmxRequest,
    meeting: Meeting,
    name: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """A page or dialog about one meeting, its body alone where the dialog is open already."""
    form = context.get("form")
    whole = {
        "meeting": meeting,
        "students": [row.student for row in scheduled_rows(acting(request), meeting)],
        "address": request.path,
        "now": timezone.now(),
        **context,
    }
    if isinstance(form, MeetingTimeForm):
        whole["check"] = time_check(request, meeting, form)
    piece = "#body" if request.htmx and request.htmx.target == "modal-body" else ""
    return render(request, f"interventions/{name}.html{piece}", whole, status=status)


def time_check(request: HtmxRequest, meeting: Meeting, form: MeetingTimeForm) -> object:
    user = acting(request)
    rows = scheduled_rows(user, meeting)
    return check(form, [row.student for row in rows], by=user, but_not=rows)


def refuse(
    request: HtmxRequest, meeting: Meeting, change: Change, form: OneTimeForm
) -> HttpResponse:
    status = 422 if request.htmx else 200
    return show(request, meeting, change.name, {"form": form}, status=status)


def succeed(request: HtmxRequest, meeting: Meeting, change: Change, answer: Answer) -> HttpResponse:
    """The same for a repeated click, except that nothing has changed then."""
    if not request.htmx:
        messages.success(request, change.said)
        return redirect(answer.location)
    (row, *_) = scheduled_rows(acting(request), meeting)
    context = {"said": change.said, "detail": when_and_where(row), "student": row.student}
    response = render(request, "interventions/_meeting_changed.html", context)
    return response if answer.is_replay else trigger_client_event(response, "meetingChanged")
