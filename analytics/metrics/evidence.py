"""The practice behind one number: a student's sessions on one skill, and the newest single answers.

Window: all practice, newest first; callers pick their dates. Excluded: sessions without an answered
question. Units: answers, seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from alpha.learning.models import Attempt, Skill, Student
from analytics.metrics.activity import practice
from analytics.metrics.mastery import CURRENT_DAYS

LAST_ANSWERS = 10


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One sitting on the skill; `started_at` is no time of a clock where `is_estimated`."""

    started_at: datetime
    school_day: date
    correct: int
    answered: int
    seconds: int
    is_estimated: bool


def sessions_on(student: Student, skill: Skill) -> tuple[SessionRow, ...]:
    """Return all the student's sessions on the skill, newest first."""
    rows = practice().filter(student=student, skill=skill).order_by("-started_at", "-pk")
    return tuple(
        SessionRow(*row)
        for row in rows.values_list(
            "started_at",
            "school_day",
            "questions_correct",
            "questions_answered",
            "time_spent_seconds",
            "is_estimated",
        )
    )


def counted_now(sessions: Sequence[SessionRow]) -> tuple[SessionRow, ...]:
    """The sessions of the current accuracy: the thirty dates ending at the last practice."""
    last = max((row.school_day for row in sessions), default=date.min)
    return tuple(row for row in sessions if (last - row.school_day) < timedelta(days=CURRENT_DAYS))


def last_answers(student: Student, skill: Skill) -> tuple[bool, ...]:
    """Return the newest ten single answers, oldest first; none where only counts are known."""
    rows = Attempt.objects.filter(session__student=student, session__skill=skill)
    newest = rows.order_by("-session__started_at", "-session", "-position")
    return tuple(reversed(newest.values_list("is_correct", flat=True)[:LAST_ANSWERS]))
