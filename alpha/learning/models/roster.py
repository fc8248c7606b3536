"""People and classes. Memberships carry dates: [starts_on, ends_on), open-ended when empty."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone

from alpha.accounts.models import Role, School
from alpha.notifications.models import OutboundEmail


def unique_external_id(name: str) -> models.UniqueConstraint:
    """Ids from outside are unique within school and source; rows made by hand have none."""
    return models.UniqueConstraint(
        fields=["school", "source", "external_id"],
        name=name,
        condition=~models.Q(external_id=""),
    )


def current_on(today: date) -> models.Q:
    """Memberships that hold on a day: begun, and not yet ended (`ends_on` is exclusive)."""
    begun = models.Q(starts_on__isnull=True) | models.Q(starts_on__lte=today)
    not_ended = models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=today)
    return begun & not_ended


def dates_in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        violation_error_message="The last date may not lie before the first.",
        condition=models.Q(starts_on__isnull=True)
        | models.Q(ends_on__isnull=True)
        | models.Q(ends_on__gte=models.F("starts_on")),
    )


class Student(models.Model):
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="students")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="student"
    )
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=200, help_text="The name shown, also in messages.")
    grade = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=20, default="en")
    source = models.CharField(max_length=50, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    source_note = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "students"
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["school", "name"], name="idx_students_school_name")]
        constraints = [unique_external_id("student_external_id_unique")]

    def __str__(self) -> str:
        return self.name


class Guardian(models.Model):
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="guardians")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"role": Role.GUARDIAN},
        related_name="guardian",
    )
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=50, blank=True)
    language = models.CharField(max_length=20, default="en")
    quiet_from = models.TimeField(
        null=True, blank=True, help_text="No mail leaves after this hour; empty: as for the school."
    )
    quiet_until = models.TimeField(null=True, blank=True)
    source = models.CharField(max_length=50, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    students: models.ManyToManyField = models.ManyToManyField(
        Student, through="Guardianship", related_name="guardians"
    )

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            unique_external_id("guardian_external_id_unique"),
            models.CheckConstraint(
                name="guardian_quiet_hours_whole",
                violation_error_message="Quiet hours need a beginning and an end.",
                condition=models.Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Guardianship(models.Model):
    class Status(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        ACTIVE = "active", "Active"
        SUSPENDED = "suspended", "Suspended"

    guardian = models.ForeignKey(Guardian, on_delete=models.CASCADE, related_name="guardianships")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="guardianships")
    relationship = models.CharField(max_length=50, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.PROPOSED)
    may_be_contacted = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guardian", "student"], name="guardianship_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.guardian} – {self.student}"


class MailOptOut(models.Model):
    """A guardian wants no more mail of a category about a child. Others of the family go on getting theirs."""

    guardianship = models.ForeignKey(
        Guardianship, on_delete=models.CASCADE, related_name="mail_opt_outs"
    )
    category = models.CharField(max_length=20, choices=OutboundEmail.Category)
    opted_out_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guardianship", "category"], name="mail_opt_out_unique"
            ),
            models.CheckConstraint(
                name="mail_opt_out_category_known",
                condition=models.Q(category__in=["progress", "meetings"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guardianship}: {self.get_category_display()}"


class Classroom(models.Model):
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="classrooms")
    name = models.CharField(max_length=200)
    subject = models.CharField(max_length=100, blank=True)
    teachers: models.ManyToManyField = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="ClassroomTeacher", related_name="classrooms"
    )
    students: models.ManyToManyField = models.ManyToManyField(
        Student, through="Enrollment", related_name="classrooms"
    )
    source = models.CharField(max_length=50, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    source_note = models.CharField(max_length=200, blank=True)
    is_archived = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [unique_external_id("classroom_external_id_unique")]

    def __str__(self) -> str:
        return self.name


class ClassroomTeacher(models.Model):
    class Role(models.TextChoices):
        TEACHER = "teacher", "Teacher"
        AIDE = "aide", "Aide"

    classroom = models.ForeignKey(
        Classroom, on_delete=models.CASCADE, related_name="classroom_teachers"
    )
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        limit_choices_to={"role": Role.TEACHER},
        related_name="classroom_teachers",
    )
    role = models.CharField(max_length=20, choices=Role, default=Role.TEACHER)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="The first day without the class.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["classroom", "teacher"], name="classroom_teacher_unique"
            ),
            dates_in_order("classroom_teacher_dates_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.teacher} – {self.classroom}"


class Enrollment(models.Model):
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="enrollments")
    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="enrollments")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="The first day out of the class.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["student", "classroom", "starts_on"], name="enrollment_unique"
            ),
            models.UniqueConstraint(
                fields=["student", "classroom"],
                name="enrollment_open_unique",
                violation_error_message="This student is in this class already.",
                condition=models.Q(ends_on__isnull=True),
            ),
            dates_in_order("enrollment_dates_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.student} – {self.classroom}"
