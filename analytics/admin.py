from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from alpha.accounts.admin_scope import SchoolScopedAdmin
from analytics.models import ReportView


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
