"""What may stand in the address of a report: checked here, so that views get clean values or a message."""

from django import forms

from alpha.periods import MAX_DAYS
from analytics.reports import SORTS

DEFAULT_DAYS = 30
DEFAULT_SORT = "name"
WINDOWS = (7, 14, 30, 90)
DAYS_REFUSED = f"Choose a period of 1 to {MAX_DAYS} days."
SORT_REFUSED = "The table cannot be sorted that way."


class StudentReportForm(forms.Form):
    """The window of a report: the last `days` dates, today included; 30 where nothing is said."""

    days = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_DAYS,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), DAYS_REFUSED),
    )

    def clean_days(self) -> int:
        return self.cleaned_data["days"] or DEFAULT_DAYS


class ClassReportForm(StudentReportForm):
    """The window, and the column that orders the students (a minus before it turns it round)."""

    sort = forms.ChoiceField(
        required=False,
        choices=[(name, name) for key in SORTS for name in (key, f"-{key}")],
        error_messages={"invalid_choice": SORT_REFUSED},
    )

    def clean_sort(self) -> str:
        return self.cleaned_data["sort"] or DEFAULT_SORT
