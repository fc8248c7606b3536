"""Reading interventions and templates. Scope is the caller's: it hands in a student or a person from `access`."""

from datetime import date

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When

from alpha.accounts.models import User
from alpha.learning.models import Student
from interventions.models import (
    Intervention,
    MessageTemplate,
    ParentNotification,
    TeacherMessage,
)


def history(student: Student) -> QuerySet[Intervention]:
    """Everything adults did for the student, newest first, with what each row shows; one query, two with skills."""
    return (
        Intervention.objects.filter(student=student)
        .select_related("teacher", "message__template", "assigned_work__assignment", "meeting")
        .prefetch_related("skills")
        .order_by("-created_at", "-id")
    )


def history_with_letters(student: Student) -> QuerySet[Intervention]:
    """The same, with the letters to the family and what became of them; one query more."""
    return history(student).prefetch_related(Prefetch("parent_notifications", letters_of(student)))


def letters_of(student: Student) -> QuerySet[ParentNotification]:
    """Letters to the student's family with what became of each; those of one intervention by the name of the person."""
    return (
        ParentNotification.objects.filter(student=student)
        .select_related("guardian", "email")
        .order_by("-created_at", "guardian__name", "pk")
    )


def help_between(student: Student, first: date | None, last: date | None) -> list[tuple[date, str]]:
    """What was done on each date of a window, both ends inside, oldest first: (date, kind in words); one query."""
    rows = Intervention.objects.filter(student=student, created_at__isnull=False)
    found = [
        (student.school.day_of(row.created_at), row.get_intervention_type_display())
        for row in rows.order_by("created_at", "id").only("created_at", "intervention_type")
        if row.created_at is not None
    ]
    return [(day, kind) for day, kind in found if (first or day) <= day <= (last or day)]


def open_for(student: Student) -> QuerySet[Intervention]:
    """What is not resolved yet, by whichever teacher, newest first."""
    return history(student).filter(is_resolved=False)


def last_message_to(student: Student) -> TeacherMessage | None:
    return TeacherMessage.objects.filter(student=student).order_by("-sent_at", "-id").first()


def templates_for(user: User, category: str | None = None) -> QuerySet[MessageTemplate]:
    """Templates the person may use: shared ones and her own; categories in the order they are offered."""
    templates = MessageTemplate.objects.filter(
        Q(school__isnull=True) | Q(school=user.school),
        Q(owner__isnull=True) | Q(owner=user),
        is_active=True,
    )
    if category is not None:
        templates = templates.filter(category=category)
    return templates.order_by(_category_order(), "id")


def _category_order() -> Case:
    return Case(
        *(
            When(category=category, then=Value(position))
            for position, category in enumerate(MessageTemplate.Category.values)
        ),
        output_field=IntegerField(),
    )
