from typing import Any

from django.core.management.base import BaseCommand

from alpha.accounts.models import School
from alpha.learning.services.effort import record_past_effort


class Command(BaseCommand):
    help = (
        "Gives XP, streaks and achievements for practice that was written before there were any, school by school."
        " Nothing is counted twice; running it again changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for school in School.objects.order_by("name"):
            students = record_past_effort(school)
            self.stdout.write(f"{school.name}, students with practice: {students}")
