"""The five addresses of the reports: what `AnalyticsService` says, in the same numbers as the pages."""

from collections.abc import Callable
from typing import Any, NoReturn

from django.http import Http404, HttpRequest
from ninja import Router

from alpha.accounts.api_auth import READING, caller
from alpha.json_api import AddressId, answers
from alpha.learning.access import find_classroom, find_student
from analytics.api.schemas import (
    MONTH,
    ClassId,
    ClassReport,
    ClassTrends,
    Comparison,
    Days,
    StudentReport,
    StudentTrends,
)
from analytics.report_views import record_report_view
from analytics.services import AnalyticsService

router = Router(auth=READING, tags=["Reports"])


@router.get(
    "/student/{student_id}/report",
    response=answers(200, StudentReport),
    operation_id="student_report",
    summary="Student performance report",
)
def student_report(request: HttpRequest, student_id: AddressId, days: Days = MONTH) -> Any:
    user = caller(request)
    student = find_student(user, student_id)
    report = AnalyticsService(user).get_student_performance_report(student_id, days)
    record_report_view(user, student=student)
    return report


@router.get(
    "/class/{class_id}/report",
    response=answers(200, ClassReport),
    by_alias=True,
    operation_id="class_report",
    summary="Class performance report",
)
def class_report(request: HttpRequest, class_id: AddressId, days: Days = MONTH) -> Any:
    user = caller(request)
    classroom = find_classroom(user, class_id)
    report = AnalyticsService(user).get_class_performance_report(class_id, days)
    record_report_view(user, classroom=classroom)
    return report


@router.get(
    "/student/{student_id}/trends",
    response=answers(200, StudentTrends),
    operation_id="student_trends",
    summary="Student trend data",
)
def student_trends(request: HttpRequest, student_id: AddressId, days: Days = MONTH) -> Any:
    user = caller(request)
    trends = AnalyticsService(user).get_student_trend_data(student_id, days=days)
    if not trends:
        refuse(lambda: find_student(user, student_id))
    return trends


@router.get(
    "/class/{class_id}/trends",
    response=answers(200, ClassTrends),
    operation_id="class_trends",
    summary="Class trend data",
)
def class_trends(request: HttpRequest, class_id: AddressId, days: Days = MONTH) -> Any:
    user = caller(request)
    trends = AnalyticsService(user).get_class_trend_data(class_id, days=days)
    if not trends:
        refuse(lambda: find_classroom(user, class_id))
    return trends


@router.get(
    "/student/{student_id}/comparison",
    response=answers(200, Comparison),
    operation_id="student_comparison",
    summary="Student vs class comparison",
)
def student_comparison(
    request: HttpRequest, student_id: AddressId, class_id: ClassId = None, days: Days = MONTH
) -> Any:
    """404 as well where the student is not in that class, or shares none with the caller."""
    user = caller(request)
    comparison = AnalyticsService(user).get_student_comparison(student_id, class_id, days)
    if not comparison:
        refuse(lambda: find_student(user, student_id))
    return comparison


def refuse(find: Callable[[], object]) -> NoReturn:
    """Why there is no report: `find` raises PermissionDenied where the thing is visible; else there is none."""
    find()
    raise Http404
