"""The inbox of each person and the outbox of the school."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class NotificationQuerySet(models.QuerySet["Notification"]):
    def released(self) -> "NotificationQuerySet":
        """Those that have arrived: one may be written before the moment from which its recipient sees it."""
        return self.filter(created_at__lte=timezone.now())

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at__isnull=True)


class Notification(models.Model):
    class Kind(models.TextChoices):
        MESSAGE = "message", "Message"
        ASSIGNMENT = "assignment", "Assignment"
        MEETING = "meeting", "Meeting"
        REMINDER = "reminder", "Reminder"
        NOTICE = "notice", "Notice"

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    link = models.CharField(max_length=500, blank=True, help_text="A path on this site.")
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="idx_notification_inbox"),
            models.Index(
                fields=["recipient"],
                name="idx_notification_unread",
                condition=models.Q(read_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="notification_link_is_path",
                condition=models.Q(link="") | models.Q(link__startswith="/"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class OutboundEmail(models.Model):
    class Status(models.TextChoices):
        QUEUED = "queued", "Queued"
        SENDING = "sending", "Sending"
        SENT = "sent", "Sent"
        RETRY = "retry", "Waiting to try again"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    attachments = models.JSONField(default=list, blank=True)
    send_after = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=20, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    message_id = models.CharField(max_length=200, blank=True)
    dedupe_key = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["status", "send_after"], name="idx_outbox_due")]
        constraints = [
            models.CheckConstraint(
                name="outbound_email_sent_has_time",
                condition=(models.Q(status="sent") & models.Q(sent_at__isnull=False))
                | (~models.Q(status="sent") & models.Q(sent_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"
