"""What changed after help began: the student before and since, and her classmates over the very same weeks.

Windows, by dates at the school, around the day `on` it began: before are the dates from 43 to 16 days before it, as they
were frozen (`interventions.baseline`); since are the 28 dates after it, as far as they have passed. Population of the
classmates: the students of one class, active and enrolled today, without help of their own within 28 days of it. All
accuracies count all skills. Excluded: sessions without an answer. Nothing is said of a change
where either window has fewer than 20 answers. Every change here is raw: natural rebound is in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import fmean
from typing import Literal

from django.db.models import Exists, OuterRef

from alpha.learning.models import ClassroomTeacher, Enrollment
from alpha.learning.models.roster import current_on
from alpha.periods import Period
from analytics.metrics.activity import DayTotals, practice_by_day
from interventions.baseline import Tally, base_window, frozen
from interventions.effects import MIN_ANSWERS, MIN_CLASSMATES, Counts, raw_change
from interventions.models import Intervention

SINCE_DAYS = 28
# Whoever was helped so near to it tells nothing of what would have been without.
APART = timedelta(days=28)
# So long after it was resolved one looks whether the gain held.
KEPT_DAYS = 14

State = Literal["ok", "nothing_kept", "thin_before", "thin_since"]
Kept = Literal["held", "lost", "no_gain", "thin"]


@dataclass(frozen=True, slots=True)
class Classmate:
    student_id: int
    before: Counts
    since: Counts


@dataclass(frozen=True, slots=True)
class Classmates:
    """Those of one class without help of their own; `class_id` None where the student is in no class today."""

    class_id: int | None = None
    rows: tuple[Classmate, ...] = ()

    @property
    def used(self) -> list[Classmate]:
        """Those with enough answers in both windows."""
        return [row for row in self.rows if min(row.before[1], row.since[1]) >= MIN_ANSWERS]

    @property
    def change(self) -> float | None:
        """The mean of their changes, each counting once; None with fewer than three."""
        changes = [raw_change(row.before, row.since) or 0.0 for row in self.used]
        return fmean(changes) if len(changes) >= MIN_CLASSMATES else None


@dataclass(frozen=True, slots=True)
class GainCheck:
    """The two weeks after it was resolved (`later`) beside what it had come to by then (`by_then`) and before it."""

    status: Kept
    before: Tally | None
    by_then: Tally
    later: Tally


@dataclass(frozen=True, slots=True)
class WorkDone:
    """The work that was given: right answers and all of them, of so many questions."""

    correct: int
    answered: int
    questions: int


@dataclass(frozen=True, slots=True)
class MeasuredChange:
    """An intervention measured on a day. `kept`: None until two weeks after it was resolved. `days`: the student's
    active days from the first date of `before` to `today`, oldest first.
    """

    on: date
    today: date
    before: Tally | None
    since: Tally
    classmates: Classmates = field(default_factory=Classmates)
    work: WorkDone | None = None
    kept: GainCheck | None = None
    days: tuple[DayTotals, ...] = ()

    @property
    def state(self) -> State:
        if self.before is None:
            return "nothing_kept"
        if self.before.answered < MIN_ANSWERS:
            return "thin_before"
        return "ok" if self.since.answered >= MIN_ANSWERS else "thin_since"

    @property
    def is_over(self) -> bool:
        """Whether all of the 28 dates since have passed."""
        return self.today > self.last_day

    @property
    def last_day(self) -> date:
        return self.on + timedelta(days=SINCE_DAYS)

    @property
    def change(self) -> float | None:
        """Accuracy since minus accuracy before; None unless `state` is ok."""
        return change_between(self.before, self.since)

    @property
    def beyond_classmates(self) -> float | None:
        """The raw difference: her change minus the mean change of her classmates; None where either is not known."""
        if self.change is None or self.classmates.change is None:
            return None
        return self.change - self.classmates.change


def change_between(before: Tally | None, since: Tally) -> float | None:
    if before is None or min(before.answered, since.answered) < MIN_ANSWERS:
        return None
    return raw_change(counts(before), counts(since))


def counts(of: Tally) -> Counts:
    return of.correct, of.answered


def tally_of(days: Iterable[DayTotals], window: Period | None) -> Tally:
    """The days of a window added up; nothing where none of its dates has come yet."""
    within = [day for day in days if window and day.day in window]
    return Tally(
        sum(day.correct for day in within), sum(day.answered for day in within), len(within)
    )


def since_window(on: date, until: date) -> Period | None:
    """The dates t0+1 to t0+28 up to and including `until`; None where none has come yet."""
    start, end = on + timedelta(days=1), min(on + timedelta(days=SINCE_DAYS), until)
    return Period(start, end + timedelta(days=1)) if end >= start else None


def kept_window(resolved_on: date) -> Period:
    """The 14 dates after the one it was resolved on."""
    return Period(resolved_on + timedelta(days=1), resolved_on + timedelta(days=KEPT_DAYS + 1))


def gain_check(before: Tally | None, by_then: Tally, later: Tally) -> GainCheck:
    """Say whether a gain held: later accuracy is nearer to what it had come to than to where it began.

    thin: fewer than 20 answers later. no_gain: there was none to keep, or too little practice to know of one.
    """
    gained = change_between(before, by_then)
    status: Kept = "lost"
    if later.answered < MIN_ANSWERS:
        status = "thin"
    elif before is None or gained is None or gained <= 0:
        status = "no_gain"
    elif later.correct / later.answered >= before.correct / before.answered + gained / 2:
        status = "held"
    return GainCheck(status, before, by_then, later)


def changes_of(interventions: Iterable[Intervention]) -> dict[int, MeasuredChange]:
    """Return what changed after each, by id; four queries, however many there are.

    They come with their student's school and assigned work (`interventions.selectors.told`).
    """
    rows = [row for row in interventions if row.created_at is not None or row.baseline]
    if not rows:
        return {}
    around = _Neighbors(rows)
    return {row.pk: _measure(row, around) for row in rows}


def day_it_began(row: Intervention) -> date:
    """The school day its baseline was frozen on."""
    if row.baseline:
        return date.fromisoformat(row.baseline["date"])
    return row.student.school.day_of(row.created_at) if row.created_at else date.min


def _measure(row: Intervention, around: "_Neighbors") -> MeasuredChange:
    on, today = day_it_began(row), row.student.school.today()
    window, before = since_window(on, today), frozen(row.baseline, "base")
    first = base_window(on).start
    days = tuple(day for day in around.practiced[row.student_id] if first <= day.day <= today)
    return MeasuredChange(
        on=on,
        today=today,
        before=before,
        since=tally_of(days, window),
        classmates=around.classmates_of(row, on, window),
        work=_work_done(row),
        kept=_kept(row, before, days, on, today),
        days=days,
    )


def _work_done(row: Intervention) -> WorkDone | None:
    work = row.assigned_work
    if work is None:
        return None
    return WorkDone(work.questions_correct, work.questions_answered, work.assignment.question_count)


def _kept(
    row: Intervention, before: Tally | None, days: Sequence[DayTotals], on: date, today: date
) -> GainCheck | None:
    if not row.is_resolved or row.resolved_at is None:
        return None
    resolved_on = row.student.school.day_of(row.resolved_at)
    later = kept_window(resolved_on)
    if today <= later.last_day:
        return None
    by_then = tally_of(days, since_window(on, resolved_on))
    return gain_check(before, by_then, tally_of(days, later))


class _Neighbors:
    """The classes of the helped students: who is in them, who was helped when, and how everybody practiced."""

    def __init__(self, rows: Sequence[Intervention]) -> None:
        today = rows[0].student.school.today()
        self.members: dict[int, set[int]] = defaultdict(set)
        for class_id, student_id in _enrollments({row.student_id for row in rows}, today):
            self.members[class_id].add(student_id)
        taught = ClassroomTeacher.objects.filter(classroom__in=list(self.members))
        self.taught = set(taught.values_list("classroom_id", "teacher_id"))
        self.everybody = set().union(*self.members.values())
        helped = {row.student_id for row in rows}
        began = [day_it_began(row) for row in rows]
        self.helped = self._helped_on(rows, min(began) - APART, max(began) + APART)
        self.practiced = practice_by_day(
            self.everybody | helped,
            start=base_window(min(began)).start,
            end=today + timedelta(days=1),
        )

    def classmates_of(self, row: Intervention, on: date, window: Period | None) -> Classmates:
        class_id = self._class_of(row)
        if class_id is None or window is None:
            return Classmates(class_id)
        alone = (
            one
            for one in sorted(self.members[class_id])
            if one != row.student_id and not any(abs(day - on) <= APART for day in self.helped[one])
        )
        before = base_window(on)
        return Classmates(
            class_id,
            tuple(
                Classmate(one, self._within(one, before), self._within(one, window))
                for one in alone
            ),
        )

    def _class_of(self, row: Intervention) -> int | None:
        """Of the student's classes the one that who helped her teaches; of several the lowest id."""
        own = sorted(key for key, members in self.members.items() if row.student_id in members)
        shared = [key for key in own if (key, row.teacher_id) in self.taught]
        return next(iter(shared or own), None)

    def _within(self, student_id: int, window: Period) -> Counts:
        return counts(tally_of(self.practiced[student_id], window))

    def _helped_on(
        self, rows: Sequence[Intervention], first: date, last: date
    ) -> dict[int, list[date]]:
        """The days on which each of them was helped; one query. A day more on each side: instants are not dates."""
        school = rows[0].student.school
        near = Intervention.objects.filter(
            student__in=self.everybody,
            created_at__date__gte=first - timedelta(days=1),
            created_at__date__lte=last + timedelta(days=1),
        )
        helped: dict[int, list[date]] = defaultdict(list)
        for student_id, moment in near.order_by().values_list("student_id", "created_at"):
            if moment is not None:
                helped[student_id].append(school.day_of(moment))
        return helped


def _enrollments(student_ids: Iterable[int], today: date) -> Iterable[tuple[int, int]]:
    """(class, student) of everybody in the classes of these students, active and enrolled today; one query."""
    theirs = Enrollment.objects.filter(
        current_on(today), student__in=list(student_ids), classroom=OuterRef("classroom")
    )
    current = Enrollment.objects.filter(
        current_on(today), Exists(theirs), student__is_active=True, classroom__is_archived=False
    )
    return current.order_by().values_list("classroom_id", "student_id")
