"""One page about a student for a conference, with what a family may read.

It has no rank, no average of others and no other name, so that a template cannot show them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from alpha.learning.models import Student
from analytics.metrics import mastery
from analytics.metrics.assignments import AssignmentTotals, WorkRow
from analytics.metrics.mastery import ENOUGH_ANSWERS, NEEDS_WORK_BELOW, SkillRow, SkillStanding
from analytics.reports.shape import Named, Point, Window
from analytics.reports.student import Overall, StudentReport, Trends

MOST_DAYS = 10
MOST_STRENGTHS = 4
MOST_OPEN = 4


@dataclass(frozen=True, slots=True)
class StudentSheet:
    """`work_on`: at most three skills, by `mastery.struggling_skills`. `strengths` are those of the
    report that are not among them, best first; without any, the best skill that is no weakness.

    `last_days`: the newest ten dates with practice in the window, oldest first. `open_work`: what is
    due first; `more_open` counts what has no room.
    """

    student: Named
    window: Window
    overall: Overall
    trends: Trends
    strengths: tuple[SkillRow, ...]
    mastered: tuple[str, ...]
    work_on: tuple[SkillStanding, ...]
    next_skill: str | None
    last_days: tuple[Point, ...]
    assignments: AssignmentTotals
    open_work: tuple[WorkRow, ...]
    more_open: int
    is_estimated: bool


def student_sheet(student: Student, report: StudentReport) -> StudentSheet:
    """Compose the sheet from the report; two queries more, whatever the number of skills."""
    still_open = report.work.open
    work_on = mastery.struggling_skills(student)
    weak = {row.skill_id for row in work_on}
    return StudentSheet(
        student=report.student,
        window=report.window,
        overall=report.overall,
        trends=report.trends,
        strengths=_strengths([row for row in report.skills if row.skill_id not in weak]),
        mastered=tuple(row.skill for row in report.skills if row.status == "Mastered"),
        work_on=work_on,
        next_skill=report.next_skill,
        last_days=report.trends.points[-MOST_DAYS:],
        assignments=report.assignments,
        open_work=still_open[:MOST_OPEN],
        more_open=len(still_open[MOST_OPEN:]),
        is_estimated=report.is_estimated,
    )


def _strengths(skills: Sequence[SkillRow]) -> tuple[SkillRow, ...]:
    strong = mastery.strengths(skills)
    rows = sorted(
        (row for row in skills if row.accuracy is not None and row.questions >= ENOUGH_ANSWERS),
        key=lambda row: (-(row.accuracy or 0), row.skill),
    )
    best = [row for row in rows[:1] if (row.accuracy or 0) >= NEEDS_WORK_BELOW]
    return tuple([row for row in rows if row.skill in strong][:MOST_STRENGTHS] or best)
