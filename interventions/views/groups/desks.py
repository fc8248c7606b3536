"""What a teacher has before her while she decides about several students: one desk for each kind of action."""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from alpha.accounts.forms import OneTimeForm
from alpha.accounts.models import User
from alpha.accounts.selectors import next_school_day
from interventions.actions.meeting import check_time, clean_location, clean_notes
from interventions.arranging import first_day_to_propose, last_location
from interventions.assignment_draft import (
    DUE_TIME,
    QUESTION_COUNT,
    AssignmentDraft,
    OfferedSkill,
    offered_skills,
    suggested_due,
)
from interventions.forms.groups import (
    CHOSEN,
    WEAKEST,
    GroupLetterForm,
    GroupMeetingForm,
    GroupMessageForm,
    GroupPracticeForm,
)
from interventions.groups.choosing import Chosen
from interventions.groups.letters import first_topic, letter_previews, offered_topics
from interventions.groups.meetings import meeting_previews
from interventions.groups.messages import Known, fitting_template, known_about, message_previews
from interventions.groups.practice import practice_drafts, practice_previews
from interventions.groups.previews import Preview
from interventions.models import Intervention, MessageTemplate
from interventions.selectors import templates_for
from interventions.views.meeting_check import (
    NEXT_SCHOOL_DAY,
    TIME_FIELDS,
    check,
    with_next_school_day,
)

Kind = Intervention.InterventionType


class Desk:
    """`kind`: of the interventions it makes; `button`: the words on it; `fields`: what an action calls otherwise."""

    kind: str
    button: str
    form_template: str
    fields: Mapping[str, str] = {}

    def __init__(self, user: User, chosen: Chosen) -> None:
        self.user = user
        self.chosen = chosen
        self.school = chosen.classroom.school

    def drafted_form(self) -> OneTimeForm:
        raise NotImplementedError

    def typed_form(self, data: QueryDict) -> OneTimeForm:
        raise NotImplementedError

    def again(self, data: QueryDict, changed: str) -> OneTimeForm:
        """What was typed as a fresh form, brought up to date with what was `changed`; it complains of nothing."""
        raise NotImplementedError

    def previews(self, form: Any) -> list[Preview]:
        raise NotImplementedError

    def details(self, form: Any) -> dict[str, Any]:
        """What all of them have in common, of a valid form; as JSON."""
        del form
        return {}

    def context(self, form: Any) -> dict[str, Any]:
        del form
        return {}

    def asks_first(self, form: Any, data: QueryDict) -> bool:
        """Whether there is something to be asked once before it is done."""
        del form, data
        return False


class MessageDesk(Desk):
    kind = Kind.MESSAGE
    button = "Send Message"
    form_template = "interventions/_group_message.html"

    @cached_property
    def templates(self) -> QuerySet[MessageTemplate]:
        return templates_for(self.user)

    @cached_property
    def known(self) -> list[Known]:
        return known_about(self.chosen, by=self.user)

    def drafted_form(self) -> GroupMessageForm:
        fitting = fitting_template(self.templates, self.known, on_skills=bool(self.chosen.skills))
        return self._filled(fitting)

    def typed_form(self, data: QueryDict) -> GroupMessageForm:
        return GroupMessageForm(data, templates=self.templates)

    def again(self, data: QueryDict, changed: str) -> GroupMessageForm:
        typed = self.typed_form(data)
        template = typed.chosen_template
        key = {"idempotency_key": data.get("idempotency_key")}
        if template and (changed == "template" or self._is_another(typed)):
            return self._filled(template, **key)
        return self._filled(template, text=typed.typed_text, **key)

    def previews(self, form: GroupMessageForm) -> list[Preview]:
        return message_previews(
            self.known, by=self.user, text=form.typed_text, template=form.chosen_template
        )

    def asks_first(self, form: GroupMessageForm, data: QueryDict) -> bool:
        """Without scripts a template may have been chosen whose text nobody has seen."""
        del data
        return self._is_another(form)

    def _is_another(self, form: GroupMessageForm) -> bool:
        template = form.chosen_template
        return str(template.pk if template else "") != (form["shown_template"].value() or "")

    def _filled(self, template: MessageTemplate | None, **typed: Any) -> GroupMessageForm:
        key = template.pk if template else ""
        initial = {
            "template": key,
            "shown_template": key,
            "text": template.content if template else "",
        }
        return GroupMessageForm(initial=initial | typed, templates=self.templates)


