"""Every sitting of a student, one by one.

Window: dates at the school. Excluded: sessions without an answered question, so that the rows add
up to the window's totals. Units: questions, seconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from alpha.learning.models import Student
from alpha.periods import Period
from analytics.metrics.activity import practice


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One sitting on one skill; an estimated date follows from the order of answers."""

    day: date
    skill: str
    correct: int
    answered: int
    seconds: int
    is_estimated: bool
    skill_id: int = 0

    @property
    def accuracy(self) -> float:
        return self.correct / self.answered


def sessions_of(student: Student, period: Period) -> tuple[SessionRow, ...]:
    """Return the student's sessions of the window, newest first; one query."""
    rows = (
        practice()
        .filter(student=student, school_day__gte=period.start, school_day__lt=period.end)
        .order_by("-started_at", "-pk")
        .values_list(
            "school_day",
            "skill__name",
            "questions_correct",
            "questions_answered",
            "time_spent_seconds",
            "is_estimated",
            "skill_id",
        )
    )
    return tuple(SessionRow(*row) for row in rows)


def skill_totals(sessions: Iterable[SessionRow]) -> dict[int, tuple[int, int]]:
    """Return {skill id: (correct, answered)} of the sessions."""
    totals: dict[int, tuple[int, int]] = {}
    for row in sessions:
        correct, answered = totals.get(row.skill_id, (0, 0))
        totals[row.skill_id] = (correct + row.correct, answered + row.answered)
    return totals
