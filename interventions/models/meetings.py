"""Meetings with students and their families, the mail about them, and calendars that show them."""

import uuid
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from alpha.learning.models import Guardian, Student
from alpha.notifications.models import OutboundEmail

DEFAULT_MINUTES = 30


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
    duration_minutes = models.IntegerField(
        null=True, default=DEFAULT_MINUTES, db_default=DEFAULT_MINUTES
    )
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
    invites_family = models.BooleanField(default=False, db_default=False)
    told_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When those invited were last told of time and place.",
    )
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome_notes = models.TextField(blank=True, default="", db_default="")

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
            models.CheckConstraint(
                name="meeting_cancelled_has_time",
                condition=models.Q(status="cancelled", cancelled_at__isnull=False)
                | (~models.Q(status="cancelled") & models.Q(cancelled_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_meeting_type_display()}: {self.student}"

    @property
    def minutes(self) -> int:
        """The table leaves the duration open; what it says there is half an hour."""
        return self.duration_minutes or DEFAULT_MINUTES

    @property
    def ends_at(self) -> datetime:
        # In UTC: a local clock may jump while the meeting lasts.
        return self.scheduled_at.astimezone(UTC) + timedelta(minutes=self.minutes)

    @property
    def uid(self) -> str:
        """Of the calendar event that a family gets: each student of a group has one."""
        return str(self.ics_uid or f"meeting-{self.pk}")

    @property
    def teachers_uid(self) -> str:
        """Of the teacher's event: a group is one."""
        return str(self.group_id or self.uid)

    @property
    def is_scheduled(self) -> bool:
        return self.status in {None, self.Status.SCHEDULED}


class MeetingMail(models.Model):
    """One mail about a meeting to one person; `sequence` is the meeting's when it was written."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", "Invitation"
        CANCELLATION = "cancellation", "Cancellation"
        REMINDER = "reminder", "Reminder"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="mails")
    guardian = models.ForeignKey(
        Guardian,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: the teacher.",
    )
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.INVITATION)
    sequence = models.PositiveIntegerField()
    email = models.OneToOneField(OutboundEmail, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "guardian", "sequence", "kind"], name="meeting_mail_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "sequence", "kind"],
                name="meeting_mail_to_teacher_once",
                condition=models.Q(guardian__isnull=True),
            ),
            models.CheckConstraint(
                name="meeting_mail_kind_known",
                condition=models.Q(kind__in=["invitation", "cancellation", "reminder"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.meeting}"


class CalendarFeed(models.Model):
    """A calendar that somebody subscribed to. Of its secret address only a digest is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    name = models.CharField(max_length=100)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name
