from argparse import ArgumentParser
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analytics.simulation import figures as students
from analytics.simulation.figures import heading, missed, row
from interventions.simulation import figures as effects


class Command(BaseCommand):
    help = (
        "Simulates students whose truth is known and prints how often trends, struggling, intervals, goal lines and the"
        " effects of help are right, beside their targets. Fails where a target is missed. Needs no database."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--full", action="store_true", help="Many more students: minutes instead of seconds."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(heading())
        found = []
        full = options["full"]
        for figure in chain(
            students.figures(students.FULL if full else students.QUICK),
            effects.figures(effects.FULL if full else effects.QUICK),
        ):
            found.append(figure)
            self.stdout.write(row(figure))
            self.stdout.flush()
        if misses := missed(found):
            names = "; ".join(figure.name for figure in misses)
            raise CommandError(f"Targets missed: {len(misses)} of {len(found)} ({names}).")
