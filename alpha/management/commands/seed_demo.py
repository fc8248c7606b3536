from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from alpha.demo.seeding import NotTheDemoSchoolError, seed_demo_school
from alpha.demo.sign_ins import PASSWORD, SIGN_INS


class Command(BaseCommand):
    help = (
        "Builds the demonstration school with dates up to today, and prints its sign-ins. A second run on the same"
        " day changes nothing; on a later day it replaces the demonstration school, and only that."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--force",
            action="store_true",
            help="Also where neither DEMO nor DEBUG is set: its password is known to everybody.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG or options["force"]):
            raise CommandError(
                "The password of the demonstration school is known to everybody, so it is built only where DEMO or"
                " DEBUG is set. Add --force if you want it here all the same."
            )
        try:
            outcome = seed_demo_school()
        except NotTheDemoSchoolError as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{outcome.value}\nSign in with the password {PASSWORD} as")
        for sign_in in SIGN_INS:
            self.stdout.write(f"  {sign_in.username:<20} {sign_in.title:<16} {sign_in.name}")
