"""The office's pages for people, classes, skills, questions and assignments."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from alpha.accounts.admin_scope import SchoolScopedAdmin, SchoolScopedInline, SettledChoiceForm
from alpha.accounts.models import Role, User
from alpha.learning.models import (
    Assignment,
    Classroom,
    ClassroomTeacher,
    Enrollment,
    Guardian,
    Guardianship,
    Item,
    MailOptOut,
    Skill,
    Student,
)
from alpha.learning.services.roster import create_user

FROM_OUTSIDE: Any = (
    "From another system",
    {"fields": ["source", "external_id"], "classes": ["collapse"]},
)


class GuardianshipForm(SettledChoiceForm):
    settled = "guardian"


class GuardianshipInline(SchoolScopedInline):
    model = Guardianship
    form = GuardianshipForm
    autocomplete_fields = ["guardian"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("guardian", "student")


class NewStudentForm(forms.ModelForm):
    username = forms.CharField(
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text="For signing in. A password is issued on the student's page afterwards.",
    )

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError("Somebody signs in with this name already.")
        return username


@admin.register(Student)
class StudentAdmin(SchoolScopedAdmin):
    inlines = [GuardianshipInline]
    list_display = ["name", "grade", "sign_in_name", "school", "is_active"]
    list_filter = ["is_active", "grade"]
    list_select_related = ["user", "school"]
    list_per_page = 50
    search_fields = ["name", "given_name", "family_name", "user__username", "external_id"]
    readonly_fields = ["sign_in"]
    person_fields = ["school", "name", "given_name", "family_name", "grade", "language"]

    def get_form(
        self,
        request: HttpRequest,
        obj: Student | None = None,
        change: bool = False,  # noqa: FBT001, FBT002  # Django's own
        **kwargs: Any,
    ) -> type[forms.ModelForm]:
        if obj is None:
            kwargs["form"] = NewStudentForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Student | None = None) -> Any:
        if obj is None:
            return [(None, {"fields": [*self.person_fields, "username"]})]
        return [
            (None, {"fields": [*self.person_fields, "is_active", "sign_in"]}),
            FROM_OUTSIDE,
        ]

    @admin.display(description="Username", ordering="user__username")
    def sign_in_name(self, student: Student) -> str:
        return student.user.username

    @admin.display(description="Sign-in")
    def sign_in(self, student: Student) -> str:
        return format_html(
            '{} · <a href="{}">issue a password</a>',
            student.user.username,
            reverse("admin:auth_user_password_change", args=[student.user_id]),
        )

    def save_model(
        self,
        request: HttpRequest,
        obj: Student,
        form: forms.ModelForm,
        change: bool,  # noqa: FBT001  # Django's own
    ) -> None:
        if not change:
            obj.user = create_user(
                obj.school,
                role=Role.STUDENT,
                username=form.cleaned_data["username"],
                first_name=obj.given_name,
                last_name=obj.family_name,
            )
        super().save_model(request, obj, form, change)


@admin.register(Guardian)
class GuardianAdmin(SchoolScopedAdmin):
    list_display = ["name", "email", "phone", "school"]
    list_select_related = ["school"]
    list_per_page = 50
    search_fields = ["name", "email"]
    autocomplete_fields = ["user"]
    fieldsets = [
        (None, {"fields": ["school", "name", "email", "phone", "language", "user"]}),
        ("Quiet hours of her own", {"fields": ["quiet_from", "quiet_until"]}),
        FROM_OUTSIDE,
    ]


@admin.register(MailOptOut)
class MailOptOutAdmin(SchoolScopedAdmin):
    """What families stopped by the link in a mail. The office sees it; the family alone changes it."""

    school_path = "guardianship__student__school"
    list_display = ["guardian", "student", "category", "opted_out_at"]
    list_filter = ["category"]
    list_select_related = ["guardianship__guardian", "guardianship__student"]
    list_per_page = 50
    search_fields = ["guardianship__guardian__name", "guardianship__student__name"]
    ordering = ["-opted_out_at"]
    fields = ["guardian", "student", "category", "opted_out_at"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(ordering="guardianship__guardian__name")
    def guardian(self, row: MailOptOut) -> str:
        return row.guardianship.guardian.name

    @admin.display(ordering="guardianship__student__name")
    def student(self, row: MailOptOut) -> str:
        return row.guardianship.student.name


class SameSchoolForm(SettledChoiceForm):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        person = self.cleaned_data.get(self.settled)
        # The class may be new itself; only the field that joins row and class knows it then.
        classroom = self.fields["classroom"].parent_instance  # type: ignore[attr-defined]
        if person is not None and person.school_id != classroom.school_id:
            self.add_error(self.settled, f"{person} is not of the school of this class.")
        return cleaned


class ClassroomTeacherForm(SameSchoolForm):
    settled = "teacher"


class EnrollmentForm(SameSchoolForm):
    settled = "student"


class ClassroomTeacherInline(SchoolScopedInline):
    model = ClassroomTeacher
    form = ClassroomTeacherForm
    autocomplete_fields = ["teacher"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("teacher", "classroom")


class EnrollmentInline(SchoolScopedInline):
    model = Enrollment
    form = EnrollmentForm
    autocomplete_fields = ["student"]
    ordering = ["student__name", "pk"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("student", "classroom")


@admin.register(Classroom)
class ClassroomAdmin(SchoolScopedAdmin):
    inlines = [ClassroomTeacherInline, EnrollmentInline]
    list_display = ["name", "subject", "school", "is_archived"]
    list_filter = ["is_archived", "subject"]
    list_select_related = ["school"]
    list_per_page = 50
    search_fields = ["name", "subject", "external_id"]
    fieldsets = [
        (None, {"fields": ["school", "name", "subject", "is_archived"]}),
        FROM_OUTSIDE,
    ]


@admin.register(Skill)
class SkillAdmin(SchoolScopedAdmin):
    list_display = ["name", "code", "subject", "school"]
    list_filter = ["subject"]
    list_select_related = ["school"]
    list_per_page = 50
    search_fields = ["name", "code"]
    autocomplete_fields = ["prerequisites"]
    fieldsets = [
        (None, {"fields": ["school", "code", "name", "subject", "prerequisites"]}),
        FROM_OUTSIDE,
    ]


@admin.register(Item)
class ItemAdmin(SchoolScopedAdmin):
    school_path = "skill__school"
    list_display = ["__str__", "skill", "difficulty"]
    list_filter = ["difficulty"]
    list_select_related = ["skill"]
    list_per_page = 50
    search_fields = ["prompt", "skill__name"]
    autocomplete_fields = ["skill"]


@admin.register(Assignment)
class AssignmentAdmin(SchoolScopedAdmin):
    """The work itself. How far each student has come with it is no business of the office."""

    list_display = ["title", "classroom", "created_by", "difficulty", "due_at"]
    list_filter = ["difficulty"]
    list_select_related = ["classroom", "created_by"]
    list_per_page = 50
    search_fields = ["title", "classroom__name"]
    autocomplete_fields = ["classroom", "created_by", "skills"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "school",
                    "title",
                    "classroom",
                    "created_by",
                    "skills",
                    "question_count",
                    "difficulty",
                    "released_at",
                    "due_at",
                ]
            },
        ),
        FROM_OUTSIDE,
    ]
