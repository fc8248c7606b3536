"""The ASSISTments problem log: one row per problem of an assignment, with local times and due dates.

The file names no teacher and no class: an assignment is one class. Its times have no zone: they are the school's, and
an hour that the clocks skip or repeat is read as before the change and counted. The skill is the problem set.
"""

from datetime import datetime, timedelta

from alpha.learning.imports.cells import Cells
from alpha.learning.imports.clock import microseconds
from alpha.learning.imports.rows import CAP_SECONDS, Format, GivenWork, PracticeRow, capped

# The source writes seven days for a first response that took longer.
LONGEST_RESPONSE = timedelta(days=7)


def parse(cells: Cells) -> PracticeRow:
    opened_at, doubt = cells.past_moment("Problem Start Time")
    assignment, name = cells.required("Assignment ID"), cells.required("Problem Set Name")
    student = cells.required("User ID")
    response = cells.duration("First Response Time")
    ended_at = _optional(cells, "Problem End Time")
    is_answered = bool(cells.text("Correct"))
    seconds = _seconds(opened_at, ended_at, response)
    work = GivenWork(
        title=name,
        assigned_at=_optional(cells, "Assigned Date"),
        released_at=_optional(cells, "Release Date"),
        due_at=_optional(cells, "Due Date"),
        started_at=_optional(cells, "Assignment Start Time"),
        completed_at=_optional(cells, "Assignment End Time"),
    )
    return PracticeRow(
        line=cells.line,
        external_id=cells.required("Problem Logs ID"),
        student_id=student,
        student_name=f"Student {student}",
        class_id=assignment,
        class_name=f"{name} {assignment}"[-200:],
        skill=name,
        assignment=assignment,
        position=microseconds(_answered_at(opened_at, response)),
        answered=int(is_answered),
        correct=int(is_answered and cells.truth("Correct")),
        seconds=capped(seconds),
        work=work,
        remarks=_remarks(doubt, opened_at, ended_at, seconds, work, is_answered=is_answered),
    )


def _answered_at(opened_at: datetime, response: float | None) -> datetime:
    """When the first answer came; where the source does not know, the longest time an answer is given."""
    known = None if response is None else timedelta(milliseconds=min(response, 1e12))
    if known is None or known >= LONGEST_RESPONSE:
        return opened_at + timedelta(seconds=CAP_SECONDS)
    return opened_at + known


def _seconds(
    opened_at: datetime, ended_at: datetime | None, response: float | None
) -> float | None:
    """How long the problem was open, or, if it never ended, until the first response."""
    if ended_at is not None and ended_at >= opened_at:
        return (ended_at - opened_at).total_seconds()
    return None if response is None else response / 1000


def _optional(cells: Cells, column: str) -> datetime | None:
    return cells.moment(column)[0] if cells.text(column) else None


def _remarks(
    doubt: str,
    opened_at: datetime,
    ended_at: datetime | None,
    seconds: float | None,
    work: GivenWork,
    *,
    is_answered: bool,
) -> tuple[str, ...]:
    found = {
        "clock_change": bool(doubt),
        "not_answered": not is_answered,
        "never_ended": ended_at is None,
        "before_release": work.released_at is not None and opened_at < work.released_at,
        "capped": seconds is not None and seconds > CAP_SECONDS,
    }
    return tuple(remark for remark, holds in found.items() if holds)


FORMAT = Format(
    name="assistments_timed",
    family="assistments",
    source="assistments-problem-log",
    required=(
        "User ID",
        "Assignment ID",
        "Problem Set Name",
        "Release Date",
        "Assigned Date",
        "Due Date",
        "Assignment Start Time",
        "Assignment End Time",
        "Correct",
        "Problem Logs ID",
        "Problem Start Time",
        "Problem End Time",
        "First Response Time",
    ),
    parse=parse,
)
