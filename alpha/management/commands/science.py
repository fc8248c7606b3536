from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analytics.simulation.figures import FULL, QUICK, figures, heading, missed, row


class Command(BaseCommand):
    help = (
        "Simulates students whose truth is known and prints how often trends, struggling, intervals and goal lines"
        " are right, beside their targets. Fails where a target is missed. Needs no database."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--full", action="store_true", help="Many more students: minutes instead of seconds."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(heading())
        found = []
        for figure in figures(FULL if options["full"] else QUICK):
            found.append(figure)
            self.stdout.write(row(figure))
            self.stdout.flush()
        if misses := missed(found):
            names = "; ".join(figure.name for figure in misses)
            raise CommandError(f"Targets missed: {len(misses)} of {len(found)} ({names}).")
