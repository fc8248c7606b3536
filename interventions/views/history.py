"""What was done for a student: the list, its sheet, each intervention alone, and reading a message."""

from typing import Any, cast

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from alpha.accounts.models import User
from alpha.htmx import HtmxRequest
from alpha.learning.access import find_student, find_student_and_rights
from alpha.learning.models import Student
from analytics.reports import alerts_of_student
from interventions import selectors
from interventions.access import find_intervention, find_message
from interventions.actions.message import mark_read
from interventions.baseline import last_30_days_now, then_and_now
from interventions.charts import change_chart
from interventions.forms.filters import HistoryFilterForm
from interventions.goals import goal_of
from interventions.measured_change import changes_of
from interventions.models import Intervention
from interventions.models.record import InterventionQuerySet

PER_PAGE = 20
MOST_IN_PANEL = 5


@require_safe
@vary_on_headers("HX-Request")
def history(request: HtmxRequest, student_id: int) -> HttpResponse:
    """The page, or its list alone when something changed or another filter was chosen."""
    user = cast("User", request.user)
    found = find_student_and_rights(user, student_id)
    form = HistoryFilterForm(request.GET)
    rows = chosen_rows(form, found.student, user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = list_context(found.student, form) | {
        "page": page,
        "measured": changes_of(page.object_list),
        "may_help": found.may_help,
    }
    piece = "#interventions" if request.htmx else ""
    return render(request, f"interventions/history.html{piece}", context)


@require_safe
def history_sheet(request: HtmxRequest, student_id: int) -> HttpResponse:
    """The same rows on paper, all of them."""
    user = cast("User", request.user)
    student = find_student(user, student_id)
    form = HistoryFilterForm(request.GET)
    rows = chosen_rows(form, student, user)
    context = list_context(student, form) | {"rows": rows, "measured": changes_of(rows)}
    return render(request, "interventions/history_sheet.html", context)


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def intervention(request: HtmxRequest, intervention_id: int) -> HttpResponse:
    user = cast("User", request.user)
    found = find_intervention(user, intervention_id)
    student = found.student
    context = {
        "student": student,
        "intervention": found,
        **measured_context(found),
        "accuracies": then_and_now(student, found.baseline, found.skills.all()),
        "today": student.school.today(),
        "as_of": timezone.now(),
    }
    piece = ""
    if request.htmx:
        piece = "#measured" if request.htmx.target == "measured" else "#outcome"
    return render(request, f"interventions/intervention.html{piece}", context)


@require_safe
def student_panel(request: HtmxRequest, student_id: int) -> HttpResponse:
    """A piece of the student report: open alerts, what is being done and how it stands, whether the last message was
    read.
    """
    user = cast("User", request.user)
    student = find_student(user, student_id)
    still_open = selectors.told(selectors.open_for(student))
    context = {
        "student": student,
        "alerts": alerts_of_student(user, student),
        "open_interventions": still_open[:MOST_IN_PANEL],
        "last_message": selectors.last_message_to(student),
        "today": student.school.today(),
    }
    return render(request, "interventions/student_panel.html", context)


@require_safe
def message(request: HtmxRequest, message_id: int) -> HttpResponse:
    """Opening it is reading it, for the student; asking only for the headers is not."""
    user = cast("User", request.user)
    found = find_message(user, message_id)
    if request.method == "GET":
        found = mark_read(found, by=user)
    return render(request, "interventions/message.html", {"message": found})


def chosen_rows(form: HistoryFilterForm, student: Student, user: User) -> InterventionQuerySet:
    return selectors.of_kind(
        selectors.history(student),
        kind=form.chosen("type"),
        status=form.chosen("status"),
        by=user if form.chosen("mine") else None,
    )


def list_context(student: Student, form: HistoryFilterForm) -> dict[str, Any]:
    """`now`: the accuracy that stands beside the one of each row, worked out once."""
    return {
        "student": student,
        "form": form,
        "now": last_30_days_now(student),
        "today": student.school.today(),
        "as_of": timezone.now(),
    }


def measured_context(intervention: Intervention) -> dict[str, Any]:
    """What changed after it, its goal and its chart; `change` is None where nobody knows when it was."""
    measured = changes_of([intervention])
    change = measured.get(intervention.pk)
    if change is None:
        return {"measured": measured, "change": None}
    goal, resolved_at = goal_of(intervention, change), intervention.resolved_at
    resolved_on = intervention.student.school.day_of(resolved_at) if resolved_at else None
    return {
        "measured": measured,
        "change": change,
        "goal": goal,
        "chart": change_chart(change, goal, resolved_on),
    }
