"""Work given to students, and how far each has come with it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from alpha.accounts.models import School
from alpha.learning.models.curriculum import Skill
from alpha.learning.models.roster import Classroom, Student, unique_external_id


class Assignment(models.Model):
    class Difficulty(models.TextChoices):
        EASY = "easy", "Easy"
        MEDIUM = "medium", "Medium"
        HARD = "hard", "Hard"
        ADAPTIVE = "adaptive", "Adaptive"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="assignments")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty where an import does not say who gave it.",
    )
    classroom = models.ForeignKey(
        Classroom, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    title = models.CharField(max_length=200)
    skills: models.ManyToManyField = models.ManyToManyField(Skill, related_name="assignments")
    question_count = models.PositiveSmallIntegerField(default=15)
    difficulty = models.CharField(max_length=20, choices=Difficulty, default=Difficulty.ADAPTIVE)
    released_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=50, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            unique_external_id("assignment_external_id_unique"),
            models.CheckConstraint(
                name="assignment_has_questions", condition=models.Q(question_count__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AssignedWork(models.Model):
    class Status(models.TextChoices):
        ASSIGNED = "assigned", "Not started"
        IN_PROGRESS = "in_progress", "In progress"
        COMPLETED = "completed", "Completed"

    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, related_name="assigned_works"
    )
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="assigned_works")
    status = models.CharField(max_length=20, choices=Status, default=Status.ASSIGNED)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    questions_answered = models.PositiveIntegerField(default=0)
    questions_correct = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "student"], name="assigned_once"),
            models.CheckConstraint(
                name="assigned_work_completed_has_time",
                condition=models.Q(status="completed", completed_at__isnull=False)
                | (~models.Q(status="completed") & models.Q(completed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="assigned_work_correct_within_answered",
                condition=models.Q(questions_correct__lte=models.F("questions_answered")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} – {self.student}"

    @property
    def is_completed(self) -> bool:
        return self.status == self.Status.COMPLETED

    @property
    def is_overdue(self) -> bool:
        """Not finished, and due by now."""
        due_at = self.assignment.due_at
        return not self.is_completed and due_at is not None and due_at < timezone.now()

    @property
    def share_done(self) -> float:
        return min(1.0, self.questions_answered / self.assignment.question_count)

    def come_to(
        self, *, answered: int, correct: int, started_at: datetime, completed_at: datetime | None
    ) -> None:
        """Set how far it has come (totals, not additions). What is begun or completed stays so, at its first time."""
        self.questions_answered, self.questions_correct = answered, correct
        if answered and self.status == self.Status.ASSIGNED:
            self.status, self.started_at = self.Status.IN_PROGRESS, started_at
        if completed_at is not None and self.status != self.Status.COMPLETED:
            self.status, self.completed_at = self.Status.COMPLETED, completed_at
