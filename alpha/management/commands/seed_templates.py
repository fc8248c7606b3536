from typing import Any

from django.core.management.base import BaseCommand

from alpha.accounts.models import School
from interventions.letter_library import create_default_letters
from interventions.template_library import create_default_templates


class Command(BaseCommand):
    help = (
        "Gives every school the twelve default message templates, and the letters to families, that it does not have"
        " yet. Those that were edited stay as they are; running it again changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        schools = list(School.objects.order_by("name"))
        if not schools:
            self.stdout.write("There is no school yet; nothing to do.")
        for school in schools:
            result = create_default_templates(school)
            self.stdout.write(
                f"{school.name}: {result.created} created, {result.total} default templates in all."
            )
            letters = create_default_letters(school)
            self.stdout.write(
                f"{school.name}: {letters.created} created, {letters.total} default letters in all."
            )
