"""The thresholds of a class as a person writes them: shares in percent, days and answers as they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from alpha.accounts.forms import OneTimeForm
from analytics import words
from analytics.detectors import Kind, RuleLimits
from analytics.models import ClassroomRules
from analytics.models.rules import SWITCHES, THRESHOLDS


@dataclass(frozen=True, slots=True)
class Limit:
    """One threshold: its words, its unit, the ends of what may be chosen; `is_share`: kept as 0..1, typed in percent."""

    label: str
    unit: str
    low: int
    high: int
    is_share: bool = False

    @property
    def refusal(self) -> str:
        return f"Choose {self.low} to {self.high} {self.unit}."


LIMITS: Mapping[str, Limit] = {
    "inactive_school_days": Limit("Without practice for at least", "school days", 2, 40),
    "struggling_below": Limit("Accuracy of 30 days below", "percent", 5, 95, is_share=True),
    "struggling_certainty": Limit("Sure of it by at least", "percent", 60, 99, is_share=True),
    "minimum_answers": Limit("From at least", "answers", 10, 500),
    "decline_change": Limit("A fall of at least", "points", 8, 60, is_share=True),
    "stuck_answers": Limit("Not mastered after", "answers", 5, 100),
    "stuck_below": Limit("Newest ten answers below", "percent", 5, 75, is_share=True),
    "overdue_school_days": Limit("Unfinished for at least", "school days", 1, 20),
    "streak_days": Limit("In a row", "school days", 3, 60),
}


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """One rule on the page: its switch, its thresholds, and the kinds of alert it raises.

    `advice`: what to do with the first threshold where most of its alerts are dismissed.
    """

    name: str
    switch: str
    limits: tuple[str, ...]
    advice: str = "raise the limit?"

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return SWITCHES[self.switch]


GROUPS = (
    RuleGroup("No recent practice", "is_inactivity_on", ("inactive_school_days",)),
    RuleGroup(
        "Struggling",
        "is_struggling_on",
        ("struggling_below", "struggling_certainty", "minimum_answers"),
        advice="lower the limit?",
    ),
    RuleGroup("Declining", "is_decline_on", ("decline_change",)),
    RuleGroup("Stuck on a skill", "is_wheel_spinning_on", ("stuck_answers", "stuck_below")),
    RuleGroup("Overdue work", "is_overdue_on", ("overdue_school_days",)),
    RuleGroup("Good news", "is_good_news_on", ("streak_days",)),
)


class RulesForm(OneTimeForm):
    """An empty threshold is the school's, which stands in its field as a placeholder."""

    def __init__(
        self, *args: Any, rules: ClassroomRules, school: RuleLimits, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", values_of(rules))
        super().__init__(*args, **kwargs)
        self.rules = rules
        for name, limit in LIMITS.items():
            self.fields[name] = _field(limit, _typed(getattr(school, name), limit))
        for group in GROUPS:
            self.fields[group.switch] = forms.BooleanField(
                label=f"Look for it: {group.name}", required=False
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    @property
    def values(self) -> dict[str, Any]:
        """The columns of ClassroomRules as they were typed, as far as they make sense."""
        typed = {
            name: None
            if (value := self.cleaned_data.get(name)) is None
            else value / 100
            if LIMITS[name].is_share
            else value
            for name in THRESHOLDS
        }
        return typed | {group.switch: self.cleaned_data[group.switch] for group in GROUPS}


def values_of(rules: ClassroomRules) -> dict[str, Any]:
    """The row as the form shows it."""
    shown = {
        name: None if (value := getattr(rules, name)) is None else _typed(value, LIMITS[name])
        for name in THRESHOLDS
    }
    return shown | {group.switch: getattr(rules, group.switch) for group in GROUPS}


def _typed(value: float, limit: Limit) -> int:
    return words.rounded(value * 100) if limit.is_share else int(value)


def _field(limit: Limit, default: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=limit.label,
        required=False,
        min_value=limit.low,
        max_value=limit.high,
        widget=forms.NumberInput(
            attrs={"placeholder": str(default), "inputmode": "numeric", "class": "form-control"}
        ),
        error_messages={
            "invalid": limit.refusal,
            "min_value": limit.refusal,
            "max_value": limit.refusal,
        },
    )
