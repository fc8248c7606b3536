"""A message already written before the teacher types anything."""

from collections.abc import Iterable
from dataclasses import dataclass

from interventions.models import MessageTemplate
from interventions.prepared import Prepared
from interventions.situation import Situation
from interventions.suggestions import best_template, fitting_category
from interventions.templates_text import fill


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that can be sent as it stands, unless {names} without a value are left in `message`."""

    category: str
    template: MessageTemplate | None
    message: str


def draft_message(
    situation: Situation,
    values: dict[str, str],
    *,
    templates: Iterable[MessageTemplate],
    category: str = "",
    template: MessageTemplate | None = None,
) -> Draft:
    """The message that `template` makes of the values of this student.

    Without one: the template of the category that fits her best; without a category, the category that fits her.
    """
    if template is None:
        category = category or fitting_category(situation)
        offered = [each for each in templates if each.category == category]
        template = best_template(offered, situation, values)
    if template is None:
        return Draft(category, None, "")
    return Draft(template.category, template, fill(template.content, values).text)


def draft_for(
    prepared: Prepared,
    situation: Situation,
    values: dict[str, str],
    *,
    templates: Iterable[MessageTemplate],
) -> Draft:
    """The message that fits an alert: its own text, its template, or else the best one of its category."""
    if prepared.text:
        filled = fill(prepared.text, values)
        if not filled.missing:
            return Draft(prepared.category, None, filled.text)
    known = list(templates)
    template = next(
        (
            each
            for each in known
            if prepared.template_key
            and each.default_key == prepared.template_key
            and not fill(each.content, values).missing
        ),
        None,
    )
    return draft_message(
        situation, values, templates=known, category=prepared.category, template=template
    )


def final_text(message: str, addition: str) -> str:
    """What the student reads: the message, then the addition as its last sentence."""
    parts = (part.replace("\r\n", "\n").strip() for part in (message, addition))
    return " ".join(part for part in parts if part)
