"""What a teacher types about a goal and the day to look again.

What may be asked of a student and which days can be chosen is decided where it is kept (`interventions.follow_up`).
"""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from alpha.accounts.forms import OneTimeForm
from alpha.accounts.models import School
from interventions.errors import Invalid
from interventions.follow_up import GOAL_RANGE, DayWithoutSchool, check_goal, check_review_day

NO_DATE = "Write the date as year, month and day: 2026-03-06."


class PercentField(forms.IntegerField):
    """Takes "80 %" for 80. A text field: one for numbers sends nothing at all for what is no number."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> int | None:
        return super().to_python(str(value or "").strip().removesuffix("%").strip())


class ReviewDateField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": NO_DATE}


class ChecksReview(forms.Form):
    """Refuses a review that cannot be. One on a day without school comes back as the next one with."""

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_review_on(self) -> date | None:
        day: date | None = self.cleaned_data["review_on"]
        if day is None or day == self.fields["review_on"].initial:
            return day
        try:
            check_review_day(self.school, day)
        except DayWithoutSchool as closed:
            offer = {self.add_prefix("review_on"): closed.open_on.isoformat()}
            self.data = dict(self.data.items()) | offer
            raise forms.ValidationError(closed.message) from None
        except Invalid as invalid:
            raise forms.ValidationError(invalid.message) from None
        return day


class GoalFields(ChecksReview):
    """Stands within the forms of Take Action, whose key counts. `instead_of`: the help that this one replaces."""

    goal_percent = PercentField(
        label="Goal accuracy in percent (optional)",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
        help_text="Draws a line from where the student stands; six weeks of practice show how it goes.",
        error_messages={"invalid": GOAL_RANGE},
    )
    review_on = ReviewDateField(
        label="Look again on (optional)", required=False, help_text="In two weeks if left empty."
    )
    instead_of = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_goal_percent(self) -> int | None:
        percent: int | None = self.cleaned_data["goal_percent"]
        try:
            check_goal(percent)
        except Invalid as invalid:
            raise forms.ValidationError(invalid.message) from None
        return percent

    @property
    def is_begun(self) -> bool:
        return any(self[name].value() for name in ("goal_percent", "review_on"))


class GoalForm(OneTimeForm, GoalFields):
    """The goal of one intervention, alone."""

    field_order = ("idempotency_key", "goal_percent", "review_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["instead_of"]
        self.fields["review_on"].label = "Reach it by"
        self.fields["review_on"].help_text = "That is the next review, too."
        self.fields["goal_percent"].label = "Goal accuracy in percent"
        self.fields["goal_percent"].help_text = "Leave it empty for no goal."
        self.fields["review_on"].initial = self.initial.get("review_on")


class ContinueForm(OneTimeForm, ChecksReview):
    """Going on as before until another day."""

    review_on = ReviewDateField(
        label="Look again on", error_messages={"required": "Choose the day to look again."}
    )
    notes = forms.CharField(
        label="Notes (optional)", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
