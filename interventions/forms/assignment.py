"""What a teacher chooses for a targeted assignment."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format, time_format

from alpha.accounts.forms import OneTimeForm
from alpha.accounts.models import School
from alpha.learning.models import Assignment
from alpha.learning.services.assignments import (
    LONGEST,
    MAX_QUESTIONS,
    NO_QUESTION,
    NO_SKILL,
    NOT_TO_COME,
    TOO_FAR,
    TOO_MANY_QUESTIONS,
)
from interventions.assignment_draft import AssignmentDraft, OfferedSkill

# What came with the form and is typed by nobody: the suggestions as they stood.
SUGGESTED = ("suggested_title", "suggested_difficulty")


class DueForm(OneTimeForm):
    """How much practice, and until when by the school's clocks: `cleaned_data["due_at"]`."""

    question_count = forms.IntegerField(
        label="Question count",
        min_value=1,
        max_value=MAX_QUESTIONS,
        help_text="15 is recommended.",
        error_messages={
            "required": NO_QUESTION,
            "invalid": "Write a whole number.",
            "min_value": NO_QUESTION,
            "max_value": TOO_MANY_QUESTIONS,
        },
    )
    due_on = forms.DateField(
        label="Due date",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose a date.", "invalid": "Write a date."},
    )
    due_time = forms.TimeField(
        label="Time",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": "Choose a time.", "invalid": "Write a time."},
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    @property
    def due_day(self) -> date | None:
        """The date as it stands in the form, None while it is none."""
        try:
            day: date | None = self.fields["due_on"].clean(self["due_on"].value())
        except forms.ValidationError:
            return None
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "due_on" in cleaned and "due_time" in cleaned:
            cleaned["due_at"] = self._due_at(cleaned["due_on"], cleaned["due_time"])
        return cleaned

    def _due_at(self, day: date, clock: time) -> datetime | None:
        today = self.school.today()
        if day < today:
            self.add_error("due_on", NOT_TO_COME)
            return None
        if day - today > LONGEST:
            self.add_error("due_on", TOO_FAR)
            return None
        instants = self.school.instants_of(day, clock)
        if len(instants) != 1:
            self.add_error("due_time", _not_once(day, clock, is_skipped=not instants))
            return None
        if instants[0] <= timezone.now():
            self.add_error("due_time", NOT_TO_COME)
        return instants[0]


class AssignmentForm(DueForm):
    """Practice for one student. Title and difficulty follow the chosen skills until somebody changes them.

    Whether the student may be given work, and what a title may be, is decided where it is given
    (`interventions.actions.assignment`).
    """

    skills = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": NO_SKILL,
            "invalid_choice": "Choose skills from the list.",
        },
    )
    title = forms.CharField(
        required=False, help_text="It follows the chosen skills until you change it."
    )
    difficulty = forms.ChoiceField(
        choices=Assignment.Difficulty.choices,
        error_messages={"invalid_choice": "Choose one of the difficulties in the list."},
    )
    suggested_title = forms.CharField(required=False, widget=forms.HiddenInput)
    suggested_difficulty = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offered: Sequence[OfferedSkill], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        skills: Any = self.fields["skills"]
        skills.choices = [(skill.skill_id, skill.label) for skill in offered]

    @property
    def chosen_ids(self) -> set[int]:
        return ids_in(self["skills"].value() or ())


def _not_once(day: date, clock: time, *, is_skipped: bool) -> str:
    said, on = time_format(clock, "g:i A"), date_format(day, "F j")
    if is_skipped:
        return f"There is no {said} on {on}: the clocks go forward. Choose another time."
    return f"{said} comes twice on {on}: the clocks go back. Choose a time outside that hour."


def ids_in(values: Sequence[object]) -> set[int]:
    """What among the values sent for the skills are ids."""
    texts = {str(value) for value in values}
    return {int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19}


def drafted_values(draft: AssignmentDraft, school: School) -> dict[str, Any]:
    """The draft as a form begins with it."""
    due_at = draft.due.at.astimezone(school.zone)
    return {
        "skills": [skill.skill_id for skill in draft.chosen],
        "title": draft.title,
        "question_count": draft.question_count,
        "difficulty": draft.difficulty,
        "due_on": due_at.date(),
        "due_time": due_at.time(),
        "suggested_title": draft.title,
        "suggested_difficulty": draft.difficulty,
    }


def followed_values(posted: QueryDict, draft: AssignmentDraft) -> dict[str, Any]:
    """What was typed, with title and difficulty as the draft suggests them where nobody had changed them."""
    values: dict[str, Any] = {
        name: posted.get(name, "") for name in AssignmentForm.base_fields if name in posted
    }
    values["skills"] = posted.getlist("skills")
    if values.get("title", "").strip() in {"", values.get("suggested_title", "")}:
        values["title"] = values["suggested_title"] = draft.title
    if values.get("difficulty", "") in {"", values.get("suggested_difficulty", "")}:
        values["difficulty"] = values["suggested_difficulty"] = draft.difficulty
    return values
