"""What a teacher reads about a class and its students.

Population: active students enrolled in the class today, nobody else.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from alpha.accounts.models import School
from alpha.learning.access import enrolled_students
from alpha.learning.models import Classroom
from alpha.periods import Period
from analytics import words
from analytics.metrics import activity, performance
from analytics.metrics.activity import DayTotals
from analytics.metrics.comparison import class_average, prior_of
from analytics.metrics.performance import Band, Standing, Totals
from analytics.rates import shrunk_accuracy
from analytics.reports.shape import (
    NAMED_CLASS,
    PAGE_ONLY,
    ClassPoint,
    Named,
    Window,
    class_points_of,
)

MOST_TOP_PERFORMERS = 5


@dataclass(frozen=True, slots=True)
class StudentRow:
    """One student of a class; numbers of the window, the trend's of the last 30 dates."""

    student_id: int
    student: str
    accuracy: float | None
    questions: int
    correct: int
    active_days: int
    last_practice: date | None
    direction: str
    watch: bool
    change: float | None
    standing: Standing
    band: Band = field(metadata=PAGE_ONLY)
    # Orders lists fairly; never shown as somebody's accuracy.
    shrunk: float = field(metadata=PAGE_ONLY)

    @property
    def accuracy_words(self) -> str:
        return words.accuracy_with_n(self.correct, self.questions)

    @property
    def trend_word(self) -> str:
        return words.trend_word(self.direction, watch=self.watch)


@dataclass(frozen=True, slots=True)
class ClassStudents:
    """The student table: those with answers in the window, and those without, apart."""

    rows: tuple[StudentRow, ...]
    without_data: tuple[StudentRow, ...]


@dataclass(frozen=True, slots=True)
class ClassOverall:
    """`class_average` counts each student once, `pooled_accuracy` each answer once.

    `students` is the population, `active_students` those with an active day in the window, and
    `engagement_rate` their share; None in an empty class.
    """

    class_average: float | None
    pooled_accuracy: float | None
    questions_answered: int
    time_spent_seconds: int
    students: int
    active_students: int
    engagement_rate: float | None

    @property
    def time_words(self) -> str:
        return words.duration(self.time_spent_seconds)


@dataclass(frozen=True, slots=True)
class Distribution:
    """Students by band; the counts add up to the population."""

    excellent: int
    good: int
    fair: int
    needs_improvement: int
    not_enough_data: int


@dataclass(frozen=True, slots=True)
class ClassTrends:
    """The trend of the class's daily pooled totals; `points` are the window's dates with practice."""

    direction: str | None
    points: tuple[ClassPoint, ...]
    watch: bool = field(metadata=PAGE_ONLY, default=False)
    sentence: str = field(metadata=PAGE_ONLY, default="")

    @property
    def word(self) -> str:
        return words.trend_word(self.direction or words.NOT_ENOUGH_DATA, watch=self.watch)


@dataclass(frozen=True, slots=True)
class ClassReport:
    """`struggling_students` holds those surely below the school's threshold, then those to watch;
    each row's `standing` says which. `table` is all students, for the page."""

    klass: Named = field(metadata=NAMED_CLASS)
    window: Window
    overall: ClassOverall
    distribution: Distribution
    top_performers: tuple[StudentRow, ...]
    struggling_students: tuple[StudentRow, ...]
    improving_students: tuple[StudentRow, ...]
    declining_students: tuple[StudentRow, ...]
    trends: ClassTrends
    table: ClassStudents = field(metadata=PAGE_ONLY)
    is_estimated: bool = field(metadata=PAGE_ONLY)


_STANDINGS = ("struggling", "watch", "on_track", "not_enough_data")
_TREND_WORDS = ("Declining", "Possibly declining", "Stable", "Improving", "Not enough data")

# What the student table can be sorted by; a minus before the name turns it round.
SORTS: dict[str, Callable[[StudentRow], float | str]] = {
    "name": lambda row: row.student.casefold(),
    "accuracy": lambda row: row.accuracy or 0.0,
    "questions": lambda row: row.questions,
    "active_days": lambda row: row.active_days,
    "last_practice": lambda row: row.last_practice.toordinal() if row.last_practice else 0,
    "trend": lambda row: _TREND_WORDS.index(row.trend_word),
    "standing": lambda row: _STANDINGS.index(row.standing),
}


def class_report(classroom: Classroom, *, period: Period) -> ClassReport:
    """Compose the class report; three queries, whatever the number of students."""
    school, today = classroom.school, classroom.school.today()
    names, by_day = _practice(classroom, period)
    totals = {key: performance.totals_of(days, period) for key, days in by_day.items()}
    rows = _student_rows(names, by_day, totals, school=school)
    pooled = activity.pooled_by_day(by_day)
    trend = performance.trend_of(pooled, today)
    return ClassReport(
        klass=Named(classroom.pk, classroom.name),
        window=Window.of(period),
        overall=_overall(list(totals.values())),
        distribution=Distribution(**_band_counts(rows)),
        top_performers=_top(rows, school),
        struggling_students=_struggling(rows),
        improving_students=_moving(rows, "improving"),
        declining_students=_moving(rows, "declining"),
        trends=ClassTrends(
            direction=words.DIRECTIONS[trend.label],
            points=class_points_of(activity.within(pooled, period)),
            watch=trend.watch,
            sentence=performance.trend_sentence(trend, pooled, today),
        ),
        table=_table(rows),
        is_estimated=any(row.estimated for row in totals.values()),
    )


