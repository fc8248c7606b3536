"""The one action that fits an alert, ready before anybody asks for it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from analytics.models import Alert
from interventions.models import MessageTemplate

Category = MessageTemplate.Category
Kind = Alert.Kind

# What practice can mend, most specific first: of several alerts about one student it is the one to act on.
MENDED_BY_PRACTICE = (Kind.WHEEL_SPINNING, Kind.STRUGGLING)
STILL_WORTH_IT = (
    "Hi {student_name}, about “{assignment_title}”. You have begun it, and it is still worth finishing."
    " Let me know if you need more time or some help, and we will find a way."
)


class Reason(Protocol):
    """An alert, or a line of a card that stands for one."""

    @property
    def kind(self) -> str: ...

    @property
    def evidence(self) -> Mapping[str, Any]: ...


R = TypeVar("R", bound=Reason)


@dataclass(frozen=True, slots=True)
class Prepared:
    """`action`: the kind of Take Action; `label`: what its button says.

    Of a message: its `category`, the default template by `template_key`, or a `text` of its own where no template would
    be true. A template that is missing, or lacks a value, gives way to the one that fits the student best.
    """

    action: str
    label: str
    category: str = ""
    template_key: str = ""
    text: str = ""


CHECK_IN = Prepared("message", "Send a check-in", Category.INACTIVE, "inactive_check_in")
OFFER_A_TALK = Prepared(
    "message", "Offer to talk it over", Category.STRUGGLING, "struggling_meeting_offer"
)
ENCOURAGE = Prepared("message", "Send an idea", Category.STRUGGLING, "struggling_resource")
PRACTICE = Prepared("assignment", "Assign targeted practice", Category.STRUGGLING)
PRAISE = Prepared("message", "Send praise", Category.ENCOURAGEMENT, "encouragement_praise")
CELEBRATE = Prepared(
    "message", "Celebrate it with a message", Category.ENCOURAGEMENT, "encouragement_celebrate"
)
STREAK = Prepared("message", "Celebrate the streak", Category.ENCOURAGEMENT, "encouragement_streak")
WELCOME_BACK = Prepared("message", "Welcome back", Category.ENCOURAGEMENT, "encouragement_praise")
ASK_ABOUT_WORK = Prepared("message", "Ask about the work", Category.OVERDUE, "overdue_check")
FOLLOW_UP = Prepared("message", "Ask about the work", Category.OVERDUE, "overdue_follow_up")
REMIND = Prepared("message", "Ask about the work", Category.OVERDUE, text=STILL_WORTH_IT)


def _overdue(evidence: Mapping[str, Any]) -> Prepared:
    if not evidence.get("is_begun"):
        return ASK_ABOUT_WORK
    return FOLLOW_UP if evidence.get("school_days_late") == 1 else REMIND


_FITTING: Mapping[str, Callable[[Mapping[str, Any]], Prepared]] = MappingProxyType(
    {
        Kind.INACTIVITY: lambda _: CHECK_IN,
        Kind.STRUGGLING: lambda _: PRACTICE,
        Kind.WHEEL_SPINNING: lambda _: PRACTICE,
        Kind.DECLINE: lambda _: OFFER_A_TALK,
        Kind.OVERDUE: _overdue,
        Kind.IMPROVED: lambda _: CELEBRATE,
        Kind.RETURNED: lambda _: WELCOME_BACK,
        Kind.MASTERED: lambda _: PRAISE,
        Kind.STREAK: lambda _: STREAK,
    }
)


def prepared_for(reason: Reason, *, may_assign: bool) -> Prepared | None:
    """The action for an alert; None for a note about a class. Who gives no assignments writes instead."""
    fitting = _FITTING.get(reason.kind)
    if fitting is None:
        return None
    prepared = fitting(reason.evidence)
    return ENCOURAGE if prepared is PRACTICE and not may_assign else prepared


def to_act_on(reasons: Iterable[R]) -> R:
    """Of the alerts on one card, the most urgent first, the one that the action is about."""
    known = list(reasons)
    for kind in MENDED_BY_PRACTICE:
        for reason in known:
            if reason.kind == kind:
                return reason
    return known[0]
