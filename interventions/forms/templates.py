"""What the office types for a template."""

from django import forms

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
