"""What narrows a list of interventions. It comes along in an address, so what makes no sense is taken as not said."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from interventions.models import Intervention

MAX_WORDS_LENGTH = 100


class FilterForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.full_clean()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def chosen(self, field: str) -> Any:
        """The value of a field; empty where none or an impossible one was given."""
        return self.cleaned_data.get(field, "")


class HistoryFilterForm(FilterForm):
    """Of a student's history: one type, one status, what somebody did herself."""

    type = forms.ChoiceField(
        label="Type",
        required=False,
        choices=[("", "All types"), *Intervention.InterventionType.choices],
    )
    status = forms.ChoiceField(
        label="Status", required=False, choices=[("", "Any status"), *Intervention.Status.choices]
    )
    mine = forms.BooleanField(label="Only by me", required=False)

    @property
    def said(self) -> str:
        """What was chosen, in words: "Message, Pending, only by me"; empty where everything is shown."""
        type_, status = self.chosen("type"), self.chosen("status")
        parts = [
            Intervention.InterventionType(type_).label if type_ else "",
            Intervention.Status(status).label if status else "",
            "only by me" if self.chosen("mine") else "",
        ]
        return ", ".join(str(part) for part in parts if part)


class OverviewForm(FilterForm):
    """Of somebody's own interventions: how they stand, of which type, and words to look for."""

    STATES = [
        ("open", "Open"),
        ("due", "Due for review"),
        ("answered", "Answered"),
        ("closed", "Closed"),
    ]

    state = forms.ChoiceField(required=False, choices=STATES, widget=forms.HiddenInput)
    type = forms.ChoiceField(
        label="Type",
        required=False,
        choices=[("", "All types"), *Intervention.InterventionType.choices],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    q = forms.CharField(
        label="Search",
        required=False,
        max_length=MAX_WORDS_LENGTH,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
