"""Acting on several students at once: what was decided, and a line for each student with what became of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from alpha.learning.models import Classroom, Student
from interventions.models.record import Intervention


class GroupAction(models.Model):
    """One decision about several students of a class. `details`: what all of them have in common."""

    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="group_actions"
    )
    classroom = models.ForeignKey(Classroom, on_delete=models.PROTECT, related_name="group_actions")
    kind = models.CharField(max_length=50, choices=Intervention.InterventionType)
    details = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="group_action_kind_known",
                condition=models.Q(kind__in=Intervention.InterventionType.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.classroom}"


class GroupActionItem(models.Model):
    """One student of it. `content` is what was shown for her; `reason` says why she got nothing.

    Done without an intervention: it was taken back since.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DONE = "done", "Done"
        FAILED = "failed", "Not done"
        CANCELLED = "cancelled", "Taken back"

    group = models.ForeignKey(GroupAction, on_delete=models.CASCADE, related_name="items")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.WAITING)
    reason = models.TextField(blank=True)
    intervention = models.ForeignKey(
        Intervention, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["student__name", "student_id"]
        indexes = [
            models.Index(
                fields=["group"],
                name="idx_group_items_waiting",
                condition=models.Q(status="waiting"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["group", "student"], name="group_item_once"),
            models.CheckConstraint(
                name="group_item_status_known",
                condition=models.Q(status__in=["waiting", "done", "failed", "cancelled"]),
            ),
            models.CheckConstraint(
                name="group_item_failed_has_reason",
                condition=~models.Q(status="failed", reason=""),
            ),
            models.CheckConstraint(
                name="group_item_made_something_only_when_done",
                condition=models.Q(intervention__isnull=True) | models.Q(status="done"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.get_status_display()}"

    @property
    def is_taken_back(self) -> bool:
        gone = self.status == self.Status.DONE and self.intervention_id is None
        return gone or self.status == self.Status.CANCELLED
