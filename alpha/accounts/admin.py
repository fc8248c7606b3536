"""The office's pages for the school and for everybody who signs in."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dates import WEEKDAYS

from alpha.accounts.admin_scope import (
    SchoolScope,
    SchoolScopedAdmin,
    SchoolScopedInline,
    administrator,
)
from alpha.accounts.forms import LIFETIMES
from alpha.accounts.models import ApiToken, Role, School, SchoolHoliday, User
from alpha.accounts.tokens import MAY_HAVE_TOKENS, TokenRefused, check_wanted, issue, revoke


class SchoolForm(forms.ModelForm):
    weekdays_taught = forms.TypedMultipleChoiceField(
        coerce=int, choices=WEEKDAYS.items(), widget=forms.CheckboxSelectMultiple
    )


class SchoolHolidayInline(SchoolScopedInline):
    model = SchoolHoliday


@admin.register(School)
class SchoolAdmin(SchoolScopedAdmin):
    """An office sees its own school; opening and closing schools is for those who run the server."""

    school_path = "pk"
    form = SchoolForm
    inlines = [SchoolHolidayInline]
    list_display = ["name", "code", "time_zone", "locale"]
    search_fields = ["name", "code"]
    fieldsets = [
        (None, {"fields": ["name", "code", "time_zone", "locale", "weekdays_taught"]}),
        ("Mail", {"fields": ["quiet_from", "quiet_until"]}),
        (
            "Thresholds, as shares (0.70 is 70 %)",
            {
                "fields": [
                    "excellent_from",
                    "good_from",
                    "fair_from",
                    "struggling_below",
                    "struggling_certainty",
                    "minimum_answers",
                ]
            },
        ),
    ]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return administrator(request).is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return administrator(request).is_superuser


@admin.register(User)
class UserAdmin(SchoolScope, DjangoUserAdmin):
    """Who signs in, and the passwords the office issues.

    Students are added on their own page, which makes their sign-in. Nobody becomes a superuser here by an office's
    hand, and no office sees one: a password set for a superuser would be the key to every school.
    """

    list_display = ["username", "display_name", "email", "role", "school", "is_active"]
    list_filter = ["role", "is_active"]
    list_select_related = ["school"]
    list_per_page = 50
    search_fields = ["username", "first_name", "last_name", "email"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["first_name", "last_name", "email"]}),
        ("At school", {"fields": ["school", "role", "is_active"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": [
                    "school",
                    "role",
                    "username",
                    "first_name",
                    "last_name",
                    "email",
                    "usable_password",
                    "password1",
                    "password2",
                ]
            },
        ),
    ]
    server_fieldset = ("Server", {"fields": ["is_superuser"]})
    readonly_fields = ["last_login", "date_joined"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        people = super().get_queryset(request)
        return people if administrator(request).is_superuser else people.filter(is_superuser=False)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None and administrator(request).is_superuser:
            return [*fieldsets, self.server_fieldset]
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        fixed = ["role"] if obj is not None and obj.role == Role.STUDENT else []
        return [*self.readonly_fields, *fixed]

    def formfield_for_choice_field(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "role":
            kwargs["choices"] = [choice for choice in Role.choices if choice[0] != Role.STUDENT]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: forms.Form, change: bool) -> None:  # noqa: FBT001  # Django's own
        obj.is_staff = obj.is_superuser or obj.role == Role.ADMINISTRATOR
        super().save_model(request, obj, form, change)


class IssueTokenForm(forms.ModelForm):
    days = forms.TypedChoiceField(label="Good for", choices=LIFETIMES, initial=90, coerce=int)

    class Meta:
        model = ApiToken
        fields = ["user", "name", "may_read", "may_act"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_wanted(**data)
            except TokenRefused as refused:
                self.add_error(
                    refused.field if refused.field in self.fields else None, refused.message
                )
        return data


@admin.register(ApiToken)
class ApiTokenAdmin(SchoolScopedAdmin):
    """Programs that may ask in the name of the school's staff: seen, issued, revoked; never changed or forgotten."""

    school_path = "user__school"
    form = IssueTokenForm
    list_display = ["name", "user", "hint", "may_read", "may_act", "last_used_at", "state"]
    list_select_related = ["user"]
    list_per_page = 50
    search_fields = ["name", "hint", "user__username", "user__last_name"]
    actions = ["revoke_chosen"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        asked = ["user", "name", "may_read", "may_act"]
        if obj is None:
            return [*asked, "days"]
        return [*asked, "hint", "created_at", "last_used_at", "expires_at", "revoked_at"]

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and field.queryset is not None:
            field.queryset = field.queryset.filter(role__in=MAY_HAVE_TOKENS, is_active=True)
        return field

    def save_model(
        self,
        request: HttpRequest,
        obj: ApiToken,
        form: forms.Form,
        change: bool,  # noqa: FBT001  # Django's own
    ) -> None:
        made, secret = issue(**form.cleaned_data)
        obj.pk = made.pk
        # Kept until the answer is written, and nowhere else.
        request.new_token = secret  # type: ignore[attr-defined]

    def response_add(
        self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The one page that shows it, instead of a redirect: a message would lie in a cookie."""
        context = self.admin_site.each_context(request) | {
            "title": "The new token",
            "opts": self.opts,
            "token": obj,
            "secret": request.new_token,  # type: ignore[attr-defined]
        }
        return TemplateResponse(request, "admin/accounts/apitoken/issued.html", context)

    @admin.display(description="state")
    def state(self, token: ApiToken) -> str:
        if token.revoked_at is not None:
            return "revoked"
        return "expired" if token.expires_at <= timezone.now() else "in use"

    @admin.action(description="Revoke the chosen tokens")
    def revoke_chosen(self, request: HttpRequest, chosen: models.QuerySet) -> None:
        for token in chosen:
            revoke(token)
        self.message_user(request, "Revoked. They open nothing from now on.", messages.SUCCESS)
