"""A word in the inbox of whoever helped when a review is due: once for each review."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from alpha.accounts.models import School, User
from alpha.learning.access import students_reportable_to
from alpha.notifications.models import Notification
from interventions.models import Intervention
from interventions.models.record import InterventionQuerySet

MOST_NAMED = 5
NOT_REMINDED = Q(reminded_review_on__isnull=True) | ~Q(reminded_review_on=F("follow_up_on"))


def remind_of_follow_ups(school: School, now: datetime) -> int:
    """Tells each person of her reviews that have come due, together; returns how many. Safe to call at any time.

    A review that was put off is told of again when its new day comes. Left out are students she no longer sees. One
    transaction for each person.
    """
    rows = (
        _due(school, now)
        .select_related("teacher__school", "student")
        .order_by("teacher_id", "follow_up_on", "id")
    )
    return sum(
        _remind(list(group), now) for _, group in groupby(rows, key=lambda row: row.teacher_id)
    )


def _due(school: School, now: datetime) -> InterventionQuerySet:
    return Intervention.objects.due_for_review(school.day_of(now)).filter(
        NOT_REMINDED,
        student__school=school,
        student__is_active=True,
        teacher__is_active=True,
    )


@transaction.atomic
def _remind(rows: Sequence[Intervention], now: datetime) -> int:
    teacher = rows[0].teacher
    seen = set(
        students_reportable_to(teacher)
        .filter(pk__in={row.student_id for row in rows})
        .values_list("pk", flat=True)
    )
    claimed = [row for row in rows if row.student_id in seen and _claim(row)]
    if claimed:
        _tell(teacher, claimed, now)
    return len(claimed)


def _claim(row: Intervention) -> bool:
    """Whether nobody else tells of it, and nobody moved or closed it meanwhile."""
    as_read = Intervention.objects.open().filter(
        NOT_REMINDED, pk=row.pk, follow_up_on=row.follow_up_on
    )
    return as_read.update(reminded_review_on=row.follow_up_on) == 1


def _tell(teacher: User, rows: Sequence[Intervention], now: datetime) -> None:
    names = [*dict.fromkeys(row.student.name for row in rows)]
    more = len(names) - MOST_NAMED
    listed = ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    count = len(rows)
    Notification.objects.create(
        recipient=teacher,
        kind=Notification.Kind.REMINDER,
        title="A follow-up is due" if count == 1 else f"{count} follow-ups are due",
        body=f"See what changed since you helped: {listed}.",
        link=reverse("interventions:follow_ups"),
        created_at=now,
    )
