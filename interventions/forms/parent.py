"""What a teacher types for a letter to the family."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms

from alpha.accounts.forms import OneTimeForm
from interventions.families import Recipient
from interventions.languages import ENGLISH, direction, language_name
from interventions.letters import Desk

OWN_NAME = "{guardian_name} becomes the name of the person who reads it."


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A person of the family in the form; `is_chosen` where she can be."""

    recipient: Recipient
    is_chosen: bool


class NotifyParentForm(OneTimeForm):
    """One letter, in each language the family reads: the topic's text, filled in, to be changed at will.

    What makes a text unfit to send is decided where it is sent (`interventions.actions.parent_notice`).
    """

    topic = forms.ChoiceField(
        label="What is it about?",
        required=False,
        error_messages={"invalid_choice": "Choose one of the topics in the list."},
    )
    guardians = forms.TypedMultipleChoiceField(
        required=False,
        coerce=int,
        error_messages={
            "invalid_choice": "Somebody you chose can no longer be written to. Look at the list again."
        },
    )
    include_summary = forms.BooleanField(label="Include the performance summary", required=False)

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        topic = cast("forms.ChoiceField", self.fields["topic"])
        topic.choices = [("", "My own words"), *desk.topics]
        guardians = cast("forms.TypedMultipleChoiceField", self.fields["guardians"])
        guardians.choices = [(one.guardian.pk, one.guardian.name) for one in desk.reached]
        for language, names in desk.names.items():
            self.fields[field_of(language)] = forms.CharField(
                label=f"Letter in {language_name(language)}, for {' and '.join(names)}",
                help_text=OWN_NAME if len(names) > 1 else "",
                required=False,
                widget=forms.Textarea(
                    attrs={"rows": 9, "lang": language, "dir": direction(language)}
                ),
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    @property
    def letters(self) -> list[forms.BoundField]:
        return [self[field_of(language)] for language in self.desk.names]

    @property
    def texts(self) -> dict[str, str]:
        """What is written, by language."""
        return {language: self[field_of(language)].value() or "" for language in self.desk.names}

    @property
    def rows(self) -> Iterator[FamilyRow]:
        chosen = {str(key) for key in self["guardians"].value() or []}
        for one in self.desk.family:
            yield FamilyRow(one, one.is_reached and str(one.guardian.pk) in chosen)

    def again(self) -> "NotifyParentForm":
        """The same content as a fresh form, which complains of nothing."""
        initial = {name: self[name].value() for name in self.fields if name != "idempotency_key"}
        return NotifyParentForm(initial=initial, desk=self.desk)


def field_of(language: str) -> str:
    return "message" if language == ENGLISH else f"message_{language}"
