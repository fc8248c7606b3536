"""Assigned work as pages list it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from alpha.learning.models import AssignedWork, Student


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Work not finished; `status` in words, `due_at` empty where nothing is due."""

    title: str
    status: str
    due_at: datetime | None
    is_overdue: bool


def open_works(student: Student) -> list[OpenWork]:
    """The student's unfinished work, what is due first first, work without a date last."""
    works = AssignedWork.objects.filter(student=student).exclude(
        status=AssignedWork.Status.COMPLETED
    )
    now = timezone.now()
    return [
        OpenWork(
            title=work.assignment.title,
            status=work.get_status_display(),
            due_at=work.assignment.due_at,
            is_overdue=work.assignment.due_at is not None and work.assignment.due_at < now,
        )
        for work in works.select_related("assignment").order_by(
            F("assignment__due_at").asc(nulls_last=True), "pk"
        )
    ]
