"""The message templates of a school: the twelve it starts with, putting those back after they were changed, going back to
an older version of any, and those that teachers write for themselves."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from simple_history.utils import bulk_create_with_history

from alpha.accounts.models import School
from interventions.defaults import DEFAULT_TEMPLATES, DefaultTemplate
from interventions.errors import Invalid
from interventions.models import MessageTemplate
from interventions.template_versions import KEPT_FIELDS, Version
from interventions.templates_text import template_problems, variables_of

DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class CreatedTemplates:
    """`total`: default templates the school has now, those it had before included."""

    created: int
    total: int


@transaction.atomic
def create_default_templates(school: School) -> CreatedTemplates:
    """Adds the default templates the school does not have yet; one that was edited or switched off stays as it is."""
    # Of two at the same moment the second waits here, and then finds nothing left to add.
    School.objects.select_for_update().get(pk=school.pk)
    present = set(
        MessageTemplate.objects.filter(school=school, language=DEFAULT_LANGUAGE)
        .exclude(default_key="")
        .values_list("default_key", flat=True)
    )
    added = [
        MessageTemplate(
            school=school,
            language=DEFAULT_LANGUAGE,
            default_key=default.key,
            category=default.category,
            title=default.title,
            content=default.content,
            variables=variables_of(default.content),
        )
        for default in DEFAULT_TEMPLATES
        if default.key not in present
    ]
    if added:
        bulk_create_with_history(
            added, MessageTemplate, default_change_reason="Default template added"
        )
    return CreatedTemplates(created=len(added), total=len(present) + len(added))


@transaction.atomic
def restore_defaults(templates: Iterable[MessageTemplate]) -> int:
    """Gives those among the templates that began as a default their first title and text; returns how many that were."""
    defaults = {default.key: default for default in DEFAULT_TEMPLATES}
    restored = [template for template in templates if template.default_key in defaults]
    for template in restored:
        _restore(template, defaults[template.default_key])
    return len(restored)


def save_own_template(template: MessageTemplate) -> MessageTemplate:
    """Saves what its owner wrote; raises Invalid where she has another one of the same title: a list could not tell them
    apart."""
    others = MessageTemplate.objects.filter(owner=template.owner).exclude(pk=template.pk)
    if others.filter(title__iexact=template.title).exists():
        raise Invalid("title", "You have a template with this title. Choose another one.")
    template.save()
    return template


def _restore(template: MessageTemplate, default: DefaultTemplate) -> None:
    template.category = default.category
    template.title = default.title
    template.content = default.content
    template.variables = variables_of(default.content)
    template.is_active = True
    template._change_reason = "Restored to the default"
    template.save(update_fields=["category", "title", "content", "variables", "is_active"])


@transaction.atomic
def go_back(template: MessageTemplate, version: Version) -> bool:
    """Gives the template the words, category, language and state it had in one of its versions, as a new version.

    Returns whether anything was different. Raises Invalid where that version would be refused today: a variable that is gone, a default that exists twice.
    """
    row = template.versions.get(pk=version.id)
    different = [name for name in KEPT_FIELDS if getattr(row, name) != getattr(template, name)]
    if not different:
        return False
    for name in different:
        setattr(template, name, getattr(row, name))
    template.variables = variables_of(template.content)
    problems = template_problems(template.content)
    try:
        template.full_clean()
    except ValidationError as error:
        problems += error.messages
    if problems:
        raise Invalid("content", " ".join(problems))
    saved = date_format(timezone.localtime(row.history_date), "M j, Y, g:i A")
    template._change_reason = f"Back to the version of {saved}"
    template.save()
    return True
