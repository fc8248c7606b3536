from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps

from interventions.models import InterventionChange, MessageTemplate
from interventions.template_versions import versions_of
from tests.factories import InterventionFactory, MessageTemplateFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 20, 17, tzinfo=UTC)


def test_what_was_resolved_before_gets_the_first_line_of_its_record():
    begin_record = import_module("interventions.migrations.0002_intervention_changes").begin_record
    InterventionFactory()
    closed = InterventionFactory(
        is_resolved=True, resolved_at=NOON, resolution_notes="Better", effectiveness_rating=4
    )
    silent = InterventionFactory(is_resolved=True, resolved_at=NOON)

    begin_record(apps, None)

    lines = InterventionChange.objects.values_list(
        "intervention", "kind", "by", "at", "notes", "effectiveness_rating"
    )
    assert list(lines) == [
        (closed.pk, "resolved", None, NOON, "Better", 4),
        (silent.pk, "resolved", None, NOON, "", None),
    ]


def test_templates_from_before_begin_their_versions_as_they_are():
    name = "interventions.migrations.0003_message_template_versions"
    template = MessageTemplateFactory(created_at=NOON, content="Hi {student_name}.")
    MessageTemplate.versions.all().delete()

    import_module(name).keep_first_versions(apps, None)

    (version,) = versions_of(template)
    assert (version.at, version.by, version.content) == (NOON, None, "Hi {student_name}.")
    assert (version.is_first, version.is_current) == (True, True)
