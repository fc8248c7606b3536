"""Findings about students, and the record of who looked at which report."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from alpha.learning.models import Assignment, Classroom, Skill, Student


class Alert(models.Model):
    class Kind(models.TextChoices):
        INACTIVITY = "inactivity", "No recent practice"
        STRUGGLING = "struggling", "Struggling"
        DECLINE = "decline", "Declining"
        WHEEL_SPINNING = "wheel_spinning", "Stuck on a skill"
        OVERDUE = "overdue", "Overdue work"

    class Severity(models.TextChoices):
        LOW = "low", "Low"
        MEDIUM = "medium", "Medium"
        HIGH = "high", "High"

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        RESOLVED = "resolved", "Resolved"
        DISMISSED = "dismissed", "Dismissed"

    student = models.ForeignKey(
        Student,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="alerts",
        help_text="Empty for a note about the whole class.",
    )
    classroom = models.ForeignKey(Classroom, on_delete=models.PROTECT, related_name="alerts")
    skill = models.ForeignKey(
        Skill, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=30, choices=Kind)
    severity = models.CharField(max_length=10, choices=Severity, default=Severity.MEDIUM)
    evidence = models.JSONField(default=dict, help_text="The rule, its numbers, n and dates.")
    opened_at = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    snoozed_until = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=200, blank=True)
    dedupe_key = models.CharField(max_length=200)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(fields=["classroom", "status"], name="idx_alert_classroom_status"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe_key"],
                name="alert_open_once",
                condition=models.Q(status__in=["open", "acknowledged"]),
            ),
            models.CheckConstraint(
                name="alert_closed_has_time",
                condition=models.Q(status__in=["resolved", "dismissed"], closed_at__isnull=False)
                | models.Q(status__in=["open", "acknowledged"], closed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.student or self.classroom}"


class ReportView(models.Model):
    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey(
        Student, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    classroom = models.ForeignKey(
        Classroom, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    viewed_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-viewed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="report_view_has_one_subject",
                condition=models.Q(student__isnull=False, classroom__isnull=True)
                | models.Q(student__isnull=True, classroom__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.viewer} – {self.student or self.classroom}"