class PracticeDesk(Desk):
    kind = Kind.ASSIGNMENT
    button = "Create Assignment"
    form_template = "interventions/_group_assignment.html"
    fields = {"skill_ids": "practice", "due_at": "due_on"}

    @cached_property
    def offered(self) -> tuple[OfferedSkill, ...]:
        """Every skill of the school."""
        first = self.chosen.students[0]
        return offered_skills([first])[first.pk]

    def drafted_form(self) -> GroupPracticeForm:
        due = suggested_due(self.school, timezone.now())
        initial = {
            "practice": CHOSEN if self.chosen.skills else WEAKEST,
            "question_count": QUESTION_COUNT,
            "due_on": due.on,
            "due_time": DUE_TIME,
        }
        return self._form(initial=initial)

    def typed_form(self, data: QueryDict) -> GroupPracticeForm:
        return self._form(data)

    def again(self, data: QueryDict, changed: str) -> GroupPracticeForm:
        values = {name: data.get(name, "") for name in GroupPracticeForm.base_fields}
        form = self._form(initial=values)
        if changed == NEXT_SCHOOL_DAY and form.due_day:
            values["due_on"] = next_school_day(self.school, form.due_day).isoformat()
            form = self._form(initial=values)
        return form

    def previews(self, form: GroupPracticeForm) -> list[Preview]:
        typed = self._typed(form)
        return practice_previews(
            self.chosen,
            self._drafts(form.chosen_practice),
            question_count=typed.get("question_count") or QUESTION_COUNT,
            difficulty=typed.get("difficulty") or "",
            due_at=typed.get("due_at"),
        )

    def context(self, form: GroupPracticeForm) -> dict[str, Any]:
        """`closed_on`: the date in the form where it is no school day; `open_on`: the next one that is."""
        day = form.due_day
        open_on = day and next_school_day(self.school, day)
        closed_on = day if day and open_on != day else None
        return {"closed_on": closed_on, "open_on": open_on}

    def asks_first(self, form: GroupPracticeForm, data: QueryDict) -> bool:
        """Once, so that it is no slip of the hand; who says so again means it."""
        closed_on = self.context(form)["closed_on"]
        return bool(closed_on) and data.get("asked_about") != closed_on.isoformat()

    def _form(self, *args: Any, **kwargs: Any) -> GroupPracticeForm:
        return GroupPracticeForm(
            *args,
            school=self.school,
            offered=self.offered,
            has_chosen=bool(self.chosen.skills),
            **kwargs,
        )

    def _typed(self, form: GroupPracticeForm) -> dict[str, Any]:
        """What of the form makes sense so far."""
        values = {name: form[name].value() for name in form.fields}
        values["idempotency_key"] = str(values["idempotency_key"])
        bound = form if form.is_bound else self._form(values)
        bound.is_valid()
        return bound.cleaned_data

    def _drafts(self, practice: str) -> dict[int, AssignmentDraft]:
        skills: dict[int, Collection[int]] = {}
        if practice == CHOSEN:
            skills = {
                student: [skill.skill_id for skill in of_her]
                for student, of_her in self.chosen.skills.items()
            }
        elif practice.isdigit():
            skills = {student.pk: [int(practice)] for student in self.chosen.students}
        return practice_drafts(self.chosen, skills)


class MeetingDesk(Desk):
    kind = Kind.MEETING
    button = "Schedule Meeting"
    form_template = "interventions/_group_meeting.html"
    fields = TIME_FIELDS

    def drafted_form(self) -> GroupMeetingForm:
        proposed = {
            "date": first_day_to_propose(self.school),
            "location": last_location(self.user),
        }
        return self._form(initial=proposed)

    def typed_form(self, data: QueryDict) -> GroupMeetingForm:
        return self._form(data)

    def again(self, data: QueryDict, changed: str) -> GroupMeetingForm:
        typed = self.typed_form(data)
        wanted = with_next_school_day(typed) if changed == NEXT_SCHOOL_DAY else typed.again_as
        return self._form(initial=wanted)

    def previews(self, form: GroupMeetingForm) -> list[Preview]:
        return meeting_previews(self.chosen, invites_family=bool(form["invite_family"].value()))

    def details(self, form: GroupMeetingForm) -> dict[str, Any]:
        """Raises Invalid for what cannot be agreed on: later nobody would be there to mend it."""
        agreed = form.cleaned_data
        check_time(agreed["scheduled_at"], agreed["duration_minutes"], timezone.now())
        return {
            "scheduled_at": agreed["scheduled_at"].isoformat(),
            "duration_minutes": agreed["duration_minutes"],
            "location": clean_location(agreed["location"]),
            "notes": clean_notes("notes", agreed["notes"]),
            "invite_family": agreed["invite_family"],
        }

    def context(self, form: GroupMeetingForm) -> dict[str, Any]:
        return {"check": check(form, self.chosen.students, by=self.user)}

    def _form(self, *args: Any, **kwargs: Any) -> GroupMeetingForm:
        return GroupMeetingForm(*args, school=self.school, **kwargs)


class LetterDesk(Desk):
    kind = Kind.PARENT_NOTIFICATION
    button = "Notify Parent"
    form_template = "interventions/_group_letter.html"

    @cached_property
    def topics(self) -> list[tuple[str, str]]:
        return offered_topics(self.chosen)

    def drafted_form(self) -> GroupLetterForm:
        return self._form(initial={"topic": first_topic(self.topics), "include_summary": True})

    def typed_form(self, data: QueryDict) -> GroupLetterForm:
        return self._form(data)

    def again(self, data: QueryDict, changed: str) -> GroupLetterForm:
        del changed
        typed = self.typed_form(data)
        return self._form(initial={name: typed[name].value() for name in typed.fields})

    def previews(self, form: GroupLetterForm) -> list[Preview]:
        return letter_previews(
            self.chosen,
            by=self.user,
            topic=str(form["topic"].value() or ""),
            includes_summary=bool(form["include_summary"].value()),
            at=timezone.now(),
        )

    def _form(self, *args: Any, **kwargs: Any) -> GroupLetterForm:
        return GroupLetterForm(*args, topics=self.topics, **kwargs)


DESKS: dict[str, type[Desk]] = {
    "message": MessageDesk,
    "assignment": PracticeDesk,
    "meeting": MeetingDesk,
    "parent": LetterDesk,
}
