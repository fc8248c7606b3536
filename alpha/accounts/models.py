"""Who a person is: the school, its calendar and thresholds, and the people who sign in."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


def school_week() -> list[int]:
    """Monday to Friday, as date.weekday() counts them."""
    return [0, 1, 2, 3, 4]


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(
            "“%(name)s” is no time zone. Write it as Area/City, for example America/New_York.",
            params={"name": name},
        )


def validate_weekdays(days: object) -> None:
    valid = (
        isinstance(days, list)
        and bool(days)
        and all(day in range(7) for day in days)
        and len(set(days)) == len(days)
    )
    if not valid:
        raise ValidationError("Weekdays are a list of numbers, 0 for Monday to 6 for Sunday.")


class School(models.Model):
    name = models.CharField(max_length=200)
    code = models.SlugField(
        max_length=50, unique=True, help_text="Short name for commands and imports."
    )
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    locale = models.CharField(max_length=20, default="en-us")
    weekdays_taught = models.JSONField(default=school_week, validators=[validate_weekdays])
    quiet_from = models.TimeField(default=time(18), help_text="No mail leaves after this hour.")
    quiet_until = models.TimeField(default=time(7))

    # Thresholds, as shares. What each does stands in analytics.metrics.
    excellent_from = models.FloatField(default=0.90)
    good_from = models.FloatField(default=0.80)
    fair_from = models.FloatField(default=0.70)
    struggling_below = models.FloatField(default=0.70)
    struggling_certainty = models.FloatField(default=0.80)
    minimum_answers = models.PositiveSmallIntegerField(default=20)

    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="school_bands_descend",
                violation_error_message="Excellent, good and fair have to follow each other downward, between 0 and 1.",
                condition=models.Q(excellent_from__lte=1)
                & models.Q(good_from__lt=models.F("excellent_from"))
                & models.Q(fair_from__lt=models.F("good_from"))
                & models.Q(fair_from__gt=0),
            ),
            models.CheckConstraint(
                name="school_struggling_is_share",
                violation_error_message="Struggling is a share between 0 and 1; its certainty lies between 0.5 and 1.",
                condition=models.Q(struggling_below__gt=0, struggling_below__lt=1)
                & models.Q(struggling_certainty__gt=0.5, struggling_certainty__lt=1),
            ),
            models.CheckConstraint(
                name="school_minimum_answers_positive",
                violation_error_message="At least one answer is needed.",
                condition=models.Q(minimum_answers__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def today(self) -> date:
        """The date it is at the school now."""
        return timezone.now().astimezone(self.zone).date()

    def day_of(self, instant: datetime) -> date:
        """The school day on which an instant falls."""
        return instant.astimezone(self.zone).date()

    def instants_of(self, day: date, clock: time) -> tuple[datetime, ...]:
        """When the clocks at the school show this: one instant, none in an hour they skip, two in one they repeat."""
        local = datetime.combine(day, clock)
        found = {local.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
        return tuple(
            sorted(at for at in found if at.astimezone(self.zone).replace(tzinfo=None) == local)
        )


class SchoolHoliday(models.Model):
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="holidays")
    name = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day of the holiday.")

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                name="holiday_ends_after_start",
                violation_error_message="A holiday ends on the day it starts or later.",
                condition=models.Q(ends_on__gte=models.F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.starts_on} – {self.ends_on})"


class Role(models.TextChoices):
    TEACHER = "teacher", "Teacher"
    LEADER = "leader", "School leader"
    ADMINISTRATOR = "administrator", "Administrator"
    STUDENT = "student", "Student"
    GUARDIAN = "guardian", "Parent or guardian"


class User(AbstractUser):
    """Somebody who can be written to. `school` is empty for the people who run the server."""

    Role = Role

    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="users"
    )
    role = models.CharField(max_length=20, choices=Role, default=Role.TEACHER)
    source = models.CharField(max_length=50, blank=True)
    external_id = models.CharField(max_length=200, blank=True)

    class Meta(AbstractUser.Meta):
        db_table = "users"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="Somebody uses this e-mail address already.",
                condition=~models.Q(email=""),
            ),
            models.UniqueConstraint(
                fields=["school", "source", "external_id"],
                name="user_external_id_unique",
                condition=~models.Q(external_id=""),
            ),
            models.CheckConstraint(
                name="user_role_known", condition=models.Q(role__in=Role.values)
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username


class IdempotencyKey(models.Model):
    """The answer given to a POST, written in the transaction of its effect, so that a repeat repeats the answer."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    route = models.CharField(max_length=200)
    key = models.CharField(max_length=64)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    location = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "route", "key"], name="idempotency_key_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"


class ApiToken(models.Model):
    """A program that may ask in somebody's name. Of its secret only a digest is kept, and its first letters."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100, help_text="Which program has it.")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=16, editable=False)
    may_read = models.BooleanField("may read reports", default=True)
    may_act = models.BooleanField("may act", default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="api_token_has_scope",
                condition=models.Q(may_read=True) | models.Q(may_act=True),
            ),
            models.CheckConstraint(
                name="api_token_expires_after_creation",
                condition=models.Q(expires_at__gt=models.F("created_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scopes(self) -> frozenset[str]:
        granted = {"read": self.may_read, "act": self.may_act}
        return frozenset(scope for scope, is_granted in granted.items() if is_granted)

    @property
    def scope_words(self) -> str:
        words = {"read": "reads reports", "act": "acts"}
        return " and ".join(words[scope] for scope in words if scope in self.scopes)


class RateCount(models.Model):
    """Requests of one token or person to the API in one minute, `minute` counted from 1970."""

    subject = models.CharField(max_length=40)
    minute = models.BigIntegerField(db_index=True)
    requests = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "minute"], name="rate_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.requests}"
