"""Reports as files: the same numbers, order and window as the page they are taken from."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from alpha.accounts.models import School, User
from alpha.learning.access import find_classroom_to_export, find_student_to_export
from analytics import exports, reports
from analytics.exports import Origin
from analytics.forms import ClassReportForm, StudentReportForm
from analytics.report_views import record_report_view
from analytics.reports.heatmap import skill_heatmap
from analytics.spreadsheets import Document, to_csv, to_xlsx
from analytics.views.windows import without_query

FORMATS = {
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@require_safe
def class_export(request: HttpRequest, classroom_id: int, file_format: str) -> HttpResponse:
    user = cast("User", request.user)
    classroom = find_classroom_to_export(user, classroom_id)
    check_format(file_format)
    form = ClassReportForm(request.GET, today=classroom.school.today())
    if not form.is_valid():
        return without_query(
            request, form, to=reverse("analytics:class_report", args=[classroom_id])
        )
    period = form.cleaned_data["period"]
    report = reports.class_report(classroom, period=period)
    rows = reports.sorted_rows(report.table.rows, form.cleaned_data["sort"])
    heatmap = skill_heatmap(classroom, period=period)
    record_report_view(user, classroom=classroom)
    document = exports.class_document(report, rows, heatmap, origin_of(classroom.school))
    return file_response(document, exports.file_stem(document, report.window), file_format)


@require_safe
def student_export(request: HttpRequest, student_id: int, file_format: str) -> HttpResponse:
    user = cast("User", request.user)
    student = find_student_to_export(user, student_id)
    check_format(file_format)
    form = StudentReportForm(request.GET, today=student.school.today())
    if not form.is_valid():
        return without_query(
            request, form, to=reverse("analytics:student_report", args=[student_id])
        )
    report = reports.student_report(student, viewer=user, period=form.cleaned_data["period"])
    record_report_view(user, student=student)
    document = exports.student_document(report, origin_of(student.school))
    return file_response(document, exports.file_stem(document, report.window), file_format)


def check_format(file_format: str) -> None:
    if file_format not in FORMATS:
        raise Http404


def origin_of(school: School) -> Origin:
    return Origin(
        school=school.name,
        zone=school.time_zone,
        as_of=timezone.localtime(timezone.now(), school.zone),
    )


def file_response(document: Document, stem: str, file_format: str) -> HttpResponse:
    write, content_type = FORMATS[file_format]
    disposition = content_disposition_header(as_attachment=True, filename=f"{stem}.{file_format}")
    return HttpResponse(
        write(document),
        content_type=content_type,
        headers={"Content-Disposition": disposition or "attachment"},
    )
