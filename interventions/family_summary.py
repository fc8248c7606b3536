"""The numbers of a letter to a family, from the metrics that every page uses."""

from collections.abc import Sequence
from datetime import date, timedelta

from alpha.learning.models import LearningPath, Student
from alpha.periods import Period
from analytics import words
from analytics.metrics import activity, mastery, performance
from analytics.metrics.activity import DayTotals
from analytics.metrics.mastery import SkillRow
from analytics.metrics.sessions import sessions_of, skill_totals
from interventions.family_words import Direction, FamilySummary, GoodNews

SUMMARY_DAYS = 30
REGULAR_DAYS = 4


def family_summary(student: Student, on: date) -> FamilySummary:
    """The 30 dates ending on the day; five queries. Skills to work on are those of now, as on every page."""
    days = activity.practice_by_day(
        [student.pk], start=performance.first_trend_day(on), end=on + timedelta(days=1)
    )[student.pk]
    window = Period.last(SUMMARY_DAYS, today=on)
    totals = performance.totals_of(days, window)
    direction = trend_direction(days, on)
    skills = _skill_rows(student, window)
    work_on = tuple(row.skill for row in mastery.struggling_skills(student))
    return FamilySummary(
        days=SUMMARY_DAYS,
        correct=totals.correct,
        answered=totals.answered,
        active_days=totals.active_days,
        direction=direction,
        good_news=_good_news(skills, direction, totals.active_days),
        work_on=work_on,
    )


def trend_direction(days: Sequence[DayTotals], on: date) -> Direction:
    """What the trend test says; its quiet tier, which may be chance, is no news for a family."""
    directions: dict[str, Direction] = {
        "improving": "improving",
        "stable": "stable",
        "declining": "declining",
    }
    found = words.DIRECTIONS[performance.trend_of(days, on).label]
    return directions.get(found, "not_enough_data")


def _skill_rows(student: Student, window: Period) -> tuple[SkillRow, ...]:
    paths = LearningPath.objects.filter(student=student).select_related("skill")
    return mastery.skill_rows(paths, skill_totals(sessions_of(student, window)))


def _good_news(rows: Sequence[SkillRow], direction: Direction, active_days: int) -> GoodNews:
    """The strongest true thing there is to say, from a skill down to being here."""
    strong = mastery.strengths(rows)
    if strong:
        best = next(row for row in rows if row.skill == strong[0])
        return GoodNews("skill", best.skill, best.correct, best.questions)
    mastered = [row.skill for row in rows if row.mastery == "mastered"]
    if mastered:
        return GoodNews("mastered", mastered[0])
    if direction == "improving":
        return GoodNews("improving")
    if active_days >= REGULAR_DAYS:
        return GoodNews("regular", days=active_days)
    return GoodNews("practiced" if active_days else "member")
