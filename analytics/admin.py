from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from alpha.accounts.admin_scope import SchoolScopedAdmin, administrator
from analytics.models import ClassroomRules, ReportView
from analytics.models.rules import SWITCHES, THRESHOLDS


@admin.register(ReportView)
class ReportViewAdmin(SchoolScopedAdmin):
    """Who looked at which report: the record of access. It is read here, never written."""

    school_path = "viewer__school"
    list_display = ["viewed_at", "viewer", "student", "classroom"]
    list_select_related = ["viewer", "student", "classroom"]
    list_per_page = 50
    search_fields = ["viewer__username", "viewer__last_name", "student__name", "classroom__name"]
    date_hierarchy = "viewed_at"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ClassroomRules)
class ClassroomRulesAdmin(SchoolScopedAdmin):
    """How the alerts of a class are found, where it differs from the school."""

    school_path = "classroom__school"
    list_display = ["classroom", *SWITCHES]
    list_select_related = ["classroom"]
    list_per_page = 50
    search_fields = ["classroom__name"]
    autocomplete_fields = ["classroom"]
    fieldsets = [
        (None, {"fields": ["classroom"]}),
        ("Rules", {"fields": [*SWITCHES]}),
        (
            "Thresholds (empty: those of the school)",
            {"fields": [*THRESHOLDS]},
        ),
    ]

    def save_model(
        self,
        request: HttpRequest,
        obj: ClassroomRules,
        form: forms.Form,
        change: bool,  # noqa: FBT001  # Django's own
    ) -> None:
        obj.updated_by = administrator(request)
        super().save_model(request, obj, form, change)
