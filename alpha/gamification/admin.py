from django.contrib import admin

from alpha.gamification.models import Achievement


@admin.register(Achievement)
class AchievementAdmin(admin.ModelAdmin):
    """The same for every school of this server, so only those who run it change them."""

    list_display = ["name", "code", "metric", "need", "is_active"]
    list_filter = ["metric", "is_active"]
    search_fields = ["name", "code"]
