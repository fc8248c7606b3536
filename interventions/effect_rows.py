"""What `interventions.effects` compares, read from the rows of a school in a fixed number of statements.

Whose help: that for the students the viewer may see now, whoever gave it. A cell is a class and a date on which help
began there. In it stand everybody who got help on that date and, for comparison, the classmates enrolled on that date
who got none at all within 28 days of it. Of those, `flagged` are who had met the same alert in the days that belong to
neither window: the alert the help was linked to, or else whatever concern the helped student had met herself.

Help counts whether or not it arrived: who finishes her work is not like who does not. Help whose 28 days are not over
is counted as given and compared later.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate, takewhile

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, When

from alpha.accounts.models import School, User
from alpha.learning.access import classrooms_reportable_to, students_reportable_to
from alpha.learning.models import AssignedWork, Enrollment, Student
from alpha.notifications.models import OutboundEmail
from alpha.periods import Period
from analytics.detectors import CONCERNS
from analytics.metrics.activity import DayTotals, as_date, plain_rows, practice_by_day
from analytics.models import AlertTrigger
from interventions.baseline import base_window
from interventions.effects import Counts, EffectRow
from interventions.models import Intervention, Meeting, ParentNotification

# The class and the date on which help began in it.
Cell = tuple[int, date]
# Cell, student and kind of help.
RowKey = tuple[Hashable, Hashable, str | None]

WINDOW = timedelta(days=28)
# Neither window counts them: a student is chosen at her lowest.
DIP = timedelta(days=15)


# By student and date, every rule that was met.
Concerns = Mapping[int, Sequence[tuple[date, str]]]


@dataclass(frozen=True, slots=True)
class Given:
    """One intervention.

    `delivered`: read, finished, held, or sent to somebody of the family; `areas`: the skills it was about, and their
    subjects; `alert_kind` and `alert_class` of the alert it answered, empty and None without one.
    """

    id: int
    kind: str
    student_id: int
    teacher_id: int
    on: date
    delivered: bool
    is_resolved: bool
    rating: int | None
    alert_kind: str = ""
    alert_class: int | None = None
    areas: frozenset[str] = frozenset()


@dataclass(frozen=True)
class HelpGiven:
    """The help of a period and the rows it is compared by.

    `waiting` began too recently to be compared. `areas_of` holds what the help of a row was about, `concerns_of` the
    alerts behind it, or those of them that a classmate met without getting help.
    """

    given: tuple[Given, ...] = ()
    rows: tuple[EffectRow, ...] = ()
    waiting: int = 0
    areas_of: Mapping[RowKey, frozenset[str]] = field(default_factory=dict)
    concerns_of: Mapping[RowKey, frozenset[str]] = field(default_factory=dict)

    @property
    def areas(self) -> list[str]:
        """Everything the compared help was about, by name."""
        return sorted(set().union(*self.areas_of.values()))

    def rows_about(self, area: str) -> list[EffectRow]:
        """The rows of help with an area, and of the classmates in the same cells."""
        helped = [row for row in self._helped if area in self.areas_of.get(key_of(row), ())]
        cells = dict.fromkeys(row.cell for row in helped)
        return helped + [row for cell in cells for row in self._classmates[cell]]

    @cached_property
    def _helped(self) -> list[EffectRow]:
        return [row for row in self.rows if row.itype is not None]

    @cached_property
    def _classmates(self) -> Mapping[Hashable, list[EffectRow]]:
        found: dict[Hashable, list[EffectRow]] = defaultdict(list)
        for row in self.rows:
            if row.itype is None:
                found[row.cell].append(row)
        return found


class Answers:
    """One student's answers by date, to be summed over any window."""

    def __init__(self, days: Iterable[DayTotals] = ()) -> None:
        rows = sorted(days)
        self.dates = [row.day for row in rows]
        self.correct = [0, *accumulate(row.correct for row in rows)]
        self.answered = [0, *accumulate(row.answered for row in rows)]

    def within(self, window: Period) -> Counts:
        first, last = bisect_left(self.dates, window.start), bisect_left(self.dates, window.end)
        return self.correct[last] - self.correct[first], self.answered[last] - self.answered[first]


@dataclass(frozen=True, slots=True)
class Membership:
    classroom_id: int
    student_id: int
    starts_on: date
    ends_on: date

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on


