"""What a teacher types for several students at once. Whom it is for is ticked beside each preview."""

from collections.abc import Sequence
from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet

from alpha.accounts.forms import OneTimeForm
from alpha.learning.models import Assignment
from interventions.assignment_draft import OfferedSkill
from interventions.forms.assignment import DueForm
from interventions.forms.meeting import MeetingTimeForm
from interventions.models import MessageTemplate
from interventions.templates_text import ALLOWED_VARIABLES

MY_TEMPLATES = "My templates"
CHOSEN, WEAKEST = "chosen", "weakest"
NAMES = ", ".join(f"{{{name}}}" for name in ALLOWED_VARIABLES)


class GroupMessageForm(OneTimeForm):
    """One text for all; {names} in it become each student's own values.

    What makes a text unfit to send is decided for each student (`interventions.groups.messages`). `shown_template`: the
    template whose text stands in the field.
    """

    template = forms.ModelChoiceField(
        queryset=MessageTemplate.objects.none(),
        required=False,
        empty_label="No template: my own words",
        error_messages={"invalid_choice": "This template is no longer offered. Choose another."},
    )
    text = forms.CharField(
        label="Text for everybody",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"Names in braces are filled in for each student: {NAMES}.",
        error_messages={"required": "Write a message first."},
    )
    shown_template = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, templates: QuerySet[MessageTemplate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.templates = templates
        field = cast("forms.ModelChoiceField", self.fields["template"])
        field.queryset = templates
        field.choices = _by_category(templates, str(field.empty_label))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    @property
    def chosen_template(self) -> MessageTemplate | None:
        """As it stands in the form, None where there is none or it is offered no longer."""
        wanted = str(self["template"].value() or "")
        return next((each for each in self.templates if str(each.pk) == wanted), None)

    @property
    def typed_text(self) -> str:
        return str(self["text"].value() or "").replace("\r\n", "\n")


class GroupPracticeForm(DueForm):
    """Practice for each: on which skills, how hard, until when."""

    practice = forms.ChoiceField(
        label="Practice", error_messages={"invalid_choice": "Choose skills from the list."}
    )
    difficulty = forms.ChoiceField(
        choices=[("", "As recommended for each"), *Assignment.Difficulty.choices],
        required=False,
        error_messages={"invalid_choice": "Choose one of the difficulties in the list."},
    )

    def __init__(
        self, *args: Any, offered: Sequence[OfferedSkill], has_chosen: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        own = [(CHOSEN, "The selected skills of each")] if has_chosen else []
        own.append((WEAKEST, "The weakest skills of each"))
        by_name = sorted(offered, key=lambda skill: skill.name)
        practice = cast("forms.ChoiceField", self.fields["practice"])
        practice.choices = [
            *own,
            ("One skill for everybody", [(str(one.skill_id), one.name) for one in by_name]),
        ]

    @property
    def chosen_practice(self) -> str:
        return str(self["practice"].value() or "")


class GroupMeetingForm(MeetingTimeForm):
    """One meeting with all of them."""

    invite_family = forms.BooleanField(label="Invite the families by e-mail", required=False)


class GroupLetterForm(OneTimeForm):
    """A letter to each family on one topic, in its own languages."""

    topic = forms.ChoiceField(
        label="What is it about?",
        error_messages={
            "required": "Choose a topic.",
            "invalid_choice": "Choose one of the topics in the list.",
        },
    )
    include_summary = forms.BooleanField(label="Include the performance summary", required=False)

    def __init__(self, *args: Any, topics: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["topic"]).choices = topics
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


def _by_category(templates: QuerySet[MessageTemplate], empty_label: str) -> list[Any]:
    """The shared templates under their categories, those of the teacher herself in a group of their own."""
    shared: dict[str, list[tuple[int, str]]] = {}
    mine = []
    for each in templates:
        if each.owner_id is None:
            shared.setdefault(each.get_category_display(), []).append((each.pk, each.title))
        else:
            mine.append((each.pk, each.title))
    groups = [*shared.items(), *([(MY_TEMPLATES, mine)] if mine else [])]
    return [("", empty_label), *groups]
