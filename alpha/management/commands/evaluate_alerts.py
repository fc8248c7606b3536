import argparse
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from alpha.accounts.models import School
from analytics.alerts import Evaluation, evaluate_school


class Command(BaseCommand):
    help = (
        "Looks at every student of every school and opens and closes alerts, as of today or of days past."
        " Looking at a day again changes nothing; practice, work and classes count as they stood on that day."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--school", default="", metavar="CODE", help="only this school")
        parser.add_argument(
            "--on", type=_day, metavar="YYYY-MM-DD", help="the day (default: today)"
        )
        parser.add_argument(
            "--days",
            type=int,
            default=1,
            metavar="N",
            help="each of the last N days up to that day, in order",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["days"] < 1:
            raise CommandError("--days: at least one day.")
        for school in _schools(options["school"]):
            last = options["on"] or school.today()
            for day in _days_until(last, options["days"]):
                try:
                    found = evaluate_school(school, on=day)
                except ValueError as error:
                    raise CommandError(str(error)) from None
                self.stdout.write(_line(school, day, found))


def _schools(code: str) -> list[School]:
    schools = School.objects.order_by("name")
    found = list(schools.filter(code=code) if code else schools)
    if code and not found:
        raise CommandError(f"There is no school with the code “{code}”.")
    return found


def _days_until(last: date, days: int) -> Iterator[date]:
    return (last - timedelta(days=ago) for ago in range(days - 1, -1, -1))


def _line(school: School, day: date, found: Evaluation) -> str:
    return (
        f"{school.name}, {day}: students {found.students:,}, findings {found.findings:,},"
        f" alerts opened {found.opened:,}, closed {found.closed:,}"
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no date like 2026-03-02.") from error
