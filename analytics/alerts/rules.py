"""Changing how a class wants its alerts."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from alpha.accounts.models import User
from alpha.learning.access import classrooms_helpable_by
from alpha.learning.models import Classroom
from analytics.models import ClassroomRules


def may_change_rules(user: User, classroom: Classroom) -> bool:
    """Whoever acts on the class decides what she is told of: not its aides."""
    return classrooms_helpable_by(user).filter(pk=classroom.pk).exists()


def rules_of(classroom: Classroom) -> ClassroomRules:
    """The row of the class; one that is not saved where it has none. One query."""
    found = ClassroomRules.objects.filter(classroom=classroom).first()
    return found or ClassroomRules(classroom=classroom)


@transaction.atomic
def save_rules(classroom: Classroom, values: Mapping[str, Any], *, by: User) -> ClassroomRules:
    """Keep thresholds and switches by their names in `ClassroomRules`; None is the school's.

    They hold from the next evaluation on. Raises PermissionDenied, and ValidationError for what the rules cannot be.
    """
    if not may_change_rules(by, classroom):
        raise PermissionDenied
    # Locked: of two who save at once the second one's values stand, whole.
    Classroom.objects.select_for_update().get(pk=classroom.pk)
    rules = rules_of(classroom)
    for name, value in values.items():
        setattr(rules, name, value)
    rules.updated_by = by
    rules.full_clean()
    rules.save()
    return rules
