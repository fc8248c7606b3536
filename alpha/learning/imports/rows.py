"""What every format's row becomes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from alpha.learning.imports.cells import Cells

# Pauses are capped at five minutes for each answer (reference: "time on task").
CAP_SECONDS = 300
# Ids in our own formats are the school's own: its teachers may be named by username or e-mail there.
OWN_SOURCE = "import"


@dataclass(frozen=True, slots=True)
class GivenWork:
    """An assignment as the row tells it, and how far this student has come with it."""

    title: str
    assigned_at: datetime | None
    released_at: datetime | None
    due_at: datetime | None
    started_at: datetime | None
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PracticeRow:
    """One answer, or one session's counts.

    `position` is what rows of one student are ordered by: microseconds since 1970 where the file has times, else the
    file's own order. `answered` is 0 for a question opened and left: it is not counted, its people are. `seconds` is
    capped, None where not measured. `fingerprint` would be the same in a copy of the class. `remarks` are keys of
    `summary.REMARKS`.
    """

    line: int
    external_id: str
    student_id: str
    class_id: str
    class_name: str
    skill: str
    position: int
    answered: int
    correct: int
    seconds: float | None = None
    student_name: str = ""
    teacher_id: str = ""
    teacher_name: str = ""
    school: str = ""
    skill_id: str = ""
    assignment: str = ""
    fingerprint: str = ""
    work: GivenWork | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file. `family` is what a person asks for; ids are unique within `source`."""

    name: str
    family: str
    source: str
    required: tuple[str, ...]
    parse: Callable[[Cells], PracticeRow]
    has_times: bool = True
    rows_are_sessions: bool = False

    def missing(self, header: Sequence[str]) -> tuple[str, ...]:
        present = {column.casefold() for column in header}
        return tuple(column for column in self.required if column.casefold() not in present)

    def recognises(self, header: Sequence[str]) -> bool:
        return not self.missing(header)


def capped(seconds: float | None) -> float | None:
    return None if seconds is None else min(seconds, CAP_SECONDS)
