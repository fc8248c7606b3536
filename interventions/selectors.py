"""Reading interventions and templates. Scope is the caller's: it hands in a student or a person from `access`."""

from datetime import date, datetime, time

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from alpha.accounts.models import User
from alpha.learning.models import Student
from interventions.models import Intervention, MessageTemplate, TeacherMessage


def history(student: Student) -> QuerySet[Intervention]:
    """Everything adults did for the student, newest first, with what each row shows; one query, two with skills."""
    return (
        Intervention.objects.filter(student=student)
        .select_related("teacher", "message__template", "assigned_work__assignment", "meeting")
        .prefetch_related("skills")
        .order_by("-created_at", "-id")
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
    """The last one that the student could read; None where there is none yet."""
    released = TeacherMessage.objects.released().filter(student=student)
    return released.order_by("-sent_at", "-id").first()


def has_written_today(user: User, student: Student) -> bool:
    """Whether she wrote to the student on this school day, whenever it leaves or left."""
    start = datetime.combine(student.school.today(), time(), tzinfo=student.school.zone)
    written = TeacherMessage.objects.filter(teacher=user, student=student)
    return written.filter(intervention__created_at__gte=start).exists()


def message_written_by(user: User, message_id: int) -> TeacherMessage | None:
    """One of her own messages; None where it was taken back."""
    written = TeacherMessage.objects.filter(teacher=user, pk=message_id)
    return written.select_related("student").first()


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


def own_templates(user: User) -> QuerySet[MessageTemplate]:
    """Those that somebody wrote for herself, in the order in which they are offered."""
    mine = MessageTemplate.objects.filter(owner=user, school=user.school)
    return mine.order_by(_category_order(), "title", "id")


def _category_order() -> Case:
    return Case(
        *(
            When(category=category, then=Value(position))
            for position, category in enumerate(MessageTemplate.Category.values)
        ),
        output_field=IntegerField(),
    )
