"""Who looked at which report."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from alpha.learning.models import Classroom, Student


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
