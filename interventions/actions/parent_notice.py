"""A letter to the family: one row and one mail for each guardian who may be written to."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from alpha.accounts.models import User
from alpha.learning.models import Guardian, Guardianship, Student
from alpha.notifications.models import OutboundEmail
from alpha.notifications.services import queue_email
from analytics.models import Alert
from interventions.actions.message import clean_message, excerpt, student_to_help
from interventions.actions.record import record_intervention
from interventions.baseline import Tally, last_30_days, practice_days, tally
from interventions.models import Intervention, ParentNotification

NOBODY_TO_REACH = "no contact possible"


@transaction.atomic
def notify_parent(
    student: Student,
    *,
    by: User,
    message: str,
    include_summary: bool = True,
    alert: Alert | None = None,
    at: datetime | None = None,
) -> Intervention:
    """Writes the letter for each guardian, its mail where there is an address, and the intervention: all or nothing.

    Guardians are those with an active link who may be contacted. With nobody to reach one row without a guardian says
    so, for the letter that can be printed. Whether a mail left is the outbox's to tell. Raises NotFound,
    PermissionDenied and Invalid as `send_message`.
    """
    student = student_to_help(by, student)
    text = clean_message(message, student=student, by=by)
    at = at or timezone.now()
    guardians = guardians_to_notify(student)
    reached = excerpt(text) if guardians else NOBODY_TO_REACH
    intervention = record_intervention(
        student, by=by, action_taken=f"Notified parent: {reached}", at=at, made=None, alert=alert
    )
    summary = practice_summary(student, at) if include_summary else None
    body = f"{text}\n\n{summary_sentence(student, summary)}" if summary else text
    recipients: list[Guardian | None] = [*guardians] or [None]
    for guardian in recipients:
        _write_letter(intervention, guardian, body, summary, at)
    return intervention


def guardians_to_notify(student: Student) -> list[Guardian]:
    links = Guardianship.objects.filter(
        student=student, status=Guardianship.Status.ACTIVE, may_be_contacted=True
    )
    return [link.guardian for link in links.select_related("guardian").order_by("guardian__name")]


def practice_summary(student: Student, at: datetime) -> Tally:
    """Answers and active days of the 30 dates ending that day."""
    window = last_30_days(student.school.day_of(at))
    return tally(practice_days(student, window), window)


def summary_sentence(student: Student, summary: Tally) -> str:
    if not summary.answered:
        return f"In the last 30 days there was no practice by {student.name} yet."
    days = "1 day" if summary.active_days == 1 else f"{summary.active_days} days"
    questions = "1 question" if summary.answered == 1 else f"{summary.answered} questions"
    return (
        f"In the last 30 days {student.name} answered {questions} on {days},"
        f" {summary.correct} of them right ({summary.percent}%)."
    )


def _write_letter(
    intervention: Intervention,
    guardian: Guardian | None,
    body: str,
    summary: Tally | None,
    at: datetime,
) -> None:
    student = intervention.student
    # No child's name and no reason: subjects are seen on locked screens and by mail servers.
    subject = f"A note from {student.school.name}"[:200]
    email: OutboundEmail | None = None
    if guardian is not None and guardian.email:
        email = queue_email(
            student.school,
            to=guardian.email,
            subject=subject,
            text=body,
            dedupe_key=f"parent-notification-{intervention.pk}-{guardian.pk}",
            at=at,
        )
    ParentNotification.objects.create(
        intervention=intervention,
        teacher=intervention.teacher,
        student=student,
        guardian=guardian,
        subject=subject,
        body=body,
        summary=_as_json(summary),
        email=email,
        created_at=at,
    )


def _as_json(summary: Tally | None) -> dict[str, Any] | None:
    return None if summary is None else {"days": 30, **asdict(summary)}
