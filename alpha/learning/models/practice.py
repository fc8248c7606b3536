"""What students did: sittings, single answers where known, and where each stands on each skill."""

from django.db import models
from django.utils import timezone

from alpha.accounts.models import School
from alpha.learning.models.assignments import Assignment
from alpha.learning.models.curriculum import Item, Skill
from alpha.learning.models.roster import Student

CORRECT_WITHIN_ANSWERED = models.Q(questions_correct__lte=models.F("questions_answered"))


class PracticeImport(models.Model):
    """One file taken in. `estimated_until` is remembered so that a file without times lands on the same dates again."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="practice_imports")
    file_name = models.CharField(max_length=255)
    format = models.CharField(max_length=20)
    estimated_until = models.DateField(null=True, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    summary = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return self.file_name


class PracticeSession(models.Model):
    student = models.ForeignKey(
        Student, on_delete=models.PROTECT, related_name="practice_sessions", db_index=False
    )
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="practice_sessions")
    assignment = models.ForeignKey(
        Assignment,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="practice_sessions",
    )
    started_at = models.DateTimeField()
    school_day = models.DateField(help_text="The date at the school when it started.")
    time_spent_seconds = models.PositiveIntegerField(default=0, help_text="Pauses capped.")
    questions_answered = models.PositiveIntegerField(default=0)
    questions_correct = models.PositiveIntegerField(default=0)
    is_estimated = models.BooleanField(
        default=False, help_text="The date follows from the order of answers, not from a clock."
    )
    source = models.CharField(max_length=50, blank=True)
    external_id = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [
            # Reports add up these columns by student and date: here they find all of them together,
            # however much older practice lies between the rows of the table.
            models.Index(
                fields=[
                    "student",
                    "school_day",
                    "skill",
                    "questions_answered",
                    "questions_correct",
                    "time_spent_seconds",
                    "is_estimated",
                ],
                name="idx_practice_student_day",
            ),
            models.Index(fields=["student", "skill", "started_at"], name="idx_practice_skill"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "source", "external_id"],
                name="practice_session_external_id_unique",
                condition=~models.Q(external_id=""),
            ),
            models.CheckConstraint(
                name="practice_session_correct_within_answered", condition=CORRECT_WITHIN_ANSWERED
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student}, {self.skill}, {self.school_day}"


class Attempt(models.Model):
    """One answer, only where the source has single answers.

    `student` and `source` repeat the session's, so that the database itself refuses an answer counted twice.
    """

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(PracticeSession, on_delete=models.CASCADE, related_name="attempts")
    student = models.ForeignKey(
        Student, on_delete=models.PROTECT, related_name="attempts", db_index=False
    )
    item = models.ForeignKey(
        Item, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    position = models.PositiveIntegerField()
    is_correct = models.BooleanField()
    given = models.CharField(
        max_length=200, blank=True, help_text="As it was typed; empty where the source has it not."
    )
    seconds_taken = models.PositiveIntegerField(null=True, blank=True)
    answered_at = models.DateTimeField()
    source = models.CharField(max_length=50, blank=True)
    external_id = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["session", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "source", "external_id"],
                name="attempt_external_id_unique",
                condition=~models.Q(external_id=""),
            ),
            models.UniqueConstraint(fields=["session", "position"], name="attempt_position_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.session}, answer {self.position}"


class LearningPath(models.Model):
    """Where a student stands on a skill, computed again whenever practice is recorded."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="learning_paths")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="learning_paths")
    current_accuracy = models.FloatField(null=True, blank=True)
    questions_answered = models.PositiveIntegerField(default=0)
    questions_correct = models.PositiveIntegerField(default=0)
    mastery_achieved = models.BooleanField(default=False)
    mastered_at = models.DateTimeField(null=True, blank=True)
    last_practiced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["student", "skill"]
        constraints = [
            models.UniqueConstraint(fields=["student", "skill"], name="learning_path_unique"),
            models.CheckConstraint(
                name="learning_path_correct_within_answered", condition=CORRECT_WITHIN_ANSWERED
            ),
            models.CheckConstraint(
                name="learning_path_mastered_has_time",
                condition=models.Q(mastery_achieved=True, mastered_at__isnull=False)
                | models.Q(mastery_achieved=False, mastered_at__isnull=True),
            ),
            models.CheckConstraint(
                name="learning_path_accuracy_is_share",
                condition=models.Q(current_accuracy__isnull=True)
                | models.Q(current_accuracy__gte=0, current_accuracy__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student} – {self.skill}"
