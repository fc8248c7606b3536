"""ASSISTments 2009-10: answers with class, teacher and school, and no times.

`order_id` rises with time, and that is all there is. `correct` says whether the first try was right; a student who
asked for help first (`attempt_count` 0) is counted as not right, as the source does. Excerpts joined by `order_id`
have one row for each skill of a question.
"""

from alpha.learning.imports.cells import CellError, Cells
from alpha.learning.imports.rows import CAP_SECONDS, Format, PracticeRow, capped


def parse(cells: Cells) -> PracticeRow:
    order = cells.order("order_id")
    student, classroom = cells.required("user_id"), cells.required("student_class_id")
    teacher = cells.text("teacher_id")
    milliseconds = cells.duration("ms_first_response")
    seconds = None if milliseconds is None else milliseconds / 1000
    skill_id = cells.text("skill_id").removesuffix(".0")
    skill = cells.text("skill_name") or (skill_id and f"Skill {skill_id}")
    if not skill:
        raise CellError("skill_name", "is empty.")
    is_correct = cells.truth("correct")
    return PracticeRow(
        line=cells.line,
        external_id=str(order),
        student_id=student,
        student_name=f"Student {student}",
        class_id=classroom,
        class_name=f"Class {classroom}",
        teacher_id=teacher,
        teacher_name=teacher and f"Teacher {teacher}",
        school=cells.text("school_id"),
        skill=skill,
        skill_id=skill_id,
        assignment=cells.text("assignment_id"),
        position=order,
        answered=1,
        correct=int(is_correct),
        seconds=capped(seconds),
        fingerprint=_fingerprint(cells, is_correct=is_correct),
        remarks=_remarks(cells, seconds),
    )


def _fingerprint(cells: Cells, *, is_correct: bool) -> str:
    """Problem, result and milliseconds: two students agree in one by chance, two classes never in most."""
    problem, milliseconds = cells.text("problem_id"), cells.text("ms_first_response")
    return f"{problem} {int(is_correct)} {milliseconds}" if problem and milliseconds else ""


def _remarks(cells: Cells, seconds: float | None) -> tuple[str, ...]:
    help_first = ("help_first",) if cells.text("attempt_count") == "0" else ()
    long = ("capped",) if seconds is not None and seconds > CAP_SECONDS else ()
    return help_first + long


FORMAT = Format(
    name="assistments",
    family="assistments",
    source="assistments",
    required=(
        "order_id",
        "user_id",
        "assignment_id",
        "problem_id",
        "skill_name",
        "correct",
        "attempt_count",
        "ms_first_response",
        "student_class_id",
        "teacher_id",
        "school_id",
    ),
    parse=parse,
    has_times=False,
)
