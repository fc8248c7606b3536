"""Our own format for single answers: one row per answer, with its time."""

from alpha.learning.imports.cells import Cells
from alpha.learning.imports.clock import microseconds
from alpha.learning.imports.rows import OWN_SOURCE, Format, PracticeRow, capped


def parse(cells: Cells) -> PracticeRow:
    classroom = cells.required("class")
    teacher = cells.text("teacher")
    return PracticeRow(
        line=cells.line,
        external_id=cells.required("answer_id"),
        student_id=cells.required("student_id"),
        student_name=cells.text("student_name"),
        class_id=classroom,
        class_name=classroom,
        teacher_id=teacher,
        teacher_name=teacher,
        skill=cells.required("skill"),
        assignment=cells.text("assignment"),
        position=microseconds(cells.certain_moment("answered_at")),
        answered=1,
        correct=int(cells.truth("correct")),
        seconds=capped(cells.duration("seconds")),
    )


FORMAT = Format(
    name="answers",
    family="answers",
    source=OWN_SOURCE,
    required=("student_id", "class", "skill", "correct", "answered_at", "answer_id"),
    parse=parse,
)
