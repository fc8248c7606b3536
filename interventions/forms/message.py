"""What a teacher types for a message."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet

from alpha.accounts.forms import OneTimeForm
from interventions.drafts import final_text
from interventions.models import MessageTemplate

Category = MessageTemplate.Category


class MessageForm(OneTimeForm):
    """One message to one student: the template's text, already filled, and a free addition.

    What makes a text unfit to send is decided where it is sent (`interventions.actions.message`), so that every way of
    sending refuses the same in the same words. No `maxlength`: a browser would cut a pasted text without saying so.
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

    def __init__(self, *args: Any, templates: QuerySet[MessageTemplate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.templates = templates
        field = cast("forms.ModelChoiceField", self.fields["template"])
        # Any template may be sent: without JavaScript the category can change while the list stays.
        field.queryset = templates
        category = self["category"].value()
        field.widget.choices = [
            ("", field.empty_label),
            *((each.pk, each.title) for each in templates if each.category == category),
        ]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    @property
    def typed(self) -> dict[str, Any]:
        """What was sent, as far as it makes sense: a category or template that does not exist is left out."""
        self.is_valid()
        return self.cleaned_data

    def again(self) -> "MessageForm":
        """The same content as a fresh form, which complains of nothing."""
        return MessageForm(initial=self.typed, templates=self.templates)

    @property
    def final_text(self) -> str:
        """What would be sent if the form were sent as it is."""
        return final_text(self["message"].value() or "", self["addition"].value() or "")