def class_students(classroom: Classroom, period: Period, *, sort: str = "name") -> ClassStudents:
    """The student table alone; three queries, whatever the number of students."""
    names, by_day = _practice(classroom, period)
    totals = {key: performance.totals_of(days, period) for key, days in by_day.items()}
    table = _table(_student_rows(names, by_day, totals, school=classroom.school))
    return ClassStudents(rows=sorted_rows(table.rows, sort), without_data=table.without_data)


def sorted_rows(rows: Iterable[StudentRow], sort: str) -> tuple[StudentRow, ...]:
    """Sort by a name of SORTS, a minus before it for descending; equals stay in order of name.

    Raises ValueError for anything else.
    """
    key = SORTS.get(sort.removeprefix("-"))
    if key is None:
        raise ValueError(f"Sort by one of {', '.join(SORTS)}.")
    by_name = sorted(rows, key=lambda row: (row.student.casefold(), row.student_id))
    return tuple(sorted(by_name, key=key, reverse=sort.startswith("-")))


def _practice(
    classroom: Classroom, period: Period
) -> tuple[dict[int, str], dict[int, tuple[DayTotals, ...]]]:
    """Return the population's names by id, and the active days of window and trend."""
    today = classroom.school.today()
    names = dict(enrolled_students(classroom).order_by("name", "pk").values_list("pk", "name"))
    start = min(period.start, performance.first_trend_day(today))
    end = max(period.end, today + timedelta(days=1))
    return names, activity.practice_by_day(names, start=start, end=end)


def _student_rows(
    names: Mapping[int, str],
    by_day: Mapping[int, Sequence[DayTotals]],
    totals: Mapping[int, Totals],
    *,
    school: School,
) -> list[StudentRow]:
    today, prior = school.today(), prior_of(totals.values())
    newest = activity.last_practice_on(names)
    rows = []
    for student_id, name in names.items():
        own = totals[student_id]
        trend = performance.trend_of(by_day[student_id], today)
        rows.append(
            StudentRow(
                student_id=student_id,
                student=name,
                accuracy=own.accuracy,
                questions=own.answered,
                correct=own.correct,
                active_days=own.active_days,
                last_practice=newest.get(student_id),
                direction=words.DIRECTIONS[trend.label],
                watch=trend.watch,
                change=trend.change,
                standing=performance.standing(own, school, prior),
                band=performance.band(own, school),
                shrunk=shrunk_accuracy(own.correct, own.answered, prior),
            )
        )
    return rows


def _overall(totals: Sequence[Totals]) -> ClassOverall:
    active = sum(row.answered > 0 for row in totals)
    return ClassOverall(
        class_average=class_average(totals),
        pooled_accuracy=performance.pooled_accuracy(totals),
        questions_answered=sum(row.answered for row in totals),
        time_spent_seconds=sum(row.seconds for row in totals),
        students=len(totals),
        active_students=active,
        engagement_rate=active / len(totals) if totals else None,
    )


def _band_counts(rows: Iterable[StudentRow]) -> dict[str, int]:
    counts = Counter[str](row.band for row in rows)
    return {each: counts[each] for each in Distribution.__slots__}


def _top(rows: Iterable[StudentRow], school: School) -> tuple[StudentRow, ...]:
    """The five highest by shrunk accuracy among those whose accuracy is at least Good."""
    good = [row for row in rows if row.band in {"excellent", "good"}]
    good.sort(key=lambda row: (-row.shrunk, row.student, row.student_id))
    return tuple(good[:MOST_TOP_PERFORMERS])


def _struggling(rows: Iterable[StudentRow]) -> tuple[StudentRow, ...]:
    """Those struggling, then those to watch; lowest shrunk accuracy first."""
    found = [row for row in rows if row.standing in {"struggling", "watch"}]
    found.sort(
        key=lambda row: (_STANDINGS.index(row.standing), row.shrunk, row.student, row.student_id)
    )
    return tuple(found)


def _moving(rows: Iterable[StudentRow], direction: str) -> tuple[StudentRow, ...]:
    """Those with this trend, the greatest change first."""
    found = [row for row in rows if row.direction == direction]
    found.sort(key=lambda row: (-abs(row.change or 0.0), row.student, row.student_id))
    return tuple(found)


def _table(rows: Iterable[StudentRow]) -> ClassStudents:
    everybody = sorted_rows(rows, "name")
    return ClassStudents(
        rows=tuple(row for row in everybody if row.questions),
        without_data=tuple(row for row in everybody if not row.questions),
    )
