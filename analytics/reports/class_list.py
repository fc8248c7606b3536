"""All classes of a teacher side by side: one set of queries for all of them.

Population of each: active students enrolled in it today, nobody else.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from alpha.accounts.models import School, User
from alpha.learning.access import classrooms_reportable_to
from alpha.learning.models import Classroom, Enrollment
from alpha.learning.models.roster import current_on
from alpha.periods import Period
from analytics.metrics import activity, performance
from analytics.metrics.comparison import class_average, prior_of
from analytics.metrics.performance import Totals

LIST_DAYS = 30


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One class in the list; `class_average` is the mean over `with_answers` students."""

    class_id: int
    name: str
    subject: str
    students: int
    active_this_week: int
    class_average: float | None
    with_answers: int
    questions: int
    need_help: int
    is_estimated: bool


def class_list(viewer: User) -> list[ClassRow]:
    """One row per class the viewer may read about, archived ones left out; by name.

    Window: the last 30 dates; `active_this_week`: the last seven. `need_help` counts the students
    who are struggling, not those to watch. Four queries, whatever the number of classes.
    """
    if viewer.school is None:
        return []
    today = viewer.school.today()
    classrooms = list(classrooms_reportable_to(viewer).filter(is_archived=False))
    members = _members(classrooms, today)
    ids = {student_id for students in members.values() for student_id in students}
    totals = performance.window_totals(ids, Period.last(LIST_DAYS, today=today))
    week = performance.window_totals(ids, activity.this_week(today))
    return [
        _class_row(
            classroom,
            viewer.school,
            [totals[student_id] for student_id in members[classroom.pk]],
            active_this_week=sum(week[key].answered > 0 for key in members[classroom.pk]),
        )
        for classroom in classrooms
    ]


def _members(classrooms: Sequence[Classroom], today: date) -> dict[int, set[int]]:
    """Return the population of each class by id: `access.enrolled_students`, for many at once."""
    members: dict[int, set[int]] = defaultdict(set)
    enrolled = Enrollment.objects.filter(
        current_on(today), classroom__in=classrooms, student__is_active=True
    )
    for classroom_id, student_id in enrolled.values_list("classroom_id", "student_id"):
        members[classroom_id].add(student_id)
    return members


def _class_row(
    classroom: Classroom, school: School, totals: Sequence[Totals], *, active_this_week: int
) -> ClassRow:
    prior = prior_of(totals)
    standings = [performance.standing(row, school, prior) for row in totals]
    return ClassRow(
        class_id=classroom.pk,
        name=classroom.name,
        subject=classroom.subject,
        students=len(totals),
        active_this_week=active_this_week,
        class_average=class_average(totals),
        with_answers=sum(row.answered > 0 for row in totals),
        questions=sum(row.answered for row in totals),
        need_help=standings.count("struggling"),
        is_estimated=any(row.estimated for row in totals),
    )
