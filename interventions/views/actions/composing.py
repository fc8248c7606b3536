"""What a teacher has before her while she composes a message: the form, and what Alpha knows for filling it."""

from functools import cached_property

from django.db.models import QuerySet
from django.utils.functional import SimpleLazyObject

from alpha.accounts.models import User
from alpha.learning.models import Student
from interventions.actions.message import clean_message
from interventions.drafts import draft_message
from interventions.errors import Invalid
from interventions.forms.message import MessageForm
from interventions.models import MessageTemplate
from interventions.selectors import has_written_today, templates_for
from interventions.situation import Situation, situation_of
from interventions.suggestions import Suggestion, suggest
from interventions.variables import values_in
from interventions.views.actions.frame import address_of

KIND = "message"


class Desk:
    """One message to one student by one teacher. What is asked for is read once, and what is not asked for never."""

    def __init__(self, user: User, student: Student) -> None:
        self.user = user
        self.student = student

    @cached_property
    def templates(self) -> QuerySet[MessageTemplate]:
        return templates_for(self.user)

    @cached_property
    def situation(self) -> Situation:
        return situation_of(self.student, viewer=self.user)

    @cached_property
    def values(self) -> dict[str, str]:
        return values_in(self.situation, self.student, teacher=self.user)

    @cached_property
    def suggestions(self) -> list[Suggestion]:
        return suggest(self.templates, self.situation, self.values)

    @cached_property
    def has_written_today(self) -> bool:
        return has_written_today(self.user, self.student)

    def form(self, *args: object, **kwargs: object) -> MessageForm:
        zone = self.student.school.zone
        return MessageForm(*args, templates=self.templates, zone=zone, **kwargs)

    def drafted_form(
        self,
        *,
        keep: MessageForm | None = None,
        category: str = "",
        template: MessageTemplate | None = None,
    ) -> MessageForm:
        """A form with a message ready to send; `keep` is what was typed so far, the others a choice just made."""
        draft = draft_message(
            self.situation,
            self.values,
            templates=self.templates,
            category=category,
            template=template,
        )
        drafted = {"category": draft.category, "template": draft.template, "message": draft.message}
        return self.form(initial=(keep.typed if keep else {}) | drafted)

    def context(self, form: MessageForm) -> dict[str, object]:
        """`problem`: why the text could not be sent as it is now, unless the form says so itself."""
        return {
            "student": self.student,
            "desk": self,
            "situation": SimpleLazyObject(lambda: self.situation),
            "form": form,
            "address": address_of(self.student, KIND),
            "problem": "" if form.is_bound else self.problem_with(form.final_text),
        }

    def problem_with(self, text: str) -> str:
        """An empty text is no problem yet: somebody is about to write it."""
        if not text:
            return ""
        try:
            clean_message(text, student=self.student, by=self.user)
        except Invalid as invalid:
            return invalid.message
        return ""
