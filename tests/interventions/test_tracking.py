from datetime import UTC, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from interventions.errors import Conflict, Invalid, NotFound
from interventions.models import Intervention
from interventions.tracking import resolve
from tests.factories import InterventionFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.fixture
def intervention(student, teacher):
    return InterventionFactory(student=student, teacher=teacher)


def outcome(intervention):
    row = Intervention.objects.get(pk=intervention.pk)
    return row.is_resolved, row.resolved_at, row.resolution_notes, row.effectiveness_rating


UNRESOLVED = (False, None, None, None)


def test_resolving_keeps_notes_rating_and_time(intervention, teacher):
    notes = "Student showed improvement after meeting and assignment."

    with time_machine.travel(NOW, tick=False):
        resolved = resolve(
            intervention, by=teacher, resolution_notes=f" {notes}\r\n", effectiveness_rating=4
        )

    assert outcome(intervention) == (True, NOW, notes, 4)
    assert (resolved.is_resolved, resolved.effectiveness_rating) == (True, 4)


def test_notes_and_rating_are_optional(intervention, teacher):
    resolve(intervention, by=teacher, at=NOW)

    assert outcome(intervention) == (True, NOW, "", None)


def test_resolving_twice_is_a_conflict_and_keeps_the_first_words(intervention, teacher):
    stale = Intervention.objects.get(pk=intervention.pk)
    resolve(intervention, by=teacher, resolution_notes="First", effectiveness_rating=5, at=NOW)

    with pytest.raises(Conflict, match="This intervention is already resolved"):
        resolve(stale, by=teacher, resolution_notes="Second", effectiveness_rating=1)

    assert outcome(intervention) == (True, NOW, "First", 5)


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_outside_one_to_five_is_refused(intervention, teacher, rating):
    with pytest.raises(Invalid) as refused:
        resolve(intervention, by=teacher, effectiveness_rating=rating)

    assert (refused.value.field, refused.value.message) == (
        "effectiveness_rating",
        "Choose one to five stars.",
    )
    assert outcome(intervention) == UNRESOLVED


def test_over_long_notes_are_refused(intervention, teacher):
    with pytest.raises(Invalid) as refused:
        resolve(intervention, by=teacher, resolution_notes="x" * 5001)

    assert (refused.value.field, refused.value.message) == (
        "resolution_notes",
        "These notes have 5,001 characters; 5,000 is the most.",
    )
    assert outcome(intervention) == UNRESOLVED


@pytest.mark.parametrize("who", ["TE", "CO", "AIDE"])
def test_any_teacher_of_the_student_may_resolve(people, intervention, who):
    assert resolve(intervention, by=getattr(people, who)).is_resolved


@pytest.mark.parametrize(
    "who, error",
    [
        ("TO", NotFound),
        ("TX", NotFound),
        ("ST", NotFound),
        ("GU", NotFound),
        ("LE", PermissionDenied),
        ("AD", PermissionDenied),
    ],
)
def test_others_may_not_resolve(people, intervention, who, error):
    with pytest.raises(error):
        resolve(intervention, by=getattr(people, who))

    assert outcome(intervention) == UNRESOLVED


def test_a_leader_resolves_her_own(people, student):
    own = InterventionFactory(student=student, teacher=people.LE)

    assert resolve(own, by=people.LE).is_resolved
