"""What a teacher types when an intervention is closed, opened again or put off.

What makes notes or stars unfit is decided where they are kept (`interventions.tracking`), so that every way of closing
refuses the same in the same words; a form only takes what its fields can hold.
"""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from alpha.accounts.forms import OneTimeForm
from analytics.models import Alert
from interventions.models import Intervention
from interventions.tracking import DELAYS

Effectiveness = Intervention.Effectiveness


class BareForm(OneTimeForm):
    """Its template draws the form around the fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class ResolveForm(BareForm):
    """Notes and stars, both of which may be left out; no rating is a choice of its own.

    `alert`: the open one that the intervention answers, which may be closed with it.
    """

    resolution_notes = forms.CharField(
        label="Resolution Notes", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    effectiveness_rating = forms.TypedChoiceField(
        label="Effectiveness Rating",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[*Effectiveness.choices, ("", "No rating")],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"invalid_choice": "Choose one to five stars, or no rating."},
    )
    resolves_alert = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, alert: Alert | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if alert is None:
            del self.fields["resolves_alert"]
        else:
            kind = alert.get_kind_display()
            self.fields["resolves_alert"].label = f"Close the alert “{kind}” as well"


class ReopenForm(BareForm):
    notes = forms.CharField(
        label="Why it is opened again (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PostponeForm(OneTimeForm):
    """One stands in every row of a list, so its fields have no ids."""

    days = forms.TypedChoiceField(
        coerce=int,
        choices=[(days, f"In {days} days") for days in DELAYS],
        error_messages={"invalid_choice": "Choose 7 or 14 days.", "required": "Choose a day."},
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id=False)
