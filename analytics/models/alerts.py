"""Findings kept: the alert that waits for somebody."""

from datetime import date

from django.db import models
from django.utils import timezone

from alpha.learning.models import Assignment, Classroom, Skill, Student

CURRENT = ["open", "acknowledged"]


class AlertKind(models.TextChoices):
    """The values are those of `analytics.detectors.Kind`."""

    INACTIVITY = "inactivity", "No recent practice"
    STRUGGLING = "struggling", "Struggling"
    DECLINE = "decline", "Declining"
    WHEEL_SPINNING = "wheel_spinning", "Stuck on a skill"
    OVERDUE = "overdue", "Overdue work"
    CLASS_GAP = "class_gap", "Class without recent practice"
    IMPROVED = "improved", "Improving"
    RETURNED = "returned", "Back after a gap"
    MASTERED = "mastered", "Mastered a skill"
    STREAK = "streak", "On a streak"


class AlertSeverity(models.TextChoices):
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


def kind_known(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name, condition=models.Q(kind__in=[kind.value for kind in AlertKind])
    )


def severity_known(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name, condition=models.Q(severity__in=[one.value for one in AlertSeverity])
    )


def certainty_is_share(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=models.Q(certainty__gte=0, certainty__lte=1))


def student_unless_class_note(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=models.Q(kind="class_gap", student__isnull=True)
        | (~models.Q(kind="class_gap") & models.Q(student__isnull=False)),
    )


def skill_and_assignment_named(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=(
            ~models.Q(kind__in=["wheel_spinning", "mastered"]) | models.Q(skill__isnull=False)
        )
        & (~models.Q(kind="overdue") | models.Q(assignment__isnull=False)),
    )


class AlertQuerySet(models.QuerySet["Alert"]):
    def current(self) -> "AlertQuerySet":
        """Those that wait for somebody, seen or not, snoozed or not."""
        return self.filter(status__in=CURRENT)

    def awake(self, today: date) -> "AlertQuerySet":
        """Without those that somebody wants to see on a later day."""
        return self.exclude(snoozed_until__gt=today)


class Alert(models.Model):
    """What a rule found about a student (or a class), once for as long as it lasts.

    `dedupe_key` says who and what: rule, student, skill or assignment. `episode` names what happens once (a gap, a
    streak) and is never raised again, whatever became of it. `evidence`, `severity` and `certainty` are those of the
    newest evaluation that found it.
    """

    Kind = AlertKind
    Severity = AlertSeverity

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        RESOLVED = "resolved", "Resolved"
        DISMISSED = "dismissed", "Dismissed"

    class DismissReason(models.TextChoices):
        KNOWN_REASON = "known_reason", "Known reason"
        ABSENT = "absent", "Absent"
        DATA_WRONG = "data_wrong", "The data are wrong"
        ALREADY_HANDLED = "already_handled", "Already handled"

    class ResolveReason(models.TextChoices):
        HANDLED = "handled", "Handled"
        OVER = "over", "The condition has ended"
        OLD_NEWS = "old_news", "News of the week before"
        RULE_OFF = "rule_off", "The rule was switched off"
        LEFT = "left", "No longer in a class"

    student = models.ForeignKey(
        Student,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="alerts",
        help_text="Empty for a note about the whole class.",
    )
    classroom = models.ForeignKey(Classroom, on_delete=models.PROTECT, related_name="alerts")
    skill = models.ForeignKey(
        Skill, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=30, choices=AlertKind)
    severity = models.CharField(max_length=10, choices=AlertSeverity, default=AlertSeverity.MEDIUM)
    certainty = models.FloatField(default=1.0, help_text="0 to 1, as the rule states it.")
    evidence = models.JSONField(default=dict, help_text="The rule, its numbers, n and dates.")
    opened_at = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    snoozed_until = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(
        max_length=200, blank=True, choices=[*DismissReason.choices, *ResolveReason.choices]
    )
    dedupe_key = models.CharField(max_length=200)
    episode = models.CharField(max_length=100, blank=True)
    evaluated_on = models.DateField(null=True, blank=True)
    clear_evaluations = models.PositiveSmallIntegerField(
        default=0, help_text="Evaluations in a row that did not find it any more."
    )

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(fields=["classroom", "status"], name="idx_alert_classroom_status"),
            models.Index(fields=["student", "status"], name="idx_alert_student_status"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe_key"],
                name="alert_open_once",
                condition=models.Q(status__in=CURRENT),
            ),
            models.UniqueConstraint(
                fields=["dedupe_key", "episode"],
                name="alert_once_an_episode",
                condition=~models.Q(episode=""),
            ),
            models.CheckConstraint(
                name="alert_closed_has_time",
                condition=models.Q(status__in=["resolved", "dismissed"], closed_at__isnull=False)
                | models.Q(status__in=CURRENT, closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="alert_close_reason_fits_status",
                condition=models.Q(
                    status="dismissed",
                    close_reason__in=["known_reason", "absent", "data_wrong", "already_handled"],
                )
                | models.Q(
                    status="resolved",
                    close_reason__in=["handled", "over", "old_news", "rule_off", "left"],
                )
                | models.Q(status__in=CURRENT, close_reason=""),
            ),
            models.CheckConstraint(
                name="alert_snoozed_while_open",
                condition=models.Q(snoozed_until__isnull=True) | models.Q(status__in=CURRENT),
            ),
            severity_known("alert_severity_known"),
            certainty_is_share("alert_certainty_is_share"),
            kind_known("alert_kind_known"),
            student_unless_class_note("alert_student_unless_class_note"),
            skill_and_assignment_named("alert_skill_and_assignment_named"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.student or self.classroom}"

    @property
    def is_current(self) -> bool:
        return self.status in CURRENT
