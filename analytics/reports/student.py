"""What a teacher reads about one student."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from alpha.accounts.models import User
from alpha.learning.models import LearningPath, Student
from alpha.periods import Period
from analytics import words
from analytics.metrics import activity, mastery, performance
from analytics.metrics.activity import DayTotals
from analytics.metrics.assignments import AssignmentTotals, StudentWork, student_work
from analytics.metrics.comparison import (
    Comparison,
    compare_within,
    practice_with_class,
    shared_classroom,
)
from analytics.metrics.effort import Progress, progress_of
from analytics.metrics.mastery import SkillRow
from analytics.metrics.next_skill import NextSkill, next_skill, paths_among, skills_of_school
from analytics.metrics.sessions import SessionRow, sessions_of, skill_totals
from analytics.reports.shape import PAGE_ONLY, Named, Point, Window, points_of
from analytics.reports.student_summary import Summary, summary_of
from analytics.trends import Trend

MOST_RECENT = 10


@dataclass(frozen=True, slots=True)
class Overall:
    """The window's totals. The two weeks are the last seven dates and the seven before them."""

    accuracy: float | None
    questions_answered: int
    questions_correct: int
    time_spent_seconds: int
    active_days: int
    active_days_this_week: int
    active_days_last_week: int
    skills_mastered: int
    skills_total: int

    @property
    def accuracy_words(self) -> str:
        return words.accuracy_with_n(self.questions_correct, self.questions_answered)

    @property
    def time_words(self) -> str:
        return words.duration(self.time_spent_seconds)

    @property
    def week_words(self) -> str:
        return words.practiced_this_week(self.active_days_this_week, self.active_days_last_week)


@dataclass(frozen=True, slots=True)
class Trends:
    """Direction, `watch` and change are of the last 30 dates against the 30 before, in any window.

    `change`, `low` and `high` (95 %) are proportions: -.27 is 27 points down; None without enough
    data. `points` are the dates with practice in the window.
    """

    direction: str | None
    watch: bool
    change: float | None
    low: float | None
    high: float | None
    points: tuple[Point, ...]
    sentence: str = field(metadata=PAGE_ONLY, default="")

    @property
    def word(self) -> str:
        return words.trend_word(self.direction or words.NOT_ENOUGH_DATA, watch=self.watch)


@dataclass(frozen=True, slots=True)
class StudentReport:
    """`comparison` is None where the student shares no class with the viewer.

    `sessions` are all of the window, newest first; `last_practice` is the newest active day ever.
    """

    student: Named
    window: Window
    overall: Overall
    skills: tuple[SkillRow, ...]
    strengths: tuple[str, ...]
    weaknesses: tuple[str, ...]
    next_skill: str | None
    trends: Trends
    comparison: Comparison | None
    assignments: AssignmentTotals
    progress: Progress
    # The rest is for the page: in three sentences, piece by piece, and why.
    summary: Summary = field(metadata=PAGE_ONLY)
    work: StudentWork = field(metadata=PAGE_ONLY)
    sessions: tuple[SessionRow, ...] = field(metadata=PAGE_ONLY)
    next_step: NextSkill | None = field(metadata=PAGE_ONLY)
    last_practice: date | None = field(metadata=PAGE_ONLY)
    is_estimated: bool = field(metadata=PAGE_ONLY, default=False)

    @property
    def recent_sessions(self) -> tuple[SessionRow, ...]:
        """The newest ten of the window."""
        return self.sessions[:MOST_RECENT]


def student_report(
    student: Student, *, viewer: User, period: Period, class_id: int | None = None
) -> StudentReport:
    """Compose the whole report; seven queries, whatever the number of students, skills or days.

    `class_id` is the class shared with the viewer, where it is known; else one query more finds it.
    """
    today = student.school.today()
    if class_id is None:
        shared = shared_classroom(student, viewer)
        class_id = None if shared is None else shared.pk
    days, population = practice_with_class(student, class_id, period)
    sessions = sessions_of(student, period)
    in_school = skills_of_school(student)
    paths = paths_among(in_school)
    skills = mastery.skill_rows(paths, skill_totals(sessions))
    comparison = None if population is None else compare_within(student, population)
    totals = performance.totals_of(days, period)
    work, step = student_work(student, period), next_skill(in_school)
    trend = performance.trend_of(days, today)
    return StudentReport(
        student=Named(student.pk, student.name),
        window=Window.of(period),
        overall=_overall(days, paths, period, today=today),
        skills=skills,
        strengths=mastery.strengths(skills),
        weaknesses=mastery.weaknesses(skills),
        next_skill=None if step is None else step.skill,
        trends=trends_of(days, period, today=today),
        comparison=comparison,
        assignments=work.totals,
        progress=progress_of(student, days, paths, period),
        summary=summary_of(totals, comparison, trend, open_work=work.open, next_skill=step),
        work=work,
        sessions=sessions,
        next_step=step,
        last_practice=days[-1].day if days else None,
        is_estimated=totals.estimated > 0,
    )


def student_trends(student: Student, period: Period) -> Trends:
    """The `trends` of the report alone."""
    return trends_of(practice_days(student, period), period, today=student.school.today())


def practice_days(student: Student, period: Period) -> tuple[DayTotals, ...]:
    """The student's active days in the window and in the sixty dates the trend looks at."""
    today = student.school.today()
    start = min(period.start, performance.first_trend_day(today))
    end = max(period.end, today + timedelta(days=1))
    return activity.practice_by_day([student.pk], start=start, end=end)[student.pk]


def trends_of(days: Sequence[DayTotals], period: Period, *, today: date) -> Trends:
    trend: Trend = performance.trend_of(days, today)
    return Trends(
        direction=words.DIRECTIONS[trend.label],
        watch=trend.watch,
        change=trend.change,
        low=trend.low,
        high=trend.high,
        points=points_of(activity.within(days, period)),
        sentence=performance.trend_sentence(trend, days, today),
    )


def _overall(
    days: Sequence[DayTotals], paths: Sequence[LearningPath], period: Period, *, today: date
) -> Overall:
    totals = performance.totals_of(days, period)
    week = activity.this_week(today)
    return Overall(
        accuracy=totals.accuracy,
        questions_answered=totals.answered,
        questions_correct=totals.correct,
        time_spent_seconds=totals.seconds,
        active_days=totals.active_days,
        active_days_this_week=activity.active_days(days, week),
        active_days_last_week=activity.active_days(days, week.before()),
        skills_mastered=sum(path.mastery_achieved for path in paths),
        skills_total=len(paths),
    )
