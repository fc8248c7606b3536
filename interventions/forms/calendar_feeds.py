"""What a teacher types for a calendar to subscribe to."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from alpha.accounts.forms import OneTimeForm


class CalendarFeedForm(OneTimeForm):
    name = forms.CharField(
        label="Device or program",
        required=False,
        help_text="So that you know later which one to revoke, for example My phone.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
