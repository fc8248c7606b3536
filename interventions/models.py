"""What adults do to help, and the record of it.

The first four tables keep the columns, types, nullability, database defaults and index names they were asked for
(tests/test_schema.py compares them with the catalog of each database); everything else is added to them.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from alpha.accounts.models import School
from alpha.learning.models import AssignedWork, Guardian, Skill, Student
from alpha.notifications.models import OutboundEmail
from analytics.models import Alert


class MessageTemplate(models.Model):
    class Category(models.TextChoices):
        INACTIVE = "inactive", "Inactive"
        STRUGGLING = "struggling", "Struggling"
        OVERDUE = "overdue", "Overdue"
        ENCOURAGEMENT = "encouragement", "Encouragement"

    category = models.CharField(max_length=50, choices=Category)
    title = models.CharField(max_length=200)
    content = models.TextField()
    variables = models.JSONField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(
        null=True, default=timezone.now, db_default=Now(), editable=False
    )
    school = models.ForeignKey(
        School,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="message_templates",
        help_text="Empty: every school of this server may use it.",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: shared by all teachers of the school.",
    )
    language = models.CharField(max_length=20, default="en", db_default="en")
    is_active = models.BooleanField(default=True, db_default=True)
    default_key = models.CharField(max_length=50, blank=True, default="", db_default="")

    class Meta:
        db_table = "message_templates"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "language", "default_key"],
                name="message_template_default_unique",
                condition=~models.Q(default_key=""),
            ),
            models.CheckConstraint(
                name="message_template_category_known",
                condition=models.Q(
                    category__in=["inactive", "struggling", "overdue", "encouragement"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TeacherMessage(models.Model):
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="sent_messages",
        db_index=False,
    )
    student = models.ForeignKey(
        Student, on_delete=models.PROTECT, related_name="teacher_messages", db_index=False
    )
    message = models.TextField()
    template = models.ForeignKey(
        MessageTemplate, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(default=timezone.now, db_default=Now())
    read_at = models.DateTimeField(null=True, blank=True)
    is_read = models.BooleanField(null=True, default=False, db_default=False)

    class Meta:
        db_table = "teacher_messages"
        ordering = ["-sent_at", "-id"]
        indexes = [
            models.Index(fields=["student"], name="idx_messages_student"),
            models.Index(fields=["teacher"], name="idx_messages_teacher"),
        ]
        constraints = [
            models.CheckConstraint(
                name="teacher_message_read_has_time",
                condition=models.Q(is_read=True, read_at__isnull=False)
                | models.Q(is_read=False, read_at__isnull=True),
            ),
            models.CheckConstraint(
                name="teacher_message_not_empty", condition=~models.Q(message="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.teacher} → {self.student}"


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


class Intervention(models.Model):
    class InterventionType(models.TextChoices):
        MESSAGE = "message", "Message"
        ASSIGNMENT = "assignment", "Targeted assignment"
        MEETING = "meeting", "Meeting"
        PARENT_NOTIFICATION = "parent_notification", "Parent notification"

    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="interventions",
        db_index=False,
    )
    student = models.ForeignKey(
        Student, on_delete=models.PROTECT, related_name="interventions", db_index=False
    )
    intervention_type = models.CharField(max_length=50, choices=InterventionType)
    action_taken = models.TextField()
    resolution_notes = models.TextField(null=True, blank=True)
    created_at = models.DateTimeField(null=True, default=timezone.now, db_default=Now())
    resolved_at = models.DateTimeField(null=True, blank=True)
    is_resolved = models.BooleanField(null=True, default=False, db_default=False)
    effectiveness_rating = models.IntegerField(null=True, blank=True)
    message = models.OneToOneField(
        TeacherMessage, on_delete=models.PROTECT, null=True, blank=True, related_name="intervention"
    )
    assigned_work = models.OneToOneField(
        AssignedWork, on_delete=models.PROTECT, null=True, blank=True, related_name="intervention"
    )
    meeting = models.OneToOneField(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="intervention"
    )
    alert = models.ForeignKey(
        Alert, on_delete=models.SET_NULL, null=True, blank=True, related_name="interventions"
    )
    skills: models.ManyToManyField = models.ManyToManyField(Skill, blank=True, related_name="+")
    follow_up_on = models.DateField(null=True, blank=True)
    baseline = models.JSONField(null=True, blank=True, editable=False)

    class Meta:
        db_table = "interventions"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["student"], name="idx_interventions_student"),
            models.Index(fields=["teacher"], name="idx_interventions_teacher"),
        ]
        constraints = [
            models.CheckConstraint(
                name="intervention_rating_1_to_5",
                condition=models.Q(effectiveness_rating__isnull=True)
                | models.Q(effectiveness_rating__range=(1, 5)),
            ),
            models.CheckConstraint(
                name="intervention_resolved_has_time",
                condition=models.Q(is_resolved=True, resolved_at__isnull=False)
                | models.Q(is_resolved=False, resolved_at__isnull=True),
            ),
            models.CheckConstraint(
                name="intervention_links_what_it_made",
                condition=models.Q(
                    intervention_type="message",
                    message__isnull=False,
                    assigned_work__isnull=True,
                    meeting__isnull=True,
                )
                | models.Q(
                    intervention_type="assignment",
                    message__isnull=True,
                    assigned_work__isnull=False,
                    meeting__isnull=True,
                )
                | models.Q(
                    intervention_type="meeting",
                    message__isnull=True,
                    assigned_work__isnull=True,
                    meeting__isnull=False,
                )
                | models.Q(
                    intervention_type="parent_notification",
                    message__isnull=True,
                    assigned_work__isnull=True,
                    meeting__isnull=True,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.action_taken[:80]


class ParentNotification(models.Model):
    """One row per guardian; without a guardian it records that nobody could be reached."""

    intervention = models.ForeignKey(
        Intervention, on_delete=models.PROTECT, related_name="parent_notifications"
    )
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    student = models.ForeignKey(
        Student, on_delete=models.PROTECT, related_name="parent_notifications"
    )
    guardian = models.ForeignKey(
        Guardian, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject = models.CharField(max_length=200)
    body = models.TextField()
    summary = models.JSONField(null=True, blank=True)
    email = models.OneToOneField(
        OutboundEmail, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["intervention", "guardian"], name="parent_notified_once"
            ),
            models.CheckConstraint(
                name="parent_notification_mail_needs_guardian",
                condition=models.Q(email__isnull=True) | models.Q(guardian__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.subject
