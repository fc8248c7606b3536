"""What is typed for a template, by the office and by a teacher for herself."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings

from alpha.accounts.forms import OneTimeForm
from alpha.accounts.models import User
from interventions.actions.message import MAX_MESSAGE_LENGTH
from interventions.models import MessageTemplate
from interventions.templates_text import ALLOWED_VARIABLES, template_problems, variables_of


class MessageTemplateForm(forms.ModelForm):
    """A template for the office. The names it uses are worked out when it is saved, never typed."""

    class Meta:
        model = MessageTemplate
        # The content last: its variables and its preview follow it on the page.
        fields = ("category", "title", "language", "is_active", "school", "content")

    def clean_content(self) -> str:
        content: str = self.cleaned_data["content"]
        problems = template_problems(content)
        if problems:
            names = ", ".join(f"{{{name}}}" for name in ALLOWED_VARIABLES)
            raise forms.ValidationError([*problems, f"Allowed are {names}."])
        self.instance.variables = variables_of(content)
        return content


class OwnTemplateForm(MessageTemplateForm, OneTimeForm):
    """A template that its owner alone is offered. `save_own_template` saves what it makes of its instance."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)

    class Meta:
        model = MessageTemplate
        fields = ("title", "category", "language", "content")
        labels = {"content": "Text"}
        widgets = {"content": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        kwargs["instance"] = kwargs.get("instance") or MessageTemplate()
        kwargs["instance"].owner = owner
        kwargs["instance"].school = owner.school
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_content(self) -> str:
        content = super().clean_content().replace("\r\n", "\n")
        if len(content) > MAX_MESSAGE_LENGTH:
            raise forms.ValidationError(
                f"This text has {len(content):,} characters; {MAX_MESSAGE_LENGTH:,} is the most that can be sent."
            )
        return content
