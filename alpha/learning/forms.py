"""What students type."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import BadRequest

from alpha.accounts.forms import OneTimeForm
from alpha.learning.models import AssignedWork, Item
from alpha.learning.selectors.questions import Question
from alpha.learning.services.answers import MAX_ANSWER_LENGTH
from alpha.learning.services.assignments import MAX_QUESTIONS


@dataclass(frozen=True, slots=True)
class Asked:
    """Which question a form asked, and when it was shown: signed, since time taken is not the browser's to say."""

    work_id: int
    number: int
    item_id: int
    shown_at: datetime

    SALT = "learning.asked"

    def signed(self) -> str:
        facts = [self.work_id, self.number, self.item_id, self.shown_at.timestamp()]
        return signing.dumps(facts, salt=self.SALT)

    @classmethod
    def read(cls, text: str, work: AssignedWork) -> "Asked":
        """Raises BadRequest for what was not written by `signed` for this work."""
        try:
            work_id, number, item_id, shown_at = signing.loads(text, salt=cls.SALT)
        except signing.BadSignature:
            work_id = None
        if work_id != work.pk:
            raise BadRequest("An answer was sent without its question.")
        return cls(work_id, number, item_id, datetime.fromtimestamp(shown_at, tz=UTC))


class AnswerForm(OneTimeForm):
    """The answer to one question: a choice where the question has choices, else a few words or a number."""

    asked = forms.CharField(widget=forms.HiddenInput)
    answer = forms.CharField(
        label="Your answer",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off"}),
        error_messages={"required": "Write your answer first."},
    )

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        if not self.is_bound:
            # The field is focused with the next question: then its words are heard too.
            self.fields["answer"].widget.attrs |= {"autofocus": True, "aria-describedby": "prompt"}
        if item.choices:
            self.fields["answer"] = forms.ChoiceField(
                label="Your answer",
                choices=[(choice, choice) for choice in item.choices],
                widget=forms.RadioSelect,
                error_messages={
                    "required": "Choose your answer first.",
                    "invalid_choice": "Choose one of the answers below.",
                },
            )

    @classmethod
    def asking(cls, question: Question, work: AssignedWork, now: datetime) -> "AnswerForm":
        asked = Asked(work.pk, question.number, question.item.pk, now)
        return cls(item=question.item, initial={"asked": asked.signed()})

    def clean_answer(self) -> str:
        answer: str = self.cleaned_data["answer"]
        # No maxlength: a browser would cut a pasted text without saying so.
        if len(answer) > MAX_ANSWER_LENGTH:
            raise forms.ValidationError(
                f"This answer has {len(answer):,} characters; {MAX_ANSWER_LENGTH} is the most."
            )
        return answer


class AnsweredForm(forms.Form):
    """Which answer of a piece of work an address speaks of; what is no number is taken as not said."""

    answered = forms.IntegerField(required=False, min_value=1, max_value=MAX_QUESTIONS)

    @property
    def number(self) -> int | None:
        return self.cleaned_data["answered"] if self.is_valid() else None
