"""What a teacher types for a message."""

from datetime import datetime
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet

from alpha.accounts.forms import OneTimeForm
from alpha.local_times import FIRST, SECOND, RepeatedHour, SkippedHour, resolve_local
from interventions.drafts import final_text
from interventions.models import MessageTemplate

Category = MessageTemplate.Category

MY_TEMPLATES = "My templates"


class MessageForm(OneTimeForm):
    """One message to one student: the template's text, already filled, a free addition, and when it shall leave.

    What makes a text or a moment unfit to send is decided where it is sent (`interventions.actions.message`), so that
    every way of sending refuses the same in the same words. No `maxlength`: a browser would cut a pasted text without
    saying so. `zone`: whose clocks the date and hour are read by.
    """

    category = forms.ChoiceField(
        choices=Category.choices,
        required=False,
        error_messages={"invalid_choice": "Choose one of the categories in the list."},
    )
    template = forms.ModelChoiceField(
        queryset=MessageTemplate.objects.none(),
        required=False,
        empty_label="No template: my own words",
        error_messages={"invalid_choice": "This template is no longer offered. Choose another."},
    )
    message = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 5}))
    addition = forms.CharField(
        label="Add a sentence (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    release_date = forms.DateField(
        label="Date",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the date as year, month and day: 2026-03-06."},
    )
    release_time = forms.TimeField(
        label="Time",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Write the time with hour and minute: 07:30."},
    )
    release_fold = forms.TypedChoiceField(
        label="Which of the two?",
        choices=[(FIRST, "The first time"), (SECOND, "The second time, an hour later")],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(
        self, *args: Any, templates: QuerySet[MessageTemplate], zone: ZoneInfo, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.templates = templates
        self.zone = zone
        self.release_at: datetime | None = None
        self.hour_comes_twice = False
        field = cast("forms.ModelChoiceField", self.fields["template"])
        # Any template may be sent: without JavaScript the category can change while the list stays.
        field.queryset = templates
        field.widget.choices = self._template_choices(str(field.empty_label or ""))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        day, hour = cleaned.get("release_date"), cleaned.get("release_time")
        if day and hour:
            self._release(datetime.combine(day, hour), cleaned.get("release_fold"))
        elif day and "release_time" not in self.errors:
            self.add_error("release_time", "Choose a time, too.")
        elif hour and "release_date" not in self.errors:
            self.add_error("release_date", "Choose a date, too.")
        return cleaned

    @property
    def typed(self) -> dict[str, Any]:
        """What was sent, as far as it makes sense: a category or template that does not exist is left out."""
        self.is_valid()
        as_typed = {name: self[name].value() for name in ("release_date", "release_time")}
        return self.cleaned_data | as_typed

    def again(self) -> "MessageForm":
        """The same content as a fresh form, which complains of nothing."""
        return MessageForm(initial=self.typed, templates=self.templates, zone=self.zone)

    def fresh(self) -> "MessageForm":
        """The same content under a new key: a form for another message."""
        typed = {name: value for name, value in self.typed.items() if name != "idempotency_key"}
        return MessageForm(initial=typed, templates=self.templates, zone=self.zone)

    @property
    def final_text(self) -> str:
        """What would be sent if the form were sent as it is."""
        return final_text(self["message"].value() or "", self["addition"].value() or "")

    @property
    def is_for_later(self) -> bool:
        return bool(self["release_date"].value() or self["release_time"].value())

    @property
    def asks_which_hour(self) -> bool:
        return self.hour_comes_twice or self["release_fold"].value() not in {None, ""}

    def _release(self, naive: datetime, fold: Literal[0, 1] | None) -> None:
        try:
            self.release_at = resolve_local(naive, self.zone, fold)
        except SkippedHour as skipped:
            self.add_error("release_time", str(skipped))
        except RepeatedHour as repeated:
            self.hour_comes_twice = True
            self.add_error("release_fold", str(repeated))

    def _template_choices(self, empty_label: str) -> list[tuple[object, object]]:
        """The templates of the category, those of the teacher herself in a group of their own."""
        category = self["category"].value()
        offered = [each for each in self.templates if each.category == category]
        shared = [(each.pk, each.title) for each in offered if each.owner_id is None]
        mine = [(each.pk, each.title) for each in offered if each.owner_id is not None]
        groups: list[tuple[object, object]] = [("", empty_label), *shared]
        return [*groups, (MY_TEMPLATES, mine)] if mine else groups
