"""Our own format for sessions: one row per sitting, with its counts."""

from alpha.learning.imports.cells import CellError, Cells
from alpha.learning.imports.clock import microseconds
from alpha.learning.imports.rows import CAP_SECONDS, OWN_SOURCE, Format, PracticeRow


def parse(cells: Cells) -> PracticeRow:
    classroom = cells.required("class")
    teacher = cells.text("teacher")
    answered = cells.whole("questions_answered")
    correct = cells.whole("questions_correct")
    if correct > answered:
        raise CellError("questions_correct", f"{correct} is more than the {answered} answered.")
    if not answered:
        raise CellError("questions_answered", "is 0: nothing was practiced.")
    return PracticeRow(
        line=cells.line,
        external_id=cells.required("session_id"),
        student_id=cells.required("student_id"),
        student_name=cells.text("student_name"),
        class_id=classroom,
        class_name=classroom,
        teacher_id=teacher,
        teacher_name=teacher,
        skill=cells.required("skill"),
        position=microseconds(cells.certain_moment("started_at")),
        answered=answered,
        correct=correct,
        seconds=min(cells.whole("time_spent_seconds"), CAP_SECONDS * answered),
    )


FORMAT = Format(
    name="sessions",
    family="sessions",
    source=OWN_SOURCE,
    required=(
        "student_id",
        "class",
        "skill",
        "started_at",
        "questions_answered",
        "questions_correct",
        "time_spent_seconds",
        "session_id",
    ),
    parse=parse,
    rows_are_sessions=True,
)
