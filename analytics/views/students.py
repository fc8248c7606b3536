from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from alpha.accounts.models import User
from alpha.learning.access import find_student_and_rights
from analytics import charts, reports
from analytics.forms import StudentReportForm
from analytics.report_views import record_report_view
from analytics.views.windows import window_context, without_query


@require_safe
def student_report(request: HttpRequest, student_id: int) -> HttpResponse:
    user = cast("User", request.user)
    found = find_student_and_rights(user, student_id)
    student = found.student
    form = StudentReportForm(request.GET, today=student.school.today())
    if not form.is_valid():
        return without_query(request, form)
    period = form.cleaned_data["period"]
    report = reports.student_report(
        student, viewer=user, period=period, class_id=found.shared_class_id
    )
    record_report_view(user, student=student)
    data = reports.as_data(report)
    context = {
        "student": student,
        "report": report,
        "chart": charts.student_accuracy_chart(data),
        "xp_chart": charts.student_xp_chart(data),
        "may_help": found.may_help,
        "as_of": timezone.now(),
    }
    return render(request, "analytics/student_report.html", context | window_context(form))
