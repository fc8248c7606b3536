"""The office's page for the letters to families, as that for message templates."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from alpha.accounts.admin_scope import SchoolScopedAdmin, administrator
from alpha.accounts.models import School
from interventions.forms.letters import LetterTemplateForm
from interventions.languages import language_name
from interventions.letter_library import create_default_letters, restore_letters
from interventions.letter_variables import GUARDIAN_NAME, LETTER_VARIABLES
from interventions.models import LetterTemplate
from interventions.templates_text import fill, template_problems

# Nobody's child and nobody's parent.
SAMPLE_FAMILY = {
    GUARDIAN_NAME: "Alex Rivera",
    "student_name": "Sam Rivera",
    "skill_name": "Fractions",
    "days": "8",
    "accuracy": "74",
    "streak_days": "5",
    "xp": "1250",
    "level": "6",
    "achievement": "Five skills mastered",
    "assignment_title": "Fractions Practice",
    "due_date": "Friday, March 6",
    "teacher_name": "Ms. Lee",
    "class_name": "Grade 5 Math",
    "school_name": "Maple School",
    "good_news": "Sam Rivera practiced on 9 days in the last month, and that takes effort.",
}


@admin.register(LetterTemplate)
class LetterTemplateAdmin(SchoolScopedAdmin):
    form = LetterTemplateForm
    list_display = ("title", "topic", "in_language", "is_active", "is_default", "school")
    list_filter = ("topic", "is_active", "language")
    list_select_related = ("school",)
    search_fields = ("title", "content")
    ordering = ("id",)
    actions = ("restore_selected",)

    @admin.display(description="language", ordering="language")
    def in_language(self, letter: LetterTemplate) -> str:
        return language_name(letter.language)

    @admin.display(boolean=True, description="default")
    def is_default(self, letter: LetterTemplate) -> bool:
        return bool(letter.default_key)

    @admin.action(description="Restore defaults (first title and text)", permissions=["change"])
    def restore_selected(self, request: HttpRequest, queryset: QuerySet[LetterTemplate]) -> None:
        restored = restore_letters(queryset)
        words = f"Restored {counted(restored)} to the first title and text."
        self.message_user(request, words, messages.SUCCESS if restored else messages.WARNING)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "preview/",
                self.admin_site.admin_view(self.preview),
                name="interventions_lettertemplate_preview",
            ),
            path(
                "restore-defaults/",
                self.admin_site.admin_view(self.restore_missing),
                name="interventions_lettertemplate_restore_missing",
            ),
        ]
        return [*own, *super().get_urls()]

    @method_decorator(require_POST)
    def preview(self, request: HttpRequest) -> HttpResponse:
        """The text as a family would read it, while it is being typed."""
        return render(
            request,
            "admin/interventions/messagetemplate/_preview.html",
            {"preview": preview_of(request.POST.get("content", ""))},
        )

    @method_decorator(require_POST)
    def restore_missing(self, request: HttpRequest) -> HttpResponse:
        """Puts back the default letters that were deleted; those that are there keep their text."""
        user = administrator(request)
        schools = School.objects.all() if user.is_superuser else [user.school]
        added = sum(create_default_letters(school).created for school in schools if school)
        words = f"Added {counted(added)}." if added else "All default letters are there already."
        self.message_user(request, words, messages.SUCCESS)
        return redirect("admin:interventions_lettertemplate_changelist")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form: forms.ModelForm = context["adminform"].form
        content = form["content"].value() or ""
        context |= {"allowed_variables": LETTER_VARIABLES, "preview": preview_of(content)}
        return super().render_change_form(request, context, *args, **kwargs)


def preview_of(content: str) -> dict[str, object]:
    return {
        "text": fill(content, SAMPLE_FAMILY, LETTER_VARIABLES).text,
        "problems": template_problems(content, LETTER_VARIABLES),
    }


def counted(number: int) -> str:
    return f"{number} letter" if number == 1 else f"{number} letters"
