"""What the buttons of a card send. The alerts come along as the card showed them: what came since is not acted on."""

from datetime import date, timedelta
from typing import Any

from django import forms

from alpha.accounts.forms import OneTimeForm
from alpha.accounts.models import School
from analytics.models import Alert

# A card about the work of a class holds one alert for each student.
MOST_ALERTS = 200
SNOOZE_DAYS = (3, 7, 14)
RELOAD = "Please reload the page and try again."


class CardForm(OneTimeForm):
    alerts = forms.CharField(
        max_length=12 * MOST_ALERTS,
        error_messages={"required": RELOAD, "max_length": RELOAD},
    )

    def clean_alerts(self) -> list[int]:
        """Ids, each once."""
        texts = self.cleaned_data["alerts"].split(",")
        if not all(text.isascii() and text.isdigit() and len(text) < 19 for text in texts):
            raise forms.ValidationError(RELOAD)
        return sorted({int(text) for text in texts})

    @property
    def choice(self) -> dict[str, Any]:
        """What was chosen besides the card."""
        common = CardForm.base_fields
        return {name: value for name, value in self.cleaned_data.items() if name not in common}


class SnoozeForm(CardForm):
    until = forms.DateField(
        error_messages={"required": "Choose a day.", "invalid": "Choose a day from the list."}
    )


class DismissForm(CardForm):
    reason = forms.ChoiceField(
        choices=Alert.DismissReason.choices,
        error_messages={
            "required": "Choose one of the reasons.",
            "invalid_choice": "Choose one of the reasons.",
        },
    )


def snooze_days(school: School) -> list[date]:
    """The days that are offered: in three, seven and fourteen days, on a weekday that is taught."""
    found = [_taught_from(school, school.today() + timedelta(days=days)) for days in SNOOZE_DAYS]
    return list(dict.fromkeys(found))


def _taught_from(school: School, day: date) -> date:
    while day.weekday() not in school.weekdays_taught:
        day += timedelta(days=1)
    return day
