"""The record of what an adult decided to do, linked to the thing it made, and of what became of it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from alpha.learning.models import AssignedWork, Skill, Student
from analytics.models import Alert
from interventions.models.meetings import Meeting
from interventions.models.messages import TeacherMessage


class InterventionQuerySet(models.QuerySet["Intervention"]):
    """What has been resolved, and what is open: pending, or a meeting that was held and is not resolved yet."""

    def resolved(self) -> "InterventionQuerySet":
        return self.filter(is_resolved=True)

    def open(self) -> "InterventionQuerySet":
        return self.filter(is_resolved=False)

    def completed(self) -> "InterventionQuerySet":
        return self.open().filter(meeting__status=Meeting.Status.COMPLETED)

    def pending(self) -> "InterventionQuerySet":
        return self.open().exclude(meeting__status=Meeting.Status.COMPLETED)

    def due_for_review(self, on: date) -> "InterventionQuerySet":
        return self.open().filter(follow_up_on__lte=on)


class Intervention(models.Model):
    class InterventionType(models.TextChoices):
        MESSAGE = "message", "Message"
        ASSIGNMENT = "assignment", "Targeted assignment"
        MEETING = "meeting", "Meeting"
        PARENT_NOTIFICATION = "parent_notification", "Parent notification"

    class Status(models.TextChoices):
        """How it stands, worked out from the row and its meeting; see `status`."""

        PENDING = "pending", "Pending"
        COMPLETED = "completed", "Completed"
        RESOLVED = "resolved", "Resolved"

    class Effectiveness(models.IntegerChoices):
        """Stars: an opinion of how much it helped, never a measurement."""

        NONE = 1, "no effect"
        LITTLE = 2, "little effect"
        SOME = 3, "some effect"
        EFFECTIVE = 4, "effective"
        VERY = 5, "very effective"

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
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty while it is open, and where it was resolved before names were kept.",
    )
    effectiveness_rating = models.IntegerField(choices=Effectiveness, null=True, blank=True)
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
    goal_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    goal_on = models.DateField(
        null=True,
        blank=True,
        help_text="When the goal is to be reached: the review as it was when the goal was set.",
    )
    instead_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaced_by",
        help_text="The earlier help that this one took the place of.",
    )
    reminded_review_on = models.DateField(
        null=True, blank=True, editable=False, help_text="The review that was last reminded of."
    )
    baseline = models.JSONField(null=True, blank=True, editable=False)

    objects = InterventionQuerySet.as_manager()

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
                name="intervention_resolver_only_when_resolved",
                condition=models.Q(resolved_by__isnull=True) | models.Q(is_resolved=True),
            ),
            models.CheckConstraint(
                name="intervention_goal_1_to_100",
                condition=models.Q(goal_percent__isnull=True)
                | models.Q(goal_percent__range=(1, 100)),
            ),
            models.CheckConstraint(
                name="intervention_goal_has_date",
                condition=models.Q(goal_percent__isnull=True, goal_on__isnull=True)
                | models.Q(goal_percent__isnull=False, goal_on__isnull=False),
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

    @property
    def status(self) -> Status:
        """Resolved, or Completed where it was a meeting that has been held, or else Pending."""
        if self.is_resolved:
            return self.Status.RESOLVED
        if self.meeting is not None and self.meeting.status == Meeting.Status.COMPLETED:
            return self.Status.COMPLETED
        return self.Status.PENDING


class RecordIsAppendOnlyError(Exception):
    """Somebody tried to change what was written about an outcome."""


class InterventionChange(models.Model):
    """One line of what became of an intervention: that it was resolved, with which words and stars, opened again, gone
    on with until another review, given a goal, or that something else took its place.

    Lines are only ever added. The row of the intervention shows the present state, these lines how it came about.
    """

    class Kind(models.TextChoices):
        RESOLVED = "resolved", "Resolved"
        REOPENED = "reopened", "Reopened"
        CONTINUED = "continued", "Continued"
        CHANGED = "changed", "Changed to something else"
        GOAL = "goal", "Goal"

    intervention = models.ForeignKey(Intervention, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=20, choices=Kind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty where it was resolved before names were kept.",
    )
    at = models.DateTimeField(default=timezone.now)
    notes = models.TextField(blank=True)
    review_on = models.DateField(
        null=True,
        blank=True,
        help_text="The review that was set; of what was changed the one that fell away.",
    )
    effectiveness_rating = models.IntegerField(
        choices=Intervention.Effectiveness, null=True, blank=True
    )

    class Meta:
        db_table = "intervention_changes"
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="intervention_change_kind_known",
                condition=models.Q(
                    kind__in=["resolved", "reopened", "continued", "changed", "goal"]
                ),
            ),
            models.CheckConstraint(
                name="intervention_change_rates_what_is_resolved",
                condition=models.Q(effectiveness_rating__isnull=True)
                | models.Q(kind="resolved", effectiveness_rating__range=(1, 5)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.intervention}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RecordIsAppendOnlyError("What was written about an outcome stays as it is.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise RecordIsAppendOnlyError("What was written about an outcome is never deleted.")
