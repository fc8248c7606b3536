"""What helped: for the school or one's own students, and one's own closed cases one by one."""

from collections.abc import Sequence
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alpha.accounts.models import Role, School, User
from alpha.learning.access import check_may_view_reports
from analytics.views.exports import file_response, origin_of
from analytics.views.windows import without_query
from interventions import selectors
from interventions.charts import change_chart
from interventions.effect_charts import effects_chart
from interventions.effect_words import FOOTER
from interventions.exports import what_works_document
from interventions.forms.windows import HelpWindowForm
from interventions.goals import goal_of
from interventions.measured_change import changes_of
from interventions.models import Intervention
from interventions.what_works import what_works as read_what_works

CASES_PER_PAGE = 5


@require_safe
def what_works(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    check_may_view_reports(user)
    # The zone in force is the school's.
    form = HelpWindowForm(request.GET, today=timezone.localdate())
    if not form.is_valid():
        return without_query(request, form)
    period = form.cleaned_data["period"]
    report = read_what_works(user, period)
    page = Paginator(selectors.closed_cases(user, period), CASES_PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "report": report,
        "is_leader": user.role == Role.LEADER,
        "chart": effects_chart((row.name, row.effect) for row in report.estimates),
        "page": page,
        "cases": cases_of(list(page)),
        "footer": FOOTER,
        "windows": form.windows,
        "window_is_chosen": bool(form.cleaned_data["start"]),
        "window_form": form,
        "window_query": form.window_query,
        "as_of": timezone.now(),
    }
    return render(request, "interventions/what_works.html", context)


def cases_of(closed: Sequence[Intervention]) -> list[dict[str, Any]]:
    """Each closed case with what changed after it, its goal and its chart; these are None where nobody knows when it was."""
    changes, cases = changes_of(closed), []
    for row in closed:
        change, resolved_at = changes.get(row.pk), row.resolved_at
        goal = goal_of(row, change) if change else None
        resolved_on = row.student.school.day_of(resolved_at) if resolved_at else None
        chart = None
        if change:
            # So that several of them can be told apart where they are heard.
            label = {"label": f"Accuracy of {row.student.name}"}
            chart = change_chart(change, goal, resolved_on) | label
        cases.append({"intervention": row, "change": change, "goal": goal, "chart": chart})
    return cases


@require_safe
def what_works_csv(request: HttpRequest) -> HttpResponse:
    """The table of the page as a file: counts of a whole scope, so nobody is named in it."""
    user = cast("User", request.user)
    check_may_view_reports(user)
    form = HelpWindowForm(request.GET, today=timezone.localdate())
    if not form.is_valid():
        return without_query(request, form, to=reverse("interventions:what_works"))
    period = form.cleaned_data["period"]
    report = read_what_works(user, period)
    document = what_works_document(report, origin_of(user.school or School()))
    stem = f"what-works-{period.start}-{period.last_day}"
    return file_response(document, stem, "csv")
