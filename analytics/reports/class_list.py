"""All classes of a teacher side by side: one set of queries for all of them.

Population of each: active students enrolled in it today, nobody else.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from alpha.accounts.models import School, User
from alpha.learning.access import classrooms_reportable_to
from alpha.learning.models import Classroom, Enrollment
from alpha.learning.models.roster import current_on
from alpha.periods import Period
from analytics.detectors import GOOD_NEWS
from analytics.metrics import activity, performance
from analytics.metrics.comparison import class_average, prior_of
from analytics.metrics.performance import Totals
from analytics.models import Alert
from analytics.rates import shrunk_accuracy
from analytics.reports.shape import PAGE_ONLY, Named

LIST_DAYS = 30


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One class in the list; `class_average` is the mean over `with_answers` students.

    `need_help` are the students who are struggling, not those to watch; lowest shrunk accuracy first. `waiting` counts
    those with an open alert, good news left out, that nobody has seen yet.
    """

    class_id: int
    name: str
    subject: str
    students: int
    active_this_week: int
    class_average: float | None
    with_answers: int
    questions: int
    need_help: tuple[Named, ...]
    is_estimated: bool
    waiting: int = field(default=0, metadata=PAGE_ONLY)


def class_list(viewer: User) -> list[ClassRow]:
    """One row per class the viewer may read about, archived ones left out; by name.

    Window: the last 30 dates; `active_this_week`: the last seven. Five queries, whatever the number
    of classes.
    """
    if viewer.school is None:
        return []
    today = viewer.school.today()
    classrooms = list(classrooms_reportable_to(viewer).filter(is_archived=False))
    members = _members(classrooms, today)
    ids = {student_id for names in members.values() for student_id in names}
    totals = performance.window_totals(ids, Period.last(LIST_DAYS, today=today))
    week = performance.window_totals(ids, activity.this_week(today))
    waiting = _with_open_alerts(ids, today)
    return [
        _class_row(
            classroom,
            viewer.school,
            members[classroom.pk],
            {student_id: totals[student_id] for student_id in members[classroom.pk]},
            active_this_week=sum(week[key].answered > 0 for key in members[classroom.pk]),
            waiting=len(waiting.intersection(members[classroom.pk])),
        )
        for classroom in classrooms
    ]


def _members(classrooms: Sequence[Classroom], today: date) -> dict[int, dict[int, str]]:
    """Return the names of each class's population by ids: `access.enrolled_students`, for many at once."""
    members: dict[int, dict[int, str]] = defaultdict(dict)
    enrolled = Enrollment.objects.filter(
        current_on(today), classroom__in=classrooms, student__is_active=True
    )
    rows = enrolled.values_list("classroom_id", "student_id", "student__name")
    for classroom_id, student_id, name in rows:
        members[classroom_id][student_id] = name
    return members


def _with_open_alerts(student_ids: Collection[int], today: date) -> set[int]:
    alerts = Alert.objects.current().awake(today).filter(student__in=student_ids)
    unseen = alerts.filter(status=Alert.Status.OPEN).exclude(kind__in=GOOD_NEWS)
    return set(unseen.order_by().values_list("student_id", flat=True))


def _class_row(
    classroom: Classroom,
    school: School,
    names: Mapping[int, str],
    by_student: Mapping[int, Totals],
    *,
    active_this_week: int,
    waiting: int,
) -> ClassRow:
    totals = by_student.values()
    return ClassRow(
        class_id=classroom.pk,
        name=classroom.name,
        subject=classroom.subject,
        students=len(totals),
        active_this_week=active_this_week,
        class_average=class_average(totals),
        with_answers=sum(row.answered > 0 for row in totals),
        questions=sum(row.answered for row in totals),
        need_help=_struggling(school, names, by_student),
        is_estimated=any(row.estimated for row in totals),
        waiting=waiting,
    )


def _struggling(
    school: School, names: Mapping[int, str], by_student: Mapping[int, Totals]
) -> tuple[Named, ...]:
    prior = prior_of(by_student.values())
    found = [
        (shrunk_accuracy(row.correct, row.answered, prior), names[student_id], student_id)
        for student_id, row in by_student.items()
        if performance.standing(row, school, prior) == "struggling"
    ]
    return tuple(Named(student_id, name) for _, name, student_id in sorted(found))
