"""Which message templates fit a student now, and why: what she needs comes first, praise where nothing is wrong.

A template fits only if all of its variables are known for her and what its text takes for granted is true: "due
yesterday" is for work that was due yesterday. That is known of the templates every school starts with, by their key; a
text somebody else wrote may be sent whenever its category fits.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from analytics import words
from interventions.models import MessageTemplate
from interventions.situation import Situation
from interventions.templates_text import fill

Category = MessageTemplate.Category

INACTIVE_AFTER_DAYS = 7
# Two days in a row are no streak worth a message.
STREAK_FROM_DAYS = 3
MOST_SUGGESTED = 3

Values = dict[str, str]
# Ranks of a template, the best first: its text is about just this, it holds for anybody, it would not be true.
ABOUT_THIS, GENERAL, UNTRUE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Need:
    """Something a message could be about. `key`: the one default template that is about it; empty: any of the category."""

    category: str
    reason: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    template: MessageTemplate
    reason: str


# What the default templates take for granted, by their key; those not listed hold for anybody in their category.
TAKEN_FOR_GRANTED: dict[str, Callable[[Situation], bool]] = {
    "overdue_reminder": lambda now: now.work is not None and now.work.is_due_soon,
    "overdue_check": lambda now: now.work is not None and not now.work.is_started,
    "overdue_follow_up": lambda now: now.work is not None and now.work.days_late == 1,
    "encouragement_celebrate": lambda now: now.is_improving,
    "encouragement_streak": lambda now: now.streak_days >= STREAK_FROM_DAYS,
}


def needs_of(situation: Situation) -> list[Need]:
    """What calls for a message, most pressing first; never empty.

    Struggling comes first: who is stuck on a skill needs more than a nudge. Then work that is overdue, then silence.
    """
    needs = []
    if situation.struggling:
        needs.append(Need(Category.STRUGGLING, f"{situation.skill_name} needs work"))
    if situation.work is not None and situation.work.days_late is not None:
        late = words.lateness(situation.work.days_late)
        needs.append(Need(Category.OVERDUE, f"“{situation.work.title}” is {late}"))
    if situation.days_since_practice is None:
        needs.append(Need(Category.INACTIVE, "No practice yet"))
    elif situation.days_since_practice >= INACTIVE_AFTER_DAYS:
        silence = f"No practice for {situation.days_since_practice} days"
        needs.append(Need(Category.INACTIVE, silence))
    return needs + _good_news(situation, nothing_wrong=not needs)


def _good_news(situation: Situation, *, nothing_wrong: bool) -> list[Need]:
    news = []
    if situation.is_improving:
        news.append(
            Need(Category.ENCOURAGEMENT, "Accuracy is improving", "encouragement_celebrate")
        )
    if situation.streak_days >= STREAK_FROM_DAYS:
        streak = f"{situation.streak_days} days of practice in a row"
        news.append(Need(Category.ENCOURAGEMENT, streak, "encouragement_streak"))
    if nothing_wrong:
        news.append(Need(Category.ENCOURAGEMENT, "Practiced within the last week"))
    return news


def fitting_category(situation: Situation) -> str:
    return needs_of(situation)[0].category


def best_template(
    offered: Sequence[MessageTemplate], situation: Situation, values: Values
) -> MessageTemplate | None:
    """Of one category: a complete one that is about her now, else a complete one, else simply the first."""
    complete = [template for template in offered if not fill(template.content, values).missing]
    return min(
        complete or offered[:1],
        key=lambda template: _rank(template, situation),
        default=None,
    )


def suggest(
    templates: Iterable[MessageTemplate], situation: Situation, values: Values
) -> list[Suggestion]:
    """At most three: one for each need, then more of the first need's category."""
    fitting = [
        template
        for template in templates
        if not fill(template.content, values).missing and _rank(template, situation) < UNTRUE
    ]
    needs = needs_of(situation)
    found: dict[int, Suggestion] = {}
    for need in [*needs, *[needs[0]] * MOST_SUGGESTED]:
        template = _first_for(need, fitting, situation, without=found)
        if template is not None:
            found[template.pk] = Suggestion(template, need.reason)
    return list(found.values())[:MOST_SUGGESTED]


def fits_now(template: MessageTemplate, situation: Situation) -> bool:
    """Whether what the template takes for granted is true of her."""
    return _rank(template, situation) < UNTRUE


def _first_for(
    need: Need, fitting: Iterable[MessageTemplate], situation: Situation, *, without: Iterable[int]
) -> MessageTemplate | None:
    candidates = [
        template
        for template in fitting
        if template.category == need.category
        and template.pk not in without
        and need.key in {"", template.default_key}
    ]
    return min(candidates, key=lambda template: _rank(template, situation), default=None)


def _rank(template: MessageTemplate, situation: Situation) -> int:
    is_true = TAKEN_FOR_GRANTED.get(template.default_key)
    if is_true is None:
        return GENERAL
    return ABOUT_THIS if is_true(situation) else UNTRUE
