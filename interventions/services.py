"""The public face of interventions: the methods of the request, for one acting person."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from alpha.accounts.models import Role, User
from alpha.learning.access import (
    check_is_staff,
    check_may_view_reports,
    find_student,
    students_visible_to,
)
from alpha.learning.models import Student
from analytics.models import Alert
from interventions import agenda, letter_library, selectors, template_library, tracking
from interventions.access import find_intervention
from interventions.actions import assignment as assignments
from interventions.actions import meeting as meetings
from interventions.actions import message as messages
from interventions.actions import parent_notice
from interventions.errors import Invalid, NotFound
from interventions.models import Intervention, Meeting, MessageTemplate
from interventions.records import meeting_records, records_of
from interventions.templates_text import Filled, fill


@dataclass(frozen=True, slots=True)
class TemplateRecord:
    id: int
    category: str
    title: str
    content: str
    variables: list[str]


class InterventionService:
    """What `actor` may do. Every method starts from the students `actor` sees; the work is in plain functions below.

    Raises NotFound outside that scope, PermissionDenied where the student is visible but the action is not allowed,
    Invalid with the field, Conflict where the state does not allow it.
    """

    def __init__(self, actor: User) -> None:
        self.actor = actor

    def send_message(
        self,
        student_id: int,
        message: str,
        template_id: int | None = None,
        *,
        release_at: datetime | None = None,
        alert: Alert | None = None,
    ) -> Intervention:
        student = self._student(student_id)
        template = None if template_id is None else self._template(template_id)
        return messages.send_message(
            student,
            by=self.actor,
            message=message,
            template=template,
            release_at=release_at,
            alert=alert,
        )

    def create_targeted_assignment(
        self,
        student_id: int,
        auto_fill: bool = True,  # noqa: FBT001, FBT002  # the signature of the request
        *,
        alert: Alert | None = None,
        **changes: Any,
    ) -> Intervention:
        """`changes`: title, skill_ids, question_count, difficulty, due_at; the rest is filled in from where the
        student stands. Nothing to fill in from: Invalid.
        """
        return assignments.create_targeted_assignment(
            self._student(student_id),
            by=self.actor,
            auto_fill=auto_fill,
            changes=changes,
            alert=alert,
        )

    def schedule_meeting(
        self,
        student_ids: Sequence[int],
        meeting_type: str,
        scheduled_at: datetime,
        duration_minutes: int = 30,
        location: str = "",
        notes: str = "",
        *,
        invite_family: bool = False,
        alert: Alert | None = None,
    ) -> list[Intervention]:
        return meetings.schedule_meeting(
            [self._student(student_id) for student_id in student_ids],
            by=self.actor,
            meeting_type=meeting_type,
            scheduled_at=scheduled_at,
            duration_minutes=duration_minutes,
            location=location,
            notes=notes,
            invite_family=invite_family,
            alert=alert,
        )

    def notify_parent(
        self,
        student_id: int,
        message: str,
        include_summary: bool = True,  # noqa: FBT001, FBT002  # the request's own words
    ) -> Intervention:
        return parent_notice.notify_parent(
            self._student(student_id),
            by=self.actor,
            message=message,
            include_summary=include_summary,
        )

    def mark_intervention_resolved(
        self,
        intervention_id: int,
        resolution_notes: str = "",
        effectiveness_rating: int | None = None,
    ) -> Intervention:
        visible = Intervention.objects.filter(student__in=students_visible_to(self.actor))
        intervention = visible.filter(pk=intervention_id).first()
        if intervention is None:
            raise NotFound
        return tracking.resolve(
            intervention,
            by=self.actor,
            resolution_notes=resolution_notes,
            effectiveness_rating=effectiveness_rating,
        )

    def get_intervention_history(self, student_id: int) -> list[dict[str, Any]]:
        """Newest first, each as `interventions.records.InterventionRecord`."""
        student = self._student(student_id)
        return [asdict(row) for row in records_of(student, selectors.history(student))]

    def get_intervention(self, intervention_id: int) -> dict[str, Any]:
        """One line of the history."""
        try:
            found = find_intervention(self.actor, intervention_id)
        except Http404:
            raise NotFound from None
        return asdict(records_of(found.student, [found])[0])

    def get_meetings(
        self, start: date | None = None, end: date | None = None, status: str | None = None
    ) -> list[dict[str, Any]]:
        """The actor's own, soonest first, each as `interventions.records.MeetingRecord`.

        `start` and `end`: first and last date at the school, both inside.
        """
        self._check_is_staff()
        check_may_view_reports(self.actor)
        if start and end and end < start:
            raise Invalid("end", "The last date lies before the first one.")
        if status is not None and status not in Meeting.Status.values:
            raise Invalid("status", f"Choose one of {', '.join(Meeting.Status.values)}.")
        rows = agenda.meetings_within(self.actor, start, end, status=status or "")
        return [asdict(row) for row in meeting_records(rows)]

    def get_message_templates(self, category: str | None = None) -> list[dict[str, Any]]:
        self._check_is_staff()
        if category is not None and category not in MessageTemplate.Category.values:
            known = ", ".join(MessageTemplate.Category.values)
            raise Invalid("category", f"The categories are {known}.")
        rows = selectors.templates_for(self.actor, category)
        return [asdict(_template_record(row)) for row in rows]

    def fill_template(self, template_id: int, variables: Mapping[str, object]) -> str:
        """The template's text; variables without a value stay in it as {name}."""
        return self.get_filled_template(template_id, variables).text

    def get_filled_template(self, template_id: int, variables: Mapping[str, object]) -> Filled:
        """The same, with the names that still stand in it."""
        self._check_is_staff()
        template = self._template(template_id)
        values = {name: str(value) for name, value in variables.items()}
        return fill(template.content, values)

    def create_default_templates(self) -> dict[str, int]:
        """Administrators only: {created, total}; a second call creates 0. The letters to families come with them."""
        self._check_is_staff()
        if self.actor.role != Role.ADMINISTRATOR or self.actor.school is None:
            raise PermissionDenied
        with transaction.atomic():
            letter_library.create_default_letters(self.actor.school)
            created = template_library.create_default_templates(self.actor.school)
        return asdict(created)

    def _student(self, student_id: int) -> Student:
        try:
            return find_student(self.actor, student_id)
        except Http404:
            raise NotFound from None

    def _template(self, template_id: int) -> MessageTemplate:
        template = selectors.templates_for(self.actor).filter(pk=template_id).first()
        if template is None:
            raise Invalid("template_id", "This template is not among yours.")
        return template

    def _check_is_staff(self) -> None:
        try:
            check_is_staff(self.actor)
        except Http404:
            raise NotFound from None


def _template_record(row: MessageTemplate) -> TemplateRecord:
    return TemplateRecord(row.pk, row.category, row.title, row.content, list(row.variables or []))
