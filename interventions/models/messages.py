"""What a teacher wrote to a student."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from alpha.learning.models import Student
from interventions.models.templates import MessageTemplate


class TeacherMessageQuerySet(models.QuerySet["TeacherMessage"]):
    def released(self) -> "TeacherMessageQuerySet":
        """Those the student may read by now."""
        return self.filter(sent_at__lte=timezone.now())


class TeacherMessage(models.Model):
    """`sent_at` is the moment it is released to the student; until then it can be taken back."""

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

    objects = TeacherMessageQuerySet.as_manager()

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

    @property
    def is_released(self) -> bool:
        return self.sent_at <= timezone.now()
