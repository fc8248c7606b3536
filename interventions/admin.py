"""The office's page for message templates. Messages, meetings and interventions are not here: the office manages what
teachers can write with, and does not read what they wrote."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from alpha.accounts.admin_scope import SchoolScopedAdmin, administrator
from alpha.accounts.models import School
from interventions.errors import Invalid
from interventions.forms.templates import MessageTemplateForm
from interventions.letter_admin import LetterTemplateAdmin
from interventions.models import MessageTemplate
from interventions.template_library import create_default_templates, go_back, restore_defaults
from interventions.template_versions import versions_of
from interventions.templates_text import ALLOWED_VARIABLES, fill, template_problems

__all__ = ["LetterTemplateAdmin", "MessageTemplateAdmin"]

# Nobody's child: the preview shows how a text reads, without opening any student's record.
SAMPLE_STUDENT = {
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
    "class_name": "Grade 5 Blue",
    "teacher_name": "Ms. Lee",
}


@admin.register(MessageTemplate)
class MessageTemplateAdmin(SchoolScopedAdmin):
    form = MessageTemplateForm
    list_display = ("title", "category", "language", "is_active", "is_default", "school")
    list_filter = ("category", "is_active", "language")
    list_select_related = ("school",)
    search_fields = ("title", "content")
    ordering = ("id",)
    actions = ("restore_selected",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[MessageTemplate]:
        """Without those a teacher wrote for herself: the office does not read what teachers write."""
        return super().get_queryset(request).filter(owner__isnull=True)

    @admin.display(boolean=True, description="default")
    def is_default(self, template: MessageTemplate) -> bool:
        return bool(template.default_key)

    @admin.action(description="Restore defaults (first title and text)", permissions=["change"])
    def restore_selected(self, request: HttpRequest, queryset: QuerySet[MessageTemplate]) -> None:
        chosen = list(queryset)
        restored = restore_defaults(chosen)
        words = f"Restored {counted(restored)} to the first title and text."
        if restored < len(chosen):
            own = counted(len(chosen) - restored)
            words += f" Left as before: {own} that your school wrote itself."
        self.message_user(request, words, messages.SUCCESS if restored else messages.WARNING)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "preview/",
                self.admin_site.admin_view(self.preview),
                name="interventions_messagetemplate_preview",
            ),
            path(
                "restore-defaults/",
                self.admin_site.admin_view(self.restore_missing),
                name="interventions_messagetemplate_restore_missing",
            ),
            path(
                "<int:object_id>/versions/<int:version_id>/go-back/",
                self.admin_site.admin_view(self.go_back),
                name="interventions_messagetemplate_go_back",
            ),
        ]
        return [*own, *super().get_urls()]

    @method_decorator(require_POST)
    def preview(self, request: HttpRequest) -> HttpResponse:
        """The text as a student would read it, while it is being typed."""
        return render(
            request,
            "admin/interventions/messagetemplate/_preview.html",
            {"preview": preview_of(request.POST.get("content", ""))},
        )

    @method_decorator(require_POST)
    def restore_missing(self, request: HttpRequest) -> HttpResponse:
        """Puts back the default templates that were deleted; those that are there keep their text."""
        user = administrator(request)
        schools = School.objects.all() if user.is_superuser else [user.school]
        added = sum(create_default_templates(school).created for school in schools if school)
        words = f"Added {counted(added)}." if added else "All default templates are there already."
        self.message_user(request, words, messages.SUCCESS)
        return redirect("admin:interventions_messagetemplate_changelist")

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The versions of a template; Django's own record of who pressed what says less."""
        template = self.get_object(request, unquote(object_id))
        versions = [] if template is None else versions_of(template)
        return super().history_view(
            request, object_id, {"versions": versions} | (extra_context or {})
        )

    @method_decorator(require_POST)
    def go_back(self, request: HttpRequest, object_id: int, version_id: int) -> HttpResponse:
        """A second press finds the template as that version was already, and writes nothing."""
        template = self.get_object(request, str(object_id))
        versions = [] if template is None else versions_of(template)
        version = next((one for one in versions if one.id == version_id), None)
        if template is None or version is None:
            raise Http404
        try:
            changed = go_back(template, version)
        except Invalid as invalid:
            words = f"That version cannot be used any more. {invalid.message}"
            self.message_user(request, words, messages.ERROR)
        else:
            if changed:
                self.log_change(request, template, "Went back to an older version.")
            self.message_user(request, "The template is as it was in that version.")
        return redirect("admin:interventions_messagetemplate_history", object_id)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        content = context["adminform"].form["content"].value() or ""
        context |= {"allowed_variables": ALLOWED_VARIABLES, "preview": preview_of(content)}
        return super().render_change_form(request, context, *args, **kwargs)


def preview_of(content: str) -> dict[str, object]:
    return {
        "text": fill(content, SAMPLE_STUDENT).text,
        "problems": template_problems(content),
    }


def counted(number: int) -> str:
    return f"{number} template" if number == 1 else f"{number} templates"
