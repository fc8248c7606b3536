"""The record of what an adult decided to do, linked to the thing it made."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from alpha.learning.models import AssignedWork, Skill, Student
from analytics.models import Alert
from interventions.models.meetings import Meeting
from interventions.models.messages import TeacherMessage


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
