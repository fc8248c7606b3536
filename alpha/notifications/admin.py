from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from alpha.notifications.models import OutboundEmail


@admin.register(OutboundEmail)
class OutboundEmailAdmin(admin.ModelAdmin):
    """Whether mail leaves, for those who run the server; never what it says."""

    list_display = ["created_at", "status", "attempts", "send_after", "sent_at"]
    list_filter = ["status"]
    fields = [
        "status",
        "attempts",
        "last_error",
        "send_after",
        "created_at",
        "sent_at",
        "message_id",
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
