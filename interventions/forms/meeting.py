"""What a teacher types for a meeting. Date and time are those of the school's clocks."""

from datetime import date, datetime, time
from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet
from django.utils.formats import time_format

from alpha.accounts.forms import OneTimeForm
from alpha.accounts.models import School
from alpha.learning.models import Student
from alpha.local_times import instants_of, shown_instead
from interventions.actions.meeting import MAX_AHEAD, MAX_MINUTES
from interventions.models import Meeting
from interventions.models.meetings import DEFAULT_MINUTES

Type = Meeting.MeetingType
# Within a form `date` is its field.
Day = date

DEFAULT_TIME = time(10)
FIRST, SECOND = "first", "second"
WHICH_HOUR = "This hour occurs twice that night: first or second?"
NOT_ALONE = "Choose who comes too, or another meeting type."
OUT_OF_RANGE = "Choose a date from today on, within a year."


class MeetingTimeForm(OneTimeForm):
    """When and where; `cleaned_data["scheduled_at"]` is the instant that date and time mean at the school.

    Times that the clocks skip are refused with what they show instead; where an hour comes twice, `which_hour` is
    asked for. Lengths are decided where a meeting is written (`interventions.actions.meeting`).
    """

    date = forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write a date as year-month-day, for example 2026-03-14."},
    )
    time = forms.TimeField(
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S", "%I:%M %p"],
        initial=DEFAULT_TIME,
        error_messages={"invalid": "Write a time like 10:00 or 2:30 PM."},
    )
    which_hour = forms.ChoiceField(label=WHICH_HOUR, required=False, widget=forms.RadioSelect)
    duration_minutes = forms.IntegerField(
        label="Duration (minutes)",
        initial=DEFAULT_MINUTES,
        error_messages={"invalid": "Write a whole number of minutes."},
    )
    location = forms.CharField(required=False)
    notes = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For staff: neither the student nor the family sees them.",
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        which_hour = cast("forms.ChoiceField", self.fields["which_hour"])
        which_hour.choices = [
            (value, f"{value.capitalize()}: {self._clock(instant)}")
            for value, instant in zip((FIRST, SECOND), self.instants, strict=False)
        ]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "date" not in cleaned or "time" not in cleaned:
            return cleaned
        if not self._is_near(cleaned["date"]):
            self.add_error("date", OUT_OF_RANGE)
        elif skipped := self.skipped:
            self.add_error("time", skipped)
        elif self.asks_which_hour and not cleaned.get("which_hour"):
            self.add_error("which_hour", WHICH_HOUR)
        elif "which_hour" in cleaned:
            cleaned["scheduled_at"] = self.instants[cleaned["which_hour"] == SECOND]
        return cleaned

    @property
    def again_as(self) -> dict[str, Any]:
        """What was typed, sensible or not, for a fresh form that complains of nothing."""
        return {name: self[name].value() for name in self.fields}

    @property
    def day(self) -> Day | None:
        """What stands in the field of the date, as far as it can be agreed on."""
        day: Day | None = self._read("date")
        return day if day and self._is_near(day) else None

    @property
    def starts_at(self) -> datetime | None:
        """The instant as far as it is clear by now."""
        instants = self.instants
        if len(instants) == 2:
            chosen = self["which_hour"].value()
            return {FIRST: instants[0], SECOND: instants[1]}.get(chosen)
        return instants[0] if instants else None

    @property
    def minutes(self) -> int:
        typed = self._read("duration_minutes")
        return typed if typed in range(1, MAX_MINUTES + 1) else DEFAULT_MINUTES

    @property
    def instants(self) -> list[datetime]:
        return instants_of(self.wall, self.school.zone) if self.wall else []

    @property
    def asks_which_hour(self) -> bool:
        return len(self.instants) == 2

    @property
    def skipped(self) -> str:
        """The sentence about a time that does not come; "" for every other."""
        if self.wall is None or self.instants:
            return ""
        instead = time_format(shown_instead(self.wall, self.school.zone).time(), "g:i A")
        never = time_format(self.wall.time(), "g:i A")
        return f"The clocks skip {never} that night: {instead} comes instead. Choose another time."

    @property
    def wall(self) -> datetime | None:
        """Date and time as the school's clocks will show them, as far as both are there."""
        hour = self._read("time")
        return datetime.combine(self.day, hour) if self.day and hour else None

    def _is_near(self, day: Day) -> bool:
        today = self.school.today()
        return today <= day <= today + MAX_AHEAD

    def _clock(self, instant: datetime) -> str:
        local = instant.astimezone(self.school.zone)
        return f"{time_format(local.time(), 'g:i A')} {local:%Z}"

    def _read(self, name: str) -> Any:
        try:
            return self.fields[name].to_python(self[name].value())
        except forms.ValidationError:
            return None


