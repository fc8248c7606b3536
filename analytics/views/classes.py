from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from alpha.accounts.models import User
from alpha.htmx import HtmxRequest
from alpha.learning.access import check_may_view_reports, find_classroom, helpable_ids
from analytics import charts, reports
from analytics.forms import ClassReportForm, StudentReportForm
from analytics.report_views import record_report_view
from analytics.views.windows import window_context, without_query

MOST_WORK_IN_PANEL = 6


@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    check_may_view_reports(user)
    rows = reports.class_list(user)
    context = {
        "classes": rows,
        "any_estimated": any(row.is_estimated for row in rows),
        "as_of": timezone.now(),
    }
    return render(request, "analytics/classes.html", context)


@require_safe
def class_report(request: HttpRequest, classroom_id: int) -> HttpResponse:
    user = cast("User", request.user)
    classroom = find_classroom(user, classroom_id)
    form = ClassReportForm(request.GET, today=classroom.school.today())
    if not form.is_valid():
        return without_query(request, form)
    period, sort = form.cleaned_data["period"], form.cleaned_data["sort"]
    report = reports.class_report(classroom, period=period)
    record_report_view(user, classroom=classroom)
    data, helpable = reports.as_data(report), helpable_ids(user, classroom)
    context = {
        "classroom": classroom,
        "report": report,
        "chart": charts.class_accuracy_chart(data),
        "active_chart": charts.active_students_chart(data),
        "band_chart": charts.distribution_chart({row.name: row.students for row in report.bands}),
        "gaps": reports.shared_gaps(classroom, report.table, period),
        "helpable": helpable,
        # As `access.find_classroom_to_export` decides, which is asked again for the file.
        "may_export": helpable.issuperset(report.table.student_ids),
        "rows": reports.sorted_rows(report.table.rows, sort),
        "sort": sort,
        "as_of": timezone.now(),
    }
    return render(request, "analytics/class_report.html", context | window_context(form))


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def class_work(request: HtmxRequest, classroom_id: int) -> HttpResponse:
    """A page of its own, and the first lines of it as a piece of the class report."""
    user = cast("User", request.user)
    classroom = find_classroom(user, classroom_id)
    form = StudentReportForm(request.GET, today=classroom.school.today())
    if not form.is_valid():
        return without_query(request, form)
    report = reports.class_work(classroom, period=form.cleaned_data["period"])
    context = {
        "classroom": classroom,
        "report": report,
        "rows": report.rows,
        "as_of": timezone.now(),
        **window_context(form),
    }
    if request.htmx and request.htmx.target == "class-work":
        # Within the class report, whose reading is recorded already.
        context |= {
            "rows": report.rows[:MOST_WORK_IN_PANEL],
            "further": len(report.rows[MOST_WORK_IN_PANEL:]),
        }
        return render(request, "analytics/_class_work_rows.html", context)
    record_report_view(user, classroom=classroom)
    return render(request, "analytics/class_work.html", context)
