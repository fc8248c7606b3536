"""Schedule Meeting: a form with a time already proposed, what it warns of, and writing it down."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from alpha.accounts.idempotency import Answer, with_idempotency
from alpha.htmx import HtmxRequest
from alpha.learning.models import Student
from interventions.arranging import (
    FamilyMember,
    classmates,
    family_of,
    first_day_to_propose,
    last_location,
)
from interventions.errors import Invalid
from interventions.forms.meeting import MeetingForm
from interventions.meeting_words import day_and_hours
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
from interventions.views.meeting_check import (
    NEXT_SCHOOL_DAY,
    TIME_FIELDS,
    check,
    with_next_school_day,
)

KIND = "meeting"
SCHEDULED = "Meeting scheduled"


def context(request: HtmxRequest, student: Student) -> dict[str, object]:
    proposed = {
        "date": first_day_to_propose(student.school),
        "location": last_location(acting(request)),
    }
    return form_context(request, student, form_of(request, student, initial=proposed))


def post(request: HtmxRequest, student: Student) -> HttpResponse:
    return preview(request, student) if "preview" in request.POST else schedule(request, student)


def form_of(
    request: HtmxRequest,
    student: Student,
    *,
    posted: bool = False,
    initial: dict[str, object] | None = None,
) -> MeetingForm:
    return MeetingForm(
        request.POST if posted else None,
        initial=initial,
        school=student.school,
        classmates=classmates(student, acting(request)),
    )


def preview(request: HtmxRequest, student: Student) -> HttpResponse:
    """`preview` names what was changed: type, when, or next_school_day where the offered day was taken."""
    changed = request.POST["preview"]
    typed = form_of(request, student, posted=True)
    wanted = with_next_school_day(typed) if changed == NEXT_SCHOOL_DAY else typed.again_as
    form = form_of(request, student, initial=wanted)
    if changed == NEXT_SCHOOL_DAY:
        form.fields["date"].widget.attrs["autofocus"] = True
    whole = form_context(request, student, form)
    if not request.htmx or changed == NEXT_SCHOOL_DAY:
        return show(request, student, KIND, whole)
    piece = "type" if changed == "type" else "when"
    template = f"interventions/_schedule_meeting.html#{piece}"
    return render(request, template, whole | {"piece": piece})


def schedule(request: HtmxRequest, student: Student) -> HttpResponse:
    user = acting(request)
    form = form_of(request, student, posted=True)
    if not form.is_valid():
        return refuse(request, student, form)
    agreed = form.cleaned_data

    def effect() -> Answer:
        made = InterventionService(user).schedule_meeting(
            [student.pk, *(other.pk for other in form.others)],
            agreed["meeting_type"],
            agreed["scheduled_at"],
            agreed["duration_minutes"],
            agreed["location"],
            agreed["notes"],
            invite_family=agreed["invite_family"],
            alert=alert_in(request, student),
        )
        keep_plan(request, student, made)
        return Answer(201, location=reverse("interventions:history", args=[student.pk]))

    try:
        answer = with_idempotency(request, ROUTE, effect)
    except Invalid as invalid:
        field = TIME_FIELDS.get(invalid.field, invalid.field)
        form.add_error(field if field in form.fields else None, invalid.message)
        return refuse(request, student, form)
    if answer.status == 422:
        form.add_error(None, answer.body)
        return refuse(request, student, form)
    return succeed(request, student, done(student, form), answer)


def refuse(request: HtmxRequest, student: Student, form: MeetingForm) -> HttpResponse:
    return show(request, student, KIND, form_context(request, student, form), refused=True)


def form_context(request: HtmxRequest, student: Student, form: MeetingForm) -> dict[str, object]:
    students = [student, *form.others]
    family = family_of(students)
    return {
        "student": student,
        "form": form,
        "address": address_of(request, student, KIND),
        "check": check(form, students, by=acting(request)),
        "family": family,
        "can_invite": any(member.can_be_invited for member in family),
        "is_for_several": len(students) > 1,
    }


def done(student: Student, form: MeetingForm) -> Done:
    """When and where, who comes, and who is invited: the same however often it is asked."""
    agreed = form.cleaned_data
    starts_at = agreed["scheduled_at"]
    ends_at = starts_at + timedelta(minutes=agreed["duration_minutes"])
    names = [each.name for each in [student, *form.others]]
    lines = [
        day_and_hours(student.school, starts_at, ends_at),
        agreed["location"],
        f"{'About' if form.is_conference else 'With'} {', '.join(names)}",
        invited_words(family_of([student, *form.others])) if form.invites_family else "",
    ]
    detail = "The student finds it in the inbox."
    if form.is_group:
        detail = "The students find it in their inboxes."
    elif form.is_conference:
        detail = "The student is not told of it."
    return Done(SCHEDULED, detail, text="\n".join(line for line in lines if line))


def invited_words(family: list[FamilyMember]) -> str:
    names = [member.guardian.name for member in family if member.can_be_invited]
    return (
        f"Invited by e-mail: {', '.join(names)}" if names else "Nobody could be invited by e-mail."
    )