class MeetingForm(MeetingTimeForm):
    """A meeting about one student; of a group she is always one, `students` are the others."""

    meeting_type = forms.ChoiceField(
        label="Meeting Type",
        choices=Type.choices,
        initial=Type.ONE_ON_ONE,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one-on-one, parent conference or group."},
    )
    students = forms.ModelMultipleChoiceField(
        label="Who comes too",
        queryset=Student.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "One of these students is in none of your classes now."},
    )
    invite_family = forms.BooleanField(label="Invite the family by e-mail", required=False)

    def __init__(self, *args: Any, classmates: QuerySet[Student], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.classmates = classmates
        cast("forms.ModelMultipleChoiceField", self.fields["students"]).queryset = classmates

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_group = cleaned.get("meeting_type") == Type.GROUP
        if is_group and "students" in cleaned and not cleaned["students"]:
            self.add_error("students", NOT_ALONE)
        return cleaned

    @property
    def is_group(self) -> bool:
        return bool(self["meeting_type"].value() == Type.GROUP)

    @property
    def is_conference(self) -> bool:
        return bool(self["meeting_type"].value() == Type.PARENT_CONFERENCE)

    @property
    def invites_family(self) -> bool:
        return self.is_conference or bool(self["invite_family"].value())

    @property
    def others(self) -> list[Student]:
        """Who is ticked, where it is a group at all."""
        if not self.is_group:
            return []
        try:
            return list(self.fields["students"].clean(self["students"].value()))
        except forms.ValidationError:
            return []


class RowsField(forms.ModelMultipleChoiceField):
    """The rows of one meeting, by the names of their students."""

    def label_from_instance(self, obj: Meeting) -> str:
        return obj.student.name


class CancelMeetingForm(OneTimeForm):
    """`rows`: for whom of a group, everybody unless the teacher says otherwise."""

    rows = RowsField(
        label="For whom",
        queryset=Meeting.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one student.",
            "invalid_choice": "This meeting has changed meanwhile. Reload the page.",
        },
    )

    def __init__(self, *args: Any, rows: QuerySet[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("RowsField", self.fields["rows"])
        # A form sent twice names rows that are no longer scheduled: what became of them is told, not that they are gone.
        self.all_rows = field.queryset = rows
        self.scheduled = [row for row in rows if row.is_scheduled]
        field.widget.choices = [(row.pk, row.student.name) for row in self.scheduled]
        field.initial = [row.pk for row in self.scheduled]
        field.required = self.is_for_several
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    @property
    def is_for_several(self) -> bool:
        return len(self.scheduled) > 1

    def clean_rows(self) -> list[Meeting]:
        """Where there is no choice it is not offered."""
        return list(self.cleaned_data["rows"]) or self.scheduled or list(self.all_rows)


class CompleteMeetingForm(CancelMeetingForm):
    outcome_notes = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What you talked about and agreed on. Colleagues who teach this student read it in the timeline.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rows"].label = "Who was there"
