"""manage.py import_practice FILE --school CODE: take in a practice log."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from alpha.learning.imports.formats import FAMILIES
from alpha.learning.imports.pipeline import ImportRequest, Progress, import_practice
from alpha.learning.imports.refusals import ErrorReport, ImportRefusedError
from alpha.learning.imports.summary import ImportSummary


class Command(BaseCommand):
    help = "Takes in a practice log (CSV). Running it again adds nothing twice. Formats: see the README."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file")
        parser.add_argument(
            "--school",
            required=True,
            help="code or name of the one school of the whole file; made if missing",
        )
        parser.add_argument("--format", choices=["auto", *FAMILIES], default="auto")
        parser.add_argument(
            "--timezone",
            default="",
            metavar="AREA/CITY",
            help="zone of a school that is made, and of times without an offset",
        )
        parser.add_argument(
            "--until",
            type=_day,
            metavar="YYYY-MM-DD",
            help="last of the estimated dates, where the file has no times (default: as before, else today)",
        )
        parser.add_argument(
            "--teacher",
            default="",
            metavar="USERNAME",
            help="who teaches the classes for which the file names nobody; made if missing",
        )
        parser.add_argument("--dry-run", action="store_true", help="look and count, write nothing")
        parser.add_argument(
            "--errors",
            type=Path,
            help="where the rows that failed are listed (default: <file>.errors.csv in this folder)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        request = ImportRequest(
            path=path,
            school=options["school"].strip(),
            family=options["format"],
            zone=options["timezone"],
            until=options["until"],
            teacher=options["teacher"],
            is_dry=options["dry_run"],
        )
        try:
            with (
                ErrorReport(options["errors"] or Path(f"{path.name}.errors.csv")) as report,
                # Only where somebody watches: disable=None asks the terminal.
                tqdm(desc="Students", unit="", disable=None, leave=False) as bar,
            ):
                summary = import_practice(request, report, _mover_of(bar))
        except ImportRefusedError as refusal:
            raise CommandError(str(refusal)) from refusal
        self._say(request, summary, report)

    def _say(self, request: ImportRequest, summary: ImportSummary, report: ErrorReport) -> None:
        for line in summary.lines():
            self.stdout.write(line)
        for error in report.first:
            column = f", {error.column}" if error.column else ""
            self.stdout.write(f"  Line {error.line}{column}: {error.reason}")
        if summary.failed:
            self.stdout.write(f"All {summary.failed:,} failed rows are listed in {report.path}.")
        if request.is_dry:
            self.stdout.write("Dry run: nothing was written.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no date like 2026-03-02.") from error


def _mover_of(bar: "tqdm[Any]") -> Progress:
    def move(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return move
