"""The message templates of a school: the twelve it starts with, putting those back after they were changed, and those
that teachers write for themselves."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from alpha.accounts.models import School
from interventions.defaults import DEFAULT_TEMPLATES, DefaultTemplate
from interventions.errors import Invalid
from interventions.models import MessageTemplate
from interventions.templates_text import variables_of

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
    MessageTemplate.objects.bulk_create(added)
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
    template.save(update_fields=["category", "title", "content", "variables", "is_active"])
