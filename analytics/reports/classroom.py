"""What a teacher reads about a class and its students.

Population: active students enrolled in the class today, nobody else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from alpha.accounts.models import School
from alpha.learning.access import enrolled_students
from alpha.learning.models import Classroom
from alpha.periods import Period
from analytics import words
from analytics.metrics import activity, gaps, performance
from analytics.metrics.activity import DayTotals
from analytics.metrics.comparison import class_average, prior_of
from analytics.metrics.gaps import Gap
from analytics.metrics.heatmap import cell_totals, skill_names
from analytics.metrics.performance import Standing, Totals
from analytics.rates import shrunk_accuracy
from analytics.reports import student_lists
from analytics.reports.shape import (
    NAMED_CLASS,
    PAGE_ONLY,
    ClassPoint,
    Named,
    Window,
    class_points_of,
)
from analytics.reports.student_lists import BandRow, ClassStudents, StudentRow, sorted_rows


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
class Limits:
    """The school's thresholds in words, beside what they decide."""

    good_from: str
    struggling_below: str
    certainty: str
    minimum_answers: int

    @classmethod
    def of(cls, school: School) -> "Limits":
        return cls(
            good_from=words.threshold(school.good_from),
            struggling_below=words.threshold(school.struggling_below),
            certainty=words.threshold(school.struggling_certainty),
            minimum_answers=school.minimum_answers,
        )


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
class SharedGap:
    """A skill by name, and how many struggle with it."""

    skill: str
    gap: Gap


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
    bands: tuple[BandRow, ...] = field(metadata=PAGE_ONLY)
    limits: Limits = field(metadata=PAGE_ONLY)
    is_estimated: bool = field(metadata=PAGE_ONLY)

    @property
    def need_help(self) -> tuple[StudentRow, ...]:
        """Those of `struggling_students` who surely are."""
        return self._of_standing("struggling")

    @property
    def to_watch(self) -> tuple[StudentRow, ...]:
        """Those of `struggling_students` who may be."""
        return self._of_standing("watch")

    @property
    def practice_words(self) -> str:
        overall = self.overall
        return words.class_practice(
            overall.active_students, overall.students, self.window.days, overall.class_average
        )

    @property
    def need_words(self) -> str:
        return words.class_need(len(self.need_help), len(self.to_watch), self.judged)

    @property
    def judged(self) -> int:
        """Students with enough answers in the window to be in a band and in lists."""
        return self.overall.students - self.distribution.not_enough_data

    @property
    def has_lists(self) -> bool:
        """Whether an empty list means that nobody is in it, and not that nobody can be judged."""
        return bool(self.judged or self.improving_students or self.declining_students)

    @property
    def distribution_words(self) -> str:
        return words.distribution(
            {row.band: row.students for row in self.bands},
            {row.band: row.range for row in self.bands},
        )

    @property
    def active_words(self) -> str:
        points = self.trends.points
        if not points:
            return words.NO_PRACTICE
        busiest = max(points, key=lambda point: (point.active_students, point.date))
        return words.active_students(
            busiest.active_students,
            busiest.date,
            self.overall.students,
            days_with=len(points),
            days=self.window.days,
        )

    def _of_standing(self, standing: Standing) -> tuple[StudentRow, ...]:
        return tuple(row for row in self.struggling_students if row.standing == standing)


def class_report(classroom: Classroom, *, period: Period) -> ClassReport:
    """Compose the class report; three queries, whatever the number of students."""
    school, today = classroom.school, classroom.school.today()
    names, by_day = _practice(classroom, period)
    totals = {key: performance.totals_of(days, period) for key, days in by_day.items()}
    rows = _student_rows(names, by_day, totals, school=school)
    bands = student_lists.band_rows(rows, school)
    pooled = activity.pooled_by_day(by_day)
    return ClassReport(
        klass=Named(classroom.pk, classroom.name),
        window=Window.of(period),
        overall=_overall(list(totals.values())),
        distribution=Distribution(**{row.band: row.students for row in bands}),
        top_performers=student_lists.top_performers(rows),
        struggling_students=student_lists.struggling(rows),
        improving_students=student_lists.moving(rows, "improving"),
        declining_students=student_lists.moving(rows, "declining"),
        trends=_trends(pooled, period, today),
        table=student_lists.table(rows),
        bands=bands,
        limits=Limits.of(school),
        is_estimated=any(row.estimated for row in totals.values()),
    )


def shared_gaps(
    classroom: Classroom, students: ClassStudents, period: Period
) -> tuple[SharedGap, ...]:
    """Return the skills most students of the table struggle with; two queries.

    Apart from the report, since nothing else there needs the class by skill.
    """
    found = gaps.shared_gaps(cell_totals(students.student_ids, period), classroom.school)
    names = skill_names(gap.skill_id for gap in found)
    return tuple(SharedGap(names[gap.skill_id], gap) for gap in found)


def class_students(classroom: Classroom, period: Period, *, sort: str = "name") -> ClassStudents:
    """The student table alone; three queries, whatever the number of students."""
    names, by_day = _practice(classroom, period)
    totals = {key: performance.totals_of(days, period) for key, days in by_day.items()}
    table = student_lists.table(_student_rows(names, by_day, totals, school=classroom.school))
    return ClassStudents(rows=sorted_rows(table.rows, sort), without_data=table.without_data)


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
        standing = performance.standing(own, school, prior)
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
                standing=standing,
                band=performance.band(own, school),
                shrunk=shrunk_accuracy(own.correct, own.answered, prior),
                trend=trend,
                reason=performance.standing_reason(own, standing, school),
            )
        )
    return rows


def _trends(pooled: Sequence[DayTotals], period: Period, today: date) -> ClassTrends:
    trend = performance.trend_of(pooled, today)
    return ClassTrends(
        direction=words.DIRECTIONS[trend.label],
        points=class_points_of(activity.within(pooled, period)),
        watch=trend.watch,
        sentence=performance.trend_sentence(trend, pooled, today),
    )


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
