"""What is kept of alerts for good: every day a rule was met, and everything that was done."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from alpha.learning.models import Assignment, Classroom, Skill, Student
from analytics.models.alerts import (
    Alert,
    AlertKind,
    AlertSeverity,
    certainty_is_share,
    kind_known,
    severity_known,
    skill_and_assignment_named,
    student_unless_class_note,
)


class AlertTrigger(models.Model):
    """A rule was met on a date, whether or not anybody was told and whatever was done.

    Students who met the same rule and got no help are what help is compared with later.
    """

    student = models.ForeignKey(
        Student, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    classroom = models.ForeignKey(Classroom, on_delete=models.PROTECT, related_name="+")
    skill = models.ForeignKey(
        Skill, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=30, choices=AlertKind)
    key = models.CharField(max_length=200, help_text="As the alert's dedupe_key.")
    evaluated_on = models.DateField()
    severity = models.CharField(max_length=10, choices=AlertSeverity, default=AlertSeverity.MEDIUM)
    certainty = models.FloatField(default=1.0)
    evidence = models.JSONField(default=dict, blank=True)
    alert = models.ForeignKey(
        Alert,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="triggers",
        help_text="Empty where none was open: the last one had been closed too recently.",
    )

    class Meta:
        ordering = ["-evaluated_on", "-id"]
        indexes = [
            models.Index(fields=["student", "kind", "evaluated_on"], name="idx_trigger_student"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "evaluated_on"], name="alert_trigger_once_a_day"
            ),
            kind_known("alert_trigger_kind_known"),
            severity_known("alert_trigger_severity_known"),
            certainty_is_share("alert_trigger_certainty_is_share"),
            student_unless_class_note("alert_trigger_student_unless_class_note"),
            skill_and_assignment_named("alert_trigger_skill_and_assignment_named"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.evaluated_on}: {self.student or self.classroom}"


class AlertLogIsAppendOnlyError(Exception):
    """Somebody tried to change what had been done."""


class AlertChange(models.Model):
    """One thing that was done to an alert, with the state before it, so that it can be taken back.

    `made_by` is empty where the alert closed by itself. Taking a change back is another change, which names it.
    """

    class Action(models.TextChoices):
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        SNOOZED = "snoozed", "Snoozed"
        DISMISSED = "dismissed", "Dismissed"
        RESOLVED = "resolved", "Resolved"
        REOPENED = "reopened", "Opened again"
        UNDONE = "undone", "Taken back"
        CLOSED = "closed", "Closed by itself"

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="changes")
    action = models.CharField(max_length=20, choices=Action)
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    made_at = models.DateTimeField(default=timezone.now)
    before = models.JSONField(
        default=dict, blank=True, help_text="Status, snooze and closing before it."
    )
    undoes = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="undone_by"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="alert_change_action_known",
                condition=models.Q(
                    action__in=[
                        "acknowledged",
                        "snoozed",
                        "dismissed",
                        "resolved",
                        "reopened",
                        "undone",
                        "closed",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="alert_change_made_by_somebody",
                condition=models.Q(action="closed", made_by__isnull=True)
                | (~models.Q(action="closed") & models.Q(made_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="alert_change_undo_names_what",
                condition=models.Q(action="undone", undoes__isnull=False)
                | (~models.Q(action="undone") & models.Q(undoes__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.alert_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AlertLogIsAppendOnlyError("A change is never changed: take it back by another.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AlertLogIsAppendOnlyError("A change is never deleted: take it back by another.")
