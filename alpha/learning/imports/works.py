"""How far students have come with the assignments of a file."""

from collections.abc import Iterable, Mapping

from django.db.models import Sum

from alpha.learning.imports.staging import StagedWork
from alpha.learning.models import AssignedWork, PracticeSession


def record_given_work(
    works: Iterable[StagedWork], assignments: Mapping[str, int], students: Mapping[str, int]
) -> None:
    """Write each student's work anew from the file's dates and the sessions of the assignment."""
    given = [(assignments[work.assignment], students[work.student], work) for work in works]
    if not given:
        return
    sums = (
        PracticeSession.objects.filter(
            assignment__in={assignment_id for assignment_id, _, _ in given},
            student__in={student_id for _, student_id, _ in given},
        )
        .values_list("assignment", "student")
        .annotate(answered=Sum("questions_answered"), correct=Sum("questions_correct"))
        .order_by()
    )
    counts = {(row[0], row[1]): (row[2], row[3]) for row in sums}
    AssignedWork.objects.bulk_create(
        [
            AssignedWork(
                assignment_id=assignment_id,
                student_id=student_id,
                status=_status(work),
                started_at=work.started_at,
                completed_at=work.completed_at,
                questions_answered=counts.get((assignment_id, student_id), (0, 0))[0],
                questions_correct=counts.get((assignment_id, student_id), (0, 0))[1],
            )
            for assignment_id, student_id, work in given
        ],
        update_conflicts=True,
        unique_fields=["assignment", "student"],
        update_fields=[
            "status",
            "started_at",
            "completed_at",
            "questions_answered",
            "questions_correct",
        ],
    )


def _status(work: StagedWork) -> AssignedWork.Status:
    if work.completed_at is not None:
        return AssignedWork.Status.COMPLETED
    return AssignedWork.Status.IN_PROGRESS
