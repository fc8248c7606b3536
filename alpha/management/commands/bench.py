from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from alpha.bench import table
from alpha.bench.databases import prepare
from alpha.bench.measuring import measure
from alpha.bench.nightly import measure_night, spend_night
from alpha.bench.school import Plan
from alpha.learning.models import PracticeSession


class Command(BaseCommand):
    help = (
        "Measures the reports of a large school with a year of practice, and with a tenth of it, and the nightly"
        " evaluation of its students. Each history has a database of its own beside the one DATABASE_URL names; it"
        " is built when it is missing or of another day."
    )
    # The databases it looks at do not exist yet.
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rounds", type=int, default=30, help="How often each is measured.")
        parser.add_argument("--classes", type=int, default=100, help="Classes of thirty students.")
        parser.add_argument("--days", type=int, default=365, help="Days of practice.")
        parser.add_argument(
            "--night",
            action="store_true",
            help="Only evaluate the large school of this very database (bench itself asks for it).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["night"]:
            self.stdout.write(spend_night())
            return
        classes, days = options["classes"], options["days"]
        short, long = (Plan(classes=classes, days=each) for each in (days // 10, days))
        for plan in (short, long):
            self._prepare(plan)
        results = measure([short, long], options["rounds"])
        for plan in (short, long):
            self.stdout.write(f"\n{connection.display_name}, {plan.days} days (milliseconds)")
            self.stdout.write("\n".join(table.lines(results[plan])))
        self.stdout.write(f"\n{connection.display_name}, {long.days} days against the targets")
        self.stdout.write("\n".join(table.verdicts(results[short], results[long])))
        tenth = Plan(classes=max(1, classes // 10), days=days)
        self._prepare(tenth)
        nights = [measure_night(plan) for plan in (tenth, long)]
        self.stdout.write("\n".join(table.night(*nights)))

    def _prepare(self, plan: Plan) -> None:
        built = "Built" if prepare(plan) else "Found"
        sessions = PracticeSession.objects.count()
        self.stdout.write(
            f"{built} {plan.students:,} students, {plan.days} days: {sessions:,} practice sessions"
        )
        self.stdout.flush()
