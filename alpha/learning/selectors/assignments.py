"""Assigned work as reports read it."""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from alpha.learning.models import AssignedWork, Student


def works_open_or_within(
    student: Student, start: datetime, end: datetime
) -> QuerySet[AssignedWork]:
    """The student's work that is unfinished, or was due or finished from `start` up to, not including, `end`.

    With its assignment; what is due first first, work without a date last. One query.
    """
    touched = (
        ~Q(status=AssignedWork.Status.COMPLETED)
        | Q(assignment__due_at__gte=start, assignment__due_at__lt=end)
        | Q(completed_at__gte=start, completed_at__lt=end)
    )
    works = AssignedWork.objects.filter(touched, student=student).select_related("assignment")
    return works.order_by(F("assignment__due_at").asc(nulls_last=True), "pk")
