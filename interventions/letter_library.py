"""The letters to families a school starts with, and putting those back after they were changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from alpha.accounts.models import School
from interventions.letter_defaults import DEFAULT_LETTERS
from interventions.models import LetterTemplate


@dataclass(frozen=True, slots=True)
class CreatedLetters:
    """`total`: default letters the school has now, those it had before included."""

    created: int
    total: int


@transaction.atomic
def create_default_letters(school: School) -> CreatedLetters:
    """Adds the default letters the school does not have yet; one that was edited or switched off stays as it is.

    Where the school wrote its own letter on the topic in that language, the default comes in switched off.
    """
    # Of two at the same moment the second waits here, and then finds nothing left to add.
    School.objects.select_for_update().get(pk=school.pk)
    letters = LetterTemplate.objects.filter(school=school)
    present = set(letters.exclude(default_key="").values_list("default_key", "language"))
    in_use = set(letters.filter(is_active=True).values_list("topic", "language"))
    added = [
        LetterTemplate(
            school=school,
            topic=default.topic,
            language=default.language,
            title=default.title,
            content=default.content,
            default_key=default.key,
            is_active=(default.topic, default.language) not in in_use,
        )
        for default in DEFAULT_LETTERS
        if (default.key, default.language) not in present
    ]
    LetterTemplate.objects.bulk_create(added)
    return CreatedLetters(created=len(added), total=len(present) + len(added))


@transaction.atomic
def restore_letters(letters: Iterable[LetterTemplate]) -> int:
    """Gives those that began as a default their first title and text; returns how many that were.

    Whether they are in use stays as it is: another letter may be in their place.
    """
    defaults = {(default.key, default.language): default for default in DEFAULT_LETTERS}
    restored = [one for one in letters if (one.default_key, one.language) in defaults]
    for letter in restored:
        default = defaults[letter.default_key, letter.language]
        letter.title, letter.content = default.title, default.content
        letter.save(update_fields=["title", "content"])
    return len(restored)
