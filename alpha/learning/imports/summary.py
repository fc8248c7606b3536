"""What an import found and did, in numbers and sentences."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

# What is worth knowing besides the numbers.
REMARKS = {
    "not_answered": "Problems opened and never answered (not counted)",
    "never_ended": "Problems never ended (their time is that of the first response)",
    "before_release": "Problems started before the assignment was released",
    "capped": "Rows that took longer than 5 minutes (each counts as 5 minutes)",
    "help_first": "Rows that began with asking for help (they count as not right)",
    "clock_change": "Times in an hour that the clocks skipped or repeated (read as before the change)",
    "repeated": "Rows that repeat an answer of the file, as with a second skill (each answer counts "
    "once, under the first)",
    "several_classes": "Students in several classes",
    "small_classes": "Classes with one or two students",
    "class_of_two_schools": "Classes with students of several schools (all are in the one school now)",
    "teacher_of_two_schools": "Teachers in several schools (they are in the one school now)",
    "outside": "Answers outside the order of the first import, put on its first or last day (--until "
    "lays this file out anew)",
    "no_due_date": "Assignments without a due date",
    "without_teacher": "Classes without a teacher yet (add one in the admin, or give --teacher)",
}
KINDS = ("teachers", "classes", "students", "enrollments", "skills", "assignments", "sessions")


@dataclass(slots=True)
class ImportSummary:
    """Counts of one run. `new` and `known` are by kind; `failed` counts rows."""

    format: str = ""
    rows: int = 0
    failed: int = 0
    new: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)

    def count(self, kind: str, *, new: int = 0, known: int = 0) -> None:
        self.new[kind] += new
        self.known[kind] += known

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "failed": self.failed,
            "new": dict(self.new),
            "known": dict(self.known),
            "remarks": dict(self.remarks),
            "warnings": self.warnings,
        }

    def lines(self) -> list[str]:
        """The summary as it is printed."""
        counted = f"{self.rows:,} rows of format “{self.format}”, {self.failed:,} failed."
        table = [
            f"  {kind:<12} {self.new[kind]:>8,} new {self.known[kind]:>8,} known"
            for kind in (*KINDS, "answers")
            if self.new[kind] or self.known[kind]
        ]
        remarks = [
            f"  {text}: {self.remarks[key]:,}" for key, text in REMARKS.items() if self.remarks[key]
        ]
        return [counted, *table, *remarks, *(f"  {warning}" for warning in self.warnings)]
