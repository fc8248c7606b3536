"""One page to print and to take to a conference."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from alpha.accounts.models import User
from alpha.learning.access import find_classroom, find_student
from analytics import charts, reports
from analytics.forms import ClassReportForm, StudentReportForm
from analytics.report_views import record_report_view
from analytics.reports.sheets import student_sheet as sheet_of
from analytics.views.windows import window_context, without_query


@require_safe
def class_sheet(request: HttpRequest, classroom_id: int) -> HttpResponse:
    """For the teacher: all students on one page, with room for notes."""
    user = cast("User", request.user)
    classroom = find_classroom(user, classroom_id)
    form = ClassReportForm(request.GET, today=classroom.school.today())
    if not form.is_valid():
        return without_query(request, form)
    report = reports.class_report(classroom, period=form.cleaned_data["period"])
    record_report_view(user, classroom=classroom)
    context = {
        "classroom": classroom,
        "report": report,
        "rows": reports.sorted_rows(report.table.rows, form.cleaned_data["sort"]),
        "as_of": timezone.now(),
    }
    return render(request, "analytics/class_sheet.html", context | window_context(form))


@require_safe
def student_sheet(request: HttpRequest, student_id: int) -> HttpResponse:
    """For the table of a parent conference: nothing on it that a family may not read."""
    user = cast("User", request.user)
    student = find_student(user, student_id)
    form = StudentReportForm(request.GET, today=student.school.today())
    if not form.is_valid():
        return without_query(request, form)
    report = reports.student_report(student, viewer=user, period=form.cleaned_data["period"])
    record_report_view(user, student=student)
    alone = reports.as_data(report) | {"comparison": None}
    context = {
        "student": student,
        "sheet": sheet_of(student, report),
        "chart": charts.student_accuracy_chart(alone),
        "as_of": timezone.now(),
    }
    return render(request, "analytics/student_sheet.html", context | window_context(form))
