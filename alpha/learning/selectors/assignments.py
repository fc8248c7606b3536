"""Assigned work as reports and students read it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from alpha.learning.access import released_works
from alpha.learning.models import AssignedWork, Classroom, Item, Student


def works_open_or_within(
    student: Student, start: datetime, end: datetime
) -> QuerySet[AssignedWork]:
    """The student's work that is unfinished, or was due or finished from `start` up to, not including, `end`.

    With its assignment; what is due first first, work without a date last. One query.
    """
    works = AssignedWork.objects.filter(_open_or_within(start, end), student=student)
    works = works.select_related("assignment")
    return works.order_by(F("assignment__due_at").asc(nulls_last=True), "pk")


def class_works(
    classroom: Classroom, student_ids: Iterable[int], start: datetime, end: datetime
) -> QuerySet[AssignedWork]:
    """What these students of a class were given, by the class or one by one, as far as it is of the time.

    All the students' work on each assignment of which one piece is unfinished, or was due or finished from `start` up
    to, not including, `end`. With its assignment; what is due last first, work without a date last. One query.
    """
    given = AssignedWork.objects.filter(
        Q(assignment__classroom=classroom) | Q(assignment__classroom=None),
        student__in=list(student_ids),
    )
    touched = given.filter(_open_or_within(start, end)).values("assignment")
    works = given.filter(assignment__in=touched).select_related("assignment")
    return works.order_by(F("assignment__due_at").desc(nulls_last=True), "-assignment", "pk")


def _open_or_within(start: datetime, end: datetime) -> Q:
    return (
        ~Q(status=AssignedWork.Status.COMPLETED)
        | Q(assignment__due_at__gte=start, assignment__due_at__lt=end)
        | Q(completed_at__gte=start, completed_at__lt=end)
    )


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
