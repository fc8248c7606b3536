from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps

from interventions.models import InterventionChange
from tests.factories import InterventionFactory

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