def help_given(user: User, period: Period) -> HelpGiven:
    """The help that began in the period. At most five statements, however many students and however much help."""
    school = user.school
    if school is None:
        return HelpGiven()
    students = students_reportable_to(user).order_by()
    # Nobody who was helped in the four weeks around a date can be compared with on it.
    around = _interventions(students, school, since=period.start - WINDOW)
    given = tuple(one for one in around if one.on in period)
    # Today is not over: it may still bring answers.
    over = [one for one in given if weeks_after(one.on).last_day < school.today()]
    waiting = len(given) - len(over)
    members = _memberships(students, user) if over else []
    cells = _cells(over, members)
    if not cells:
        return HelpGiven(given, waiting=waiting)
    first, last = min(day for _, day in cells), max(day for _, day in cells)
    classes = {classroom_id for classroom_id, _ in cells}
    in_cells = {member.student_id for member in members if member.classroom_id in classes}
    days = practice_by_day(in_cells, start=base_window(first).start, end=weeks_after(last).end)
    room = _Room(
        members=_by_class(members),
        helped_on=_helped_on(around),
        concerns=_concerns(students, first - DIP, last),
        answers={student_id: Answers(own) for student_id, own in days.items()},
    )
    rows = [found for cell, helped in cells.items() for found in room.rows(cell, helped)]
    return HelpGiven(
        given=given,
        rows=tuple(row for row, _ in rows),
        waiting=waiting,
        areas_of=_areas_of(cells),
        concerns_of={key_of(row): frozenset(alerts) for row, alerts in rows if alerts},
    )


def key_of(row: EffectRow) -> RowKey:
    return row.cell, row.student, row.itype


def weeks_after(on: date) -> Period:
    """The 28 dates from the one after the day on which help began."""
    return Period(on + timedelta(days=1), on + WINDOW + timedelta(days=1))


def delivered() -> Case:
    """Whether help arrived, as a column of interventions."""
    sent = ParentNotification.objects.filter(
        intervention=OuterRef("pk"), email__status=OutboundEmail.Status.SENT
    )
    arrived = (
        Q(message__is_read=True)
        | Q(assigned_work__status=AssignedWork.Status.COMPLETED)
        | Q(meeting__status=Meeting.Status.COMPLETED)
        | Q(Exists(sent))
    )
    return Case(When(arrived, then=True), default=False, output_field=BooleanField())


@dataclass(frozen=True, slots=True)
class _Room:
    """Everything about the students of the cells."""

    members: Mapping[int, Sequence[Membership]]
    helped_on: Mapping[int, Sequence[date]]
    concerns: Concerns
    answers: Mapping[int, Answers]

    def rows(self, cell: Cell, helped: Sequence[Given]) -> Iterator[tuple[EffectRow, set[str]]]:
        """Each row of a cell with the alerts behind it: who was helped first, then her classmates without help."""
        classroom_id, on = cell
        windows = base_window(on), weeks_after(on)
        behind: dict[tuple[int, str], set[str]] = defaultdict(set)
        for one in helped:
            behind[one.student_id, one.kind] |= self._alerts_behind(one)
        for (student_id, kind), alerts in sorted(behind.items()):
            yield EffectRow(cell, student_id, kind, *self._windows(student_id, windows)), alerts
        same = set().union(*behind.values())
        enrolled = {one.student_id for one in self.members[classroom_id] if one.holds_on(on)}
        for student_id in sorted(enrolled):
            if not self._was_helped_around(student_id, on):
                alerts = same & self._concerns_before(student_id, on)
                counts = self._windows(student_id, windows)
                yield EffectRow(cell, student_id, None, *counts, flagged=bool(alerts)), alerts

    def _windows(self, student_id: int, windows: tuple[Period, Period]) -> tuple[Counts, Counts]:
        answers = self.answers.get(student_id) or Answers()
        before, after = windows
        return answers.within(before), answers.within(after)

    def _alerts_behind(self, one: Given) -> set[str]:
        if one.alert_kind in CONCERNS:
            return {one.alert_kind}
        return self._concerns_before(one.student_id, one.on)

    def _concerns_before(self, student_id: int, on: date) -> set[str]:
        own = self.concerns.get(student_id, ())
        start = bisect_left(own, (on - DIP, ""))
        return {kind for _, kind in takewhile(lambda met: met[0] <= on, own[start:])}

    def _was_helped_around(self, student_id: int, on: date) -> bool:
        dates = self.helped_on.get(student_id, ())
        at = bisect_left(dates, on - WINDOW)
        return at < len(dates) and dates[at] <= on + WINDOW


