"""Assigned work as reports and students read it."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from alpha.learning.access import released_works
from alpha.learning.models import AssignedWork, Item, Student


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


def unfinished_works(student: Student) -> QuerySet[AssignedWork]:
    """What the student has to do, what is due first first; `is_here` as in `works_to_show`. Two queries."""
    works = works_to_show(student).exclude(status=AssignedWork.Status.COMPLETED)
    return works.order_by(F("assignment__due_at").asc(nulls_last=True), "pk")


def finished_works(student: Student) -> QuerySet[AssignedWork]:
    """What the student has done, the newest first. Two queries."""
    works = works_to_show(student).filter(status=AssignedWork.Status.COMPLETED)
    return works.order_by("-completed_at", "-pk")


def works_to_show(student: Student) -> QuerySet[AssignedWork]:
    """Work given to the student with its skills; `is_here` says whether it is done on our pages."""
    return (
        released_works()
        .filter(student=student)
        .select_related("assignment")
        .prefetch_related("assignment__skills")
        .annotate(is_here=Exists(items_of(OuterRef("assignment"))))
    )


def items_of(assignment: OuterRef | int) -> QuerySet[Item]:
    """The questions an assignment can ask: none for one that came from another system, which asks its own."""
    return Item.objects.filter(skill__assignments=assignment, skill__assignments__source="")
