"""Letters to families."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from alpha.learning.models import Guardian, Student
from alpha.notifications.models import OutboundEmail
from interventions.models.record import Intervention


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
