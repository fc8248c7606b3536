"""The shapes of the reports over HTTP; what each number means stands in `analytics.metrics`."""

from typing import Annotated, Literal

from ninja import Query
from pydantic import Field

from alpha.json_api import (
    AddressId,
    AddressNumber,
    Change,
    Count,
    Day,
    Instant,
    Rate,
    Seconds,
    Shape,
)
from alpha.periods import MAX_DAYS


class DaysNumber(AddressNumber):
    highest = MAX_DAYS


MONTH = DaysNumber(30)
Days = Annotated[
    DaysNumber,
    Query(description="dates of the window, the last one today at the school", example=30),
]
ClassId = Annotated[
    AddressId | None, Query(description="by default the first class shared with the caller")
]
Direction = Literal["improving", "stable", "declining", "not_enough_data"]


class Named(Shape):
    id: int = Field(examples=[17])
    name: str = Field(examples=["Student 3"])


class Window(Shape):
    """The last `days` dates, today included; `start` and `end` are its first and last."""

    days: int = Field(ge=1, le=MAX_DAYS, examples=[30])
    start: Day
    end: Day


class StudentOverall(Shape):
    """The window's totals. This week: the last seven dates; last week: the seven before."""

    accuracy: Rate | None
    questions_answered: Count
    questions_correct: Count
    time_spent_seconds: Seconds
    active_days: Count
    active_days_this_week: int = Field(ge=0, le=7)
    active_days_last_week: int = Field(ge=0, le=7)
    skills_mastered: Count
    skills_total: Count


class SkillRow(Shape):
    """One skill: `accuracy` of the window, `current_accuracy` of the 30 dates up to its last practice."""

    skill_id: int
    skill: str = Field(examples=["Fractions"])
    accuracy: Rate | None
    questions: Count
    correct: Count
    current_accuracy: Rate | None
    mastery: Literal["mastered", "in_progress", "not_started"]
    status: Literal["Mastered", "On track", "Needs Work", "Not started"]


class Point(Shape):
    """One date with practice."""

    date: Day
    accuracy: Rate
    questions_answered: Count
    time_spent_seconds: Seconds


class ClassPoint(Point):
    active_students: Count


class StudentTrends(Shape):
    """The last 30 dates against the 30 before, whatever the window; `low` to `high`: where the change lies (95 %)."""

    direction: Direction
    watch: bool = Field(description="possibly declining: to be watched")
    change: Change | None
    low: Change | None
    high: Change | None
    points: list[Point]


class ClassTrends(Shape):
    direction: Direction
    points: list[ClassPoint]


class Comparison(Shape):
    """The student beside a class: rank 1 is the highest; `class_size` counts those with answers in the window."""

    class_id: int
    class_name: str
    student_accuracy: Rate | None
    class_average: Rate | None
    difference: Change | None
    rank: int | None = Field(ge=1)
    class_size: Count
    percentile: int | None = Field(ge=0, le=100)
    position: str = Field(examples=["3rd of 3 (lowest in class)"])


class Week(Shape):
    """Work of one calendar week; `week` is its Monday."""

    week: Day
    completed: Count
    due: Count


class Assignments(Shape):
    completed: Count
    due: Count
    on_time: Count
    by_week: list[Week]


class XPDay(Shape):
    """Corrections make it less, so it may be below 0."""

    date: Day
    xp: int


class Achievement(Shape):
    name: str
    have: Count
    need: Count
    awarded_at: Instant | None


class Progress(Shape):
    xp: int
    level: Count
    xp_to_next_level: Count
    current_streak_days: Count
    xp_by_day: list[XPDay]
    achievements: list[Achievement]


class StudentReport(Shape):
    student: Named
    window: Window
    overall: StudentOverall
    skills: list[SkillRow]
    strengths: list[str] = Field(description="names of skills, the best first")
    weaknesses: list[str] = Field(description="names of skills, the worst first")
    next_skill: str | None
    trends: StudentTrends
    comparison: Comparison | None
    assignments: Assignments
    progress: Progress


class ClassOverall(Shape):
    """`class_average` counts each student once, `pooled_accuracy` each answer once."""

    class_average: Rate | None
    pooled_accuracy: Rate | None
    questions_answered: Count
    time_spent_seconds: Seconds
    students: Count
    active_students: Count
    engagement_rate: Rate | None


class Distribution(Shape):
    """Students by band; the counts add up to the class."""

    excellent: Count
    good: Count
    fair: Count
    needs_improvement: Count
    not_enough_data: Count


class StudentRow(Shape):
    """A student in a list of the class."""

    student_id: int
    student: str
    accuracy: Rate | None
    questions: Count
    correct: Count
    active_days: Count
    last_practice: Day | None
    direction: Direction
    watch: bool
    change: Change | None
    standing: Literal["struggling", "watch", "on_track", "not_enough_data"]


class HeatSkill(Shape):
    """A column: `students` have ten answers or more, `struggling` of them need improvement."""

    skill_id: int
    skill: str
    accuracy: Rate | None
    students: Count
    struggling: Count


class HeatCell(Shape):
    accuracy: Rate
    questions: Count


class HeatRow(Shape):
    """A student; the cells stand in the order of the skills, null where she did not practice."""

    student_id: int
    student: str
    cells: list[HeatCell | None]


class SkillHeatmap(Shape):
    skills: list[HeatSkill]
    rows: list[HeatRow]


class ClassReport(Shape):
    class_: Named = Field(alias="class")
    window: Window
    overall: ClassOverall
    distribution: Distribution
    top_performers: list[StudentRow]
    struggling_students: list[StudentRow]
    improving_students: list[StudentRow]
    declining_students: list[StudentRow]
    trends: ClassTrends
    skill_heatmap: SkillHeatmap
