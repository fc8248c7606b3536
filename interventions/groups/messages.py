"""A message to several students: one text with {names}, and for each what becomes of it with her own values."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from alpha.accounts.models import User
from alpha.learning.models import Student
from interventions.actions.message import clean_message, send_message
from interventions.errors import Invalid
from interventions.groups.choosing import Chosen
from interventions.groups.previews import Preview
from interventions.models import GroupAction, GroupActionItem, Intervention, MessageTemplate
from interventions.selectors import templates_for
from interventions.situation import Situation, situations_of
from interventions.suggestions import fits_now, fitting_category
from interventions.templates_text import ALLOWED_VARIABLES, fill
from interventions.variables import values_in

Category = MessageTemplate.Category

# Why a variable has no value for somebody.
UNKNOWN = {
    "skill_name": "no skill to name yet",
    "skill": "no skill to name yet",
    "days": "practiced today, or never yet",
    "accuracy": "no answers in the last 30 days",
    "streak_days": "no streak now",
    "assignment_title": "no unfinished work with a date",
    "due_date": "no unfinished work with a date",
    "class_name": "no class in use",
}
NOT_TRUE = "this text may not be true now"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a student for a message; a chosen skill takes the place of her weakest."""

    student: Student
    situation: Situation
    values: Mapping[str, str]
    strength: str


def known_about(chosen: Chosen, *, by: User) -> list[Known]:
    """Of each student, in their order; at most seven queries for all of them."""
    situations = situations_of(chosen.students, viewer=by)
    known = []
    for student in chosen.students:
        situation, skills = situations[student.pk], chosen.skills_of(student)
        values = values_in(situation, student, teacher=by)
        if skills:
            values["skill_name"] = skills[0].name
        known.append(Known(student, situation, values, chosen.strength_of(student)))
    return known


def fitting_template(
    templates: Iterable[MessageTemplate], known: Sequence[Known], *, on_skills: bool
) -> MessageTemplate | None:
    """The one that can be sent to most of them, of the category that fits most; `on_skills`: skills were chosen."""
    needs = Counter(fitting_category(one.situation) for one in known)
    category = Category.STRUGGLING if on_skills else needs.most_common(1)[0][0]

    def fits(template: MessageTemplate) -> int:
        return sum(
            not fill(template.content, one.values).missing and fits_now(template, one.situation)
            for one in known
        )

    offered = [template for template in templates if template.category == category]
    return max(offered, key=fits, default=None)


def message_previews(
    known: Iterable[Known], *, by: User, text: str, template: MessageTemplate | None
) -> list[Preview]:
    return [_preview(one, by, text, template) for one in known]


def send_one(group: GroupAction, item: GroupActionItem) -> Intervention:
    """Sends what was shown; a template that is gone by now leaves its words."""
    template = templates_for(group.teacher).filter(pk=item.content.get("template") or 0).first()
    return send_message(
        item.student, by=group.teacher, message=item.content["text"], template=template
    )


def _preview(one: Known, by: User, text: str, template: MessageTemplate | None) -> Preview:
    filled = fill(text, one.values)
    problem, caution = _why_unfilled(filled.missing), one.strength
    if not problem:
        try:
            clean_message(filled.text, student=one.student, by=by, values=one.values)
        except Invalid as invalid:
            problem = invalid.message
    if template is not None and not fits_now(template, one.situation):
        caution = NOT_TRUE
    return Preview(
        one.student,
        filled.text,
        {"text": filled.text, "template": template.pk if template else None},
        problem=problem,
        caution=caution,
    )


def _why_unfilled(missing: Iterable[str]) -> str:
    reasons = [
        f"{{{name}}}: {UNKNOWN.get(name, 'not known')}"
        if name in ALLOWED_VARIABLES or name in UNKNOWN
        else f"{{{name}}} is not a variable"
        for name in missing
    ]
    return "; ".join(reasons)
