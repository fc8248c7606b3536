"""Skills and their questions, made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from alpha.accounts.models import School
from alpha.learning.models import Item, Skill

ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class NewItem:
    """A question of a skill; without `choices` the answer is typed."""

    skill: Skill
    difficulty: str
    prompt: str
    answer: str
    choices: Sequence[str] = ()


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


@transaction.atomic
def add_items(items: Iterable[NewItem]) -> list[Item]:
    """Add questions, all of them or none. Raises ValidationError by field for one that cannot be asked."""
    rows = [
        Item(
            skill=item.skill,
            difficulty=item.difficulty,
            prompt=item.prompt,
            answer=item.answer,
            choices=list(item.choices),
        )
        for item in items
    ]
    for row in rows:
        # Not whether the skill exists: asking that for each question would take a query each.
        row.clean_fields(exclude=["skill"])
        row.clean()
    return Item.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
