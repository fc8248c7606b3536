"""Assigned work, and whether it was done.

Window: a piece of work counts on the date it was due, or on the date it was finished if that came
first (work without a due date: when it was finished), so that each piece counts on one date, once,
and work done early shows at once. Excluded: work neither due nor finished within the window. Unit:
pieces of work.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import itemgetter

from django.utils import timezone

from alpha.accounts.models import School
from alpha.learning.models import AssignedWork, Assignment, Classroom, Student
from alpha.learning.selectors.assignments import class_works, works_open_or_within
from alpha.periods import Period
from analytics import words


@dataclass(frozen=True, slots=True)
class Week:
    """Work of one calendar week; `week` is its Monday."""

    week: date
    completed: int
    due: int

    @property
    def share(self) -> float | None:
        return self.completed / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class AssignmentTotals:
    """`due` is all work of the window, `completed` and `on_time` are parts of it.

    On time: finished no later than due, and finished at all where nothing was due. `by_week` holds
    the weeks with work, oldest first.
    """

    completed: int
    due: int
    on_time: int
    by_week: tuple[Week, ...]


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One piece of assigned work with its result; `status` is in words.

    `days_late`: dates between due and finished, or between due and today while it is not finished;
    0 is late on the very date, None is not late.
    """

    work_id: int
    title: str
    status: str
    due_at: datetime | None
    completed_at: datetime | None
    questions: int
    answered: int
    correct: int
    days_late: int | None

    @property
    def is_overdue(self) -> bool:
        return self.completed_at is None and self.days_late is not None

    @property
    def lateness_words(self) -> str:
        """ "2 days late" for what is late, finished or not; else nothing."""
        return words.lateness(self.days_late)

    @property
    def result_words(self) -> str:
        return words.accuracy_with_n(self.correct, self.answered)


@dataclass(frozen=True, slots=True)
class StudentWork:
    """`open` is unfinished, whatever its date, what is due first first.

    `finished` was due or finished within the window, the newest first.
    """

    totals: AssignmentTotals
    open: tuple[WorkRow, ...]
    finished: tuple[WorkRow, ...]


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """How far the students of a class have come with one assignment.

    `given` counts the students who have it, `done` those who finished it. `overdue` are those who
    have not, once it is due, each (id, name). `only_for` is the one student it was made for, None
    for work of the class or of several.
    """

    assignment_id: int
    title: str
    due_at: datetime | None
    given: int
    done: int
    answered: int
    correct: int
    overdue: tuple[tuple[int, str], ...]
    only_for: tuple[int, str] | None

    @property
    def is_done(self) -> bool:
        return self.done == self.given

    @property
    def share_done(self) -> float:
        return self.done / self.given

    @property
    def result_words(self) -> str:
        return words.accuracy_with_n(self.correct, self.answered)


def class_assignments(
    classroom: Classroom, names: Mapping[int, str], period: Period
) -> tuple[AssignmentRow, ...]:
    """Return each assignment that is unfinished or of the window, what is due last first; one query.

    `names`: the class's students by id. Counted are they alone, with all their work on it.
    """
    school, now = classroom.school, timezone.now()
    works = class_works(
        classroom,
        names,
        datetime.combine(period.start, time(), tzinfo=school.zone),
        datetime.combine(period.end, time(), tzinfo=school.zone),
    )
    by_assignment: dict[Assignment, list[AssignedWork]] = defaultdict(list)
    for work in works:
        by_assignment[work.assignment].append(work)
    return tuple(
        _assignment_row(assignment, works, names, now)
        for assignment, works in by_assignment.items()
    )


def _assignment_row(
    assignment: Assignment, works: Sequence[AssignedWork], names: Mapping[int, str], now: datetime
) -> AssignmentRow:
    is_due = assignment.due_at is not None and assignment.due_at < now
    unfinished = [work.student_id for work in works if not work.is_completed]
    overdue = [(student_id, names[student_id]) for student_id in unfinished if is_due]
    is_targeted = assignment.classroom_id is None and len(works) == 1
    first = works[0].student_id
    return AssignmentRow(
        assignment_id=assignment.pk,
        title=assignment.title,
        due_at=assignment.due_at,
        given=len(works),
        done=len(works) - len(unfinished),
        answered=sum(work.questions_answered for work in works),
        correct=sum(work.questions_correct for work in works),
        overdue=tuple(sorted(overdue, key=itemgetter(1, 0))),
        only_for=(first, names[first]) if is_targeted else None,
    )


def assignment_totals(student: Student, period: Period) -> AssignmentTotals:
    """Return the student's assigned work of the window, counted; one query."""
    return student_work(student, period).totals


def student_work(student: Student, period: Period) -> StudentWork:
    """Return the student's work of the window, counted and piece by piece, and all that is open; one query."""
    school = student.school
    works = list(
        works_open_or_within(
            student,
            datetime.combine(period.start, time(), tzinfo=school.zone),
            datetime.combine(period.end, time(), tzinfo=school.zone),
        )
    )
    rows = [_work_row(work, school) for work in works]
    open_rows = tuple(row for row in rows if row.completed_at is None)
    finished = [(row.completed_at, row) for row in rows if row.completed_at is not None]
    finished.sort(key=itemgetter(0), reverse=True)
    return StudentWork(
        totals=_totals(works, period, school),
        open=open_rows,
        finished=tuple(row for _, row in finished),
    )


def counted_on(work: AssignedWork, school: School) -> date | None:
    """The one date a piece of work counts on: due or finished, whichever came first."""
    instants = [at for at in (work.assignment.due_at, work.completed_at) if at is not None]
    return min(map(school.day_of, instants), default=None)


def days_late(due_at: datetime | None, done_at: datetime, school: School) -> int | None:
    """Dates at the school from due to done; 0 for late on the very date, None for in time."""
    if due_at is None or done_at <= due_at:
        return None
    return (school.day_of(done_at) - school.day_of(due_at)).days


def _work_row(work: AssignedWork, school: School) -> WorkRow:
    done_at = work.completed_at or timezone.now()
    return WorkRow(
        work_id=work.pk,
        title=work.assignment.title,
        status=work.get_status_display(),
        due_at=work.assignment.due_at,
        completed_at=work.completed_at,
        questions=work.assignment.question_count,
        answered=work.questions_answered,
        correct=work.questions_correct,
        days_late=days_late(work.assignment.due_at, done_at, school),
    )


def _is_completed(work: AssignedWork) -> bool:
    return work.completed_at is not None


def _is_on_time(work: AssignedWork) -> bool:
    due_at = work.assignment.due_at
    return work.completed_at is not None and (due_at is None or work.completed_at <= due_at)


def _totals(works: Iterable[AssignedWork], period: Period, school: School) -> AssignmentTotals:
    by_week: dict[date, list[AssignedWork]] = defaultdict(list)
    for work in works:
        day = counted_on(work, school)
        if day is not None and day in period:
            by_week[day - timedelta(days=day.weekday())].append(work)
    counted = [work for week in by_week.values() for work in week]
    return AssignmentTotals(
        completed=sum(map(_is_completed, counted)),
        due=len(counted),
        on_time=sum(map(_is_on_time, counted)),
        by_week=tuple(
            Week(week=week, completed=sum(map(_is_completed, works)), due=len(works))
            for week, works in sorted(by_week.items())
        ),
    )
