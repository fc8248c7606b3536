"""A word the day before: to students in the inbox, to invited families and teachers by mail."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Q, QuerySet

from alpha.accounts.models import School
from alpha.notifications.models import Notification
from interventions.actions.invitations import remind_families, remind_teacher
from interventions.actions.meeting import tell_student, when_and_where
from interventions.agenda import SCHEDULED, midnight
from interventions.models import Meeting

# Whoever heard of it just now needs no reminder yet; the next round comes soon.
JUST_TOLD = timedelta(hours=3)


def remind_of_meetings(now: datetime) -> int:
    """Reminds of the meetings of each school's next day, once each, and returns how many. Safe to call at any time.

    Left out are cancelled ones, those of people who left, and for three hours those arranged or moved just now. One
    transaction for each teacher.
    """
    return sum(
        _remind(list(rows), now)
        for school in School.objects.order_by("pk")
        for _, rows in groupby(_due(school, now), key=lambda row: row.teacher_id)
    )


def _due(school: School, now: datetime) -> QuerySet[Meeting]:
    tomorrow = school.day_of(now) + timedelta(days=1)
    return (
        Meeting.objects.filter(
            SCHEDULED,
            Q(told_at__isnull=True) | Q(told_at__lte=now - JUST_TOLD),
            student__school=school,
            student__is_active=True,
            teacher__is_active=True,
            reminded_at__isnull=True,
            scheduled_at__gte=midnight(school, tomorrow),
            scheduled_at__lt=midnight(school, tomorrow + timedelta(days=1)),
        )
        .select_related("student__school", "student__user", "teacher")
        .order_by("teacher_id", "scheduled_at", "id")
    )


@transaction.atomic
def _remind(rows: Sequence[Meeting], now: datetime) -> int:
    """One teacher's meetings of a day, as far as nobody else reminds of them or changes them meanwhile."""
    claimed = [row for row in rows if _claim(row, now)]
    for row in claimed:
        tell_student(
            row,
            title=f"Reminder: meeting with {row.teacher.display_name}",
            body=f"Tomorrow: {when_and_where(row)}",
            at=now,
            kind=Notification.Kind.REMINDER,
        )
    if claimed:
        remind_families(claimed, at=now)
        once: dict[object, Meeting] = {}
        for row in claimed:
            once.setdefault(row.group_id or row.pk, row)
        remind_teacher([*once.values()], at=now)
    return len(claimed)


def _claim(row: Meeting, now: datetime) -> bool:
    as_read = Meeting.objects.filter(
        SCHEDULED, pk=row.pk, reminded_at__isnull=True, ics_sequence=row.ics_sequence
    )
    return as_read.update(reminded_at=now) == 1
