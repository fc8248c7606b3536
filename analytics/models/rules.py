"""How a class wants its alerts: thresholds of its own, and rules switched off."""

from collections.abc import Mapping
from types import MappingProxyType

from django.conf import settings
from django.db import models

from alpha.learning.models import Classroom
from analytics.detectors import GOOD_NEWS, Kind, RuleLimits

# The switches, and the kinds of finding each turns off.
SWITCHES: Mapping[str, tuple[Kind, ...]] = MappingProxyType(
    {
        "is_inactivity_on": ("inactivity", "class_gap"),
        "is_struggling_on": ("struggling",),
        "is_decline_on": ("decline",),
        "is_wheel_spinning_on": ("wheel_spinning",),
        "is_overdue_on": ("overdue",),
        "is_good_news_on": GOOD_NEWS,
    }
)
# The thresholds, by their names in RuleLimits.
THRESHOLDS = (
    "inactive_school_days",
    "struggling_below",
    "struggling_certainty",
    "minimum_answers",
    "decline_change",
    "stuck_answers",
    "stuck_below",
    "overdue_school_days",
    "streak_days",
)


def within(name: str, field: str, low: float, high: float, message: str) -> models.CheckConstraint:
    """A threshold is empty or from `low` to `high`, both inside."""
    return models.CheckConstraint(
        name=name,
        violation_error_message=message,
        condition=models.Q(**{f"{field}__isnull": True})
        | models.Q(**{f"{field}__gte": low, f"{field}__lte": high}),
    )


class ClassroomRules(models.Model):
    """An empty threshold is the school's or, where the school has none, the default of `RuleLimits`."""

    classroom = models.OneToOneField(Classroom, on_delete=models.CASCADE, related_name="+")
    inactive_school_days = models.PositiveSmallIntegerField(null=True, blank=True)
    struggling_below = models.FloatField(null=True, blank=True)
    struggling_certainty = models.FloatField(null=True, blank=True)
    minimum_answers = models.PositiveSmallIntegerField(null=True, blank=True)
    decline_change = models.FloatField(null=True, blank=True)
    stuck_answers = models.PositiveSmallIntegerField(null=True, blank=True)
    stuck_below = models.FloatField(null=True, blank=True)
    overdue_school_days = models.PositiveSmallIntegerField(null=True, blank=True)
    streak_days = models.PositiveSmallIntegerField(null=True, blank=True)

    is_inactivity_on = models.BooleanField(default=True)
    is_struggling_on = models.BooleanField(default=True)
    is_decline_on = models.BooleanField(default=True)
    is_wheel_spinning_on = models.BooleanField(default=True)
    is_overdue_on = models.BooleanField(default=True)
    is_good_news_on = models.BooleanField(default=True)

    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    class Meta:
        ordering = ["classroom"]
        verbose_name_plural = "classroom rules"
        constraints = [
            within(
                "rules_inactive_school_days",
                "inactive_school_days",
                2,
                40,
                "No recent practice: choose 2 to 40 school days.",
            ),
            within(
                "rules_struggling_below",
                "struggling_below",
                0.05,
                0.95,
                "Struggling: choose a share from 0.05 to 0.95.",
            ),
            within(
                "rules_struggling_certainty",
                "struggling_certainty",
                0.6,
                0.99,
                "Struggling: the certainty lies between 0.6 and 0.99.",
            ),
            within(
                "rules_minimum_answers",
                "minimum_answers",
                10,
                500,
                "Struggling: at least 10 answers are needed, 500 at most.",
            ),
            within(
                "rules_decline_change",
                "decline_change",
                0.08,
                0.60,
                "Declining: a fall of less than 0.08 cannot be told from chance; 0.60 is the most.",
            ),
            within(
                "rules_stuck_answers",
                "stuck_answers",
                5,
                100,
                "Stuck on a skill: choose 5 to 100 answers.",
            ),
            within(
                "rules_stuck_below",
                "stuck_below",
                0.05,
                0.75,
                "Stuck on a skill: choose a share from 0.05 to 0.75; from there on it is mastered.",
            ),
            within(
                "rules_overdue_school_days",
                "overdue_school_days",
                1,
                20,
                "Overdue work: choose 1 to 20 school days.",
            ),
            within(
                "rules_streak_days",
                "streak_days",
                3,
                60,
                "A streak: choose 3 to 60 school days.",
            ),
        ]

    def __str__(self) -> str:
        return f"Rules of {self.classroom}"

    def limits(self, school: RuleLimits) -> RuleLimits:
        """Return the limits of the class, by those of its school; asks the database nothing."""
        off = [
            kind
            for switch, kinds in SWITCHES.items()
            if not getattr(self, switch)
            for kind in kinds
        ]
        return school.changed({name: getattr(self, name) for name in THRESHOLDS}, switched_off=off)
