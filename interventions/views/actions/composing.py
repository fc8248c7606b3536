"""What a teacher has before her while she composes a message: the form, and what Alpha knows for filling it."""

from functools import cached_property
from typing import Self

from django.db.models import QuerySet
from django.utils.functional import SimpleLazyObject

from alpha.accounts.models import User
from alpha.htmx import HtmxRequest
from alpha.learning.models import Student
from analytics.models import Alert
from interventions.actions.message import clean_message
from interventions.drafts import Draft, draft_for, draft_message
from interventions.errors import Invalid
from interventions.forms.message import MessageForm
from interventions.models import MessageTemplate
from interventions.prepared import prepared_for
from interventions.selectors import has_written_today, templates_for
from interventions.situation import Situation, situation_of
from interventions.suggestions import Suggestion, suggest
from interventions.variables import values_in
from interventions.views.actions.frame import acting, address_of, alert_in

KIND = "message"


class Desk:
    """One message to one student by one teacher. What is asked for is read once, and what is not asked for never.

    `alert`: what the message answers, where the address of the request names it.
    """

    def __init__(
        self, user: User, student: Student, *, alert: Alert | None = None, address: str = ""
    ) -> None:
        self.user = user
        self.student = student
        self.alert = alert
        self.address = address

    @classmethod
    def of(cls, request: HtmxRequest, student: Student) -> Self:
        alert = alert_in(request, student)
        address = address_of(request, student, KIND)
        return cls(acting(request), student, alert=alert, address=address)

    @cached_property
    def templates(self) -> QuerySet[MessageTemplate]:
        return templates_for(self.user)

    @cached_property
    def situation(self) -> Situation:
        return situation_of(self.student, viewer=self.user)

    @cached_property
    def values(self) -> dict[str, str]:
        values = values_in(self.situation, self.student, teacher=self.user)
        if self.alert and self.alert.skill:
            values["skill_name"] = self.alert.skill.name
        if self.alert and self.alert.assignment:
            values["assignment_title"] = self.alert.assignment.title
        return values

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
        draft = self._prepared_draft() if not (keep or category or template) else None
        draft = draft or draft_message(
            self.situation,
            self.values,
            templates=self.templates,
            category=category,
            template=template,
        )
        drafted = {"category": draft.category, "template": draft.template, "message": draft.message}
        return self.form(initial=(keep.typed if keep else {}) | drafted)

    def _prepared_draft(self) -> Draft | None:
        """What fits the alert; None without one, and where no template for it can be filled."""
        # Nobody is given work from here.
        prepared = prepared_for(self.alert, may_assign=True) if self.alert else None
        if prepared is None:
            return None
        return draft_for(prepared, self.situation, self.values, templates=self.templates)

    def context(self, form: MessageForm) -> dict[str, object]:
        """`problem`: why the text could not be sent as it is now, unless the form says so itself."""
        return {
            "student": self.student,
            "desk": self,
            "situation": SimpleLazyObject(lambda: self.situation),
            "form": form,
            "address": self.address,
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
