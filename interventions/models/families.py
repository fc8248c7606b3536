"""Letters to families, and the texts they start from."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from alpha.accounts.models import School
from alpha.learning.models import Guardian, Student
from alpha.notifications.models import OutboundEmail
from interventions.models.record import Intervention


class LetterTemplate(models.Model):
    """What a letter on a topic says in one language. A topic has one text in use for each language, so that a family
    gets the same letter in its own.
    """

    class Topic(models.TextChoices):
        NEEDS_PRACTICE = "needs_practice", "Practice at home would help"
        GOING_WELL = "going_well", "Something goes well"
        MISSING_WORK = "missing_work", "Work is missing"
        PLEASE_TALK = "please_talk", "Please let us talk"

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="letter_templates")
    topic = models.CharField(max_length=50, choices=Topic)
    language = models.CharField(max_length=20, default="en")
    title = models.CharField(max_length=200)
    content = models.TextField()
    is_active = models.BooleanField(default=True)
    default_key = models.CharField(max_length=50, blank=True, default="", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "letter_templates"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "language", "default_key"],
                name="letter_template_default_unique",
                condition=~models.Q(default_key=""),
            ),
            models.UniqueConstraint(
                fields=["school", "language", "topic"],
                name="letter_template_one_in_use",
                violation_error_message="Another letter on this topic is in use in this language.",
                condition=models.Q(is_active=True),
            ),
            models.CheckConstraint(
                name="letter_template_topic_known",
                condition=models.Q(
                    topic__in=["needs_practice", "going_well", "missing_work", "please_talk"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


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
    language = models.CharField(max_length=20, default="en", help_text="What it is written in.")
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
