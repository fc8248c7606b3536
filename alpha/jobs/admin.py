from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from alpha.jobs.models import JobRun


@admin.register(JobRun)
class JobRunAdmin(admin.ModelAdmin):
    """Whether the worker keeps up, for those who run the server."""

    list_display = ["name", "last_started_at", "last_finished_at", "next_at", "runs", "last_error"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