def _interventions(students: QuerySet[Student], school: School, *, since: date) -> list[Given]:
    """All help for the students from a date on, whoever gave it, in the order of time; two statements."""
    start = datetime.combine(since, time(), tzinfo=school.zone)
    rows = Intervention.objects.filter(student__in=students, created_at__gte=start)
    about: dict[int, set[str]] = defaultdict(set)
    named = rows.filter(skills__isnull=False).order_by()
    for pk, skill, subject in named.values_list("pk", "skills__name", "skills__subject"):
        about[pk].update(name for name in (skill, subject) if name)
    columns = rows.order_by("created_at", "pk").values_list(
        "pk",
        "intervention_type",
        "student_id",
        "teacher_id",
        "created_at",
        delivered(),
        "is_resolved",
        "effectiveness_rating",
        "alert__kind",
        "alert__classroom_id",
    )
    return [
        Given(
            id=row[0],
            kind=row[1],
            student_id=row[2],
            teacher_id=row[3],
            on=school.day_of(row[4]),
            delivered=row[5],
            is_resolved=bool(row[6]),
            rating=row[7],
            alert_kind=row[8] or "",
            alert_class=row[9],
            areas=frozenset(about[row[0]]),
        )
        for row in columns
    ]


def _memberships(students: QuerySet[Student], user: User) -> list[Membership]:
    classrooms = classrooms_reportable_to(user).order_by()
    rows = Enrollment.objects.filter(student__in=students, classroom__in=classrooms)
    columns = rows.order_by("classroom_id", "student_id", "pk").values_list(
        "classroom_id", "student_id", "starts_on", "ends_on"
    )
    return [
        Membership(classroom_id, student_id, starts_on or date.min, ends_on or date.max)
        for classroom_id, student_id, starts_on, ends_on in columns
    ]


def _cells(over: Iterable[Given], members: Iterable[Membership]) -> dict[Cell, list[Given]]:
    """The help of each cell: in the class of the alert behind it, or else the first class of the student on that date."""
    classes: dict[int, list[Membership]] = defaultdict(list)
    for member in members:
        classes[member.student_id].append(member)
    cells: dict[Cell, list[Given]] = defaultdict(list)
    for one in over:
        own = [m.classroom_id for m in classes[one.student_id] if m.holds_on(one.on)]
        if own:
            chosen = one.alert_class if one.alert_class in own else min(own)
            cells[chosen, one.on].append(one)
    return dict(cells)


def _by_class(members: Iterable[Membership]) -> dict[int, list[Membership]]:
    found: dict[int, list[Membership]] = defaultdict(list)
    for member in members:
        found[member.classroom_id].append(member)
    return found


def _helped_on(around: Iterable[Given]) -> dict[int, list[date]]:
    """By student the dates on which help began, in their order."""
    dates: dict[int, list[date]] = defaultdict(list)
    for one in around:
        dates[one.student_id].append(one.on)
    return dates


def _concerns(students: QuerySet[Student], first: date, last: date) -> Concerns:
    """By student, in the order of time, every rule that was met, acted on or not."""
    triggers = AlertTrigger.objects.filter(
        student__in=students,
        kind__in=CONCERNS,
        evaluated_on__range=(first, last),
    )
    columns = triggers.order_by("student_id", "evaluated_on", "kind").distinct()
    found: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for student_id, day, kind in plain_rows(
        columns.values_list("student_id", "evaluated_on", "kind")
    ):
        found[student_id].append((as_date(day), kind))
    return found


def _areas_of(cells: Mapping[Cell, Iterable[Given]]) -> dict[RowKey, frozenset[str]]:
    """What the help of each row was about: of two messages on one day both."""
    found: dict[RowKey, frozenset[str]] = defaultdict(frozenset)
    for cell, helped in cells.items():
        for one in helped:
            found[cell, one.student_id, one.kind] |= one.areas
    return dict(found)
