"""Assigned work that is late."""

from dataclasses import dataclass

from analytics.detectors.findings import Finding, iso
from analytics.detectors.limits import RuleLimits
from analytics.detectors.school_days import SchoolCalendar

# Work that was due longer ago is history: nobody runs after it any more.
OVERDUE_WITHIN = 30
VERY_LATE = 5


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work a student has not finished; `answered` None where it is not known how far she was."""

    assignment_id: int
    due: int
    questions: int
    is_begun: bool
    answered: int | None = None


def overdue(work: Work, on: int, calendar: SchoolCalendar, limits: RuleLimits) -> Finding | None:
    """Overdue work: due on an earlier date, at least one school day ago and at most 30 dates."""
    late = calendar.count(work.due + 1, on + 1)
    if not 0 < on - work.due <= OVERDUE_WITHIN or late < limits.overdue_school_days:
        return None
    return Finding(
        kind="overdue",
        severity="medium" if late >= VERY_LATE and not work.is_begun else "low",
        certainty=1.0,
        evidence={
            "rule": "overdue",
            "on": iso(on),
            "due": iso(work.due),
            "school_days_late": late,
            "is_begun": work.is_begun,
            "answered": work.answered,
            "questions": work.questions,
            "limits": {"school_days": limits.overdue_school_days},
        },
        assignment_id=work.assignment_id,
        episode="once",
    )
