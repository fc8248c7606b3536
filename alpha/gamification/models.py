"""The ledger of effort: XP events are only ever added; streaks and awards follow from practice."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class LedgerIsAppendOnlyError(Exception):
    """Somebody tried to change what was earned."""


class XPEvent(models.Model):
    """One line of the ledger. A mistake is corrected by another line, never by changing or deleting this one."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="xp_events"
    )
    points = models.IntegerField()
    reason = models.CharField(max_length=200)
    occurred_on = models.DateField()
    dedupe_key = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-occurred_on", "-id"]
        indexes = [models.Index(fields=["user", "occurred_on"], name="idx_xp_user_day")]
        constraints = [
            models.CheckConstraint(name="xp_points_not_zero", condition=~models.Q(points=0)),
        ]

    def __str__(self) -> str:
        return f"{self.points} XP: {self.reason}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise LedgerIsAppendOnlyError(
                "A line of the ledger is never changed: add a correction."
            )
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise LedgerIsAppendOnlyError("A line of the ledger is never deleted: add a correction.")


class Streak(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="streak"
    )
    current_days = models.PositiveIntegerField(default=0)
    longest_days = models.PositiveIntegerField(default=0)
    last_active_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="streak_current_within_longest",
                condition=models.Q(current_days__lte=models.F("longest_days")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.current_days} days"


class Achievement(models.Model):
    code = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    metric = models.CharField(max_length=50, help_text="What is counted, for example active_days.")
    need = models.PositiveIntegerField(help_text="How many of it earn the achievement.")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["metric", "need"]
        constraints = [
            models.CheckConstraint(
                name="achievement_need_positive", condition=models.Q(need__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AchievementAward(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="achievement_awards"
    )
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="awards")
    awarded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-awarded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "achievement"], name="achievement_awarded_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.achievement} ({self.user})"
