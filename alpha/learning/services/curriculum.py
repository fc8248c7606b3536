"""Skills, made."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from alpha.accounts.models import School
from alpha.learning.models import Skill


@transaction.atomic
def create_skill(
    school: School, *, code: str, name: str, subject: str = "", prerequisites: Sequence[Skill] = ()
) -> Skill:
    """Make a skill; `prerequisites` are the skills of the same school to master before it.

    Raises ValidationError for a code the school has already and for prerequisites of another school.
    """
    if any(prerequisite.school_id != school.pk for prerequisite in prerequisites):
        raise ValidationError({"prerequisites": "Choose skills of this school."})
    skill = Skill(school=school, code=code, name=name, subject=subject)
    skill.full_clean()
    skill.save()
    skill.prerequisites.set(prerequisites)
    return skill
