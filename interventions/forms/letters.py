"""What the office types for a letter to families."""

from django import forms

from interventions.languages import BY_NAME
from interventions.letter_variables import LETTER_VARIABLES
from interventions.models import LetterTemplate
from interventions.templates_text import template_problems


class LetterTemplateForm(forms.ModelForm):
    language = forms.ChoiceField(choices=BY_NAME)

    class Meta:
        model = LetterTemplate
        # The content last: its variables and its preview follow it on the page.
        fields = ("topic", "title", "language", "is_active", "school", "content")

    def clean_content(self) -> str:
        content: str = self.cleaned_data["content"]
        problems = template_problems(content, LETTER_VARIABLES)
        if problems:
            names = ", ".join(f"{{{name}}}" for name in LETTER_VARIABLES)
            raise forms.ValidationError([*problems, f"Allowed are {names}."])
        return content
