"""Meetings with students and their families."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from alpha.learning.models import Student


class Meeting(models.Model):
    class MeetingType(models.TextChoices):
        ONE_ON_ONE = "one_on_one", "One-on-one"
        PARENT_CONFERENCE = "parent_conference", "Parent conference"
        GROUP = "group", "Group"

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", "Scheduled"
        COMPLETED = "completed", "Completed"
        CANCELLED = "cancelled", "Cancelled"

    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="meetings"
    )
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="meetings")
    meeting_type = models.CharField(max_length=50, choices=MeetingType)
    scheduled_at = models.DateTimeField()
    duration_minutes = models.IntegerField(null=True, default=30, db_default=30)
    location = models.CharField(max_length=200, null=True, blank=True)
    notes = models.TextField(null=True, blank=True)
    status = models.CharField(
        max_length=20, choices=Status, null=True, default="scheduled", db_default="scheduled"
    )
    created_at = models.DateTimeField(
        null=True, default=timezone.now, db_default=Now(), editable=False
    )
    group_id = models.UUIDField(null=True, blank=True, help_text="Joins one group meeting's rows.")
    time_zone = models.CharField(max_length=64, default="UTC", db_default="UTC")
    wall_time = models.CharField(
        max_length=16,
        blank=True,
        default="",
        db_default="",
        help_text="Date and hour as agreed, 2026-03-14T10:00, whatever the zone's rules become.",
    )
    ics_uid = models.UUIDField(null=True, default=uuid.uuid4, editable=False)
    ics_sequence = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "meetings"
        ordering = ["scheduled_at", "id"]
        indexes = [models.Index(fields=["scheduled_at"], name="idx_meetings_scheduled")]
        constraints = [
            models.UniqueConstraint(fields=["group_id", "student"], name="meeting_group_once"),
            models.UniqueConstraint(fields=["ics_uid", "student"], name="meeting_ics_uid_unique"),
            models.CheckConstraint(
                name="meeting_duration_positive", condition=models.Q(duration_minutes__gt=0)
            ),
            models.CheckConstraint(
                name="meeting_type_known",
                condition=models.Q(meeting_type__in=["one_on_one", "parent_conference", "group"]),
            ),
            models.CheckConstraint(
                name="meeting_status_known",
                condition=models.Q(status__in=["scheduled", "completed", "cancelled"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_meeting_type_display()}: {self.student}"
