"""The numbers of a letter to a family, from the metrics that every page uses."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from alpha.learning.models import LearningPath, Student
from alpha.periods import Period
from analytics import words
from analytics.metrics import activity, mastery, performance
from analytics.metrics.activity import DayTotals
from analytics.metrics.heatmap import cell_totals
from analytics.metrics.mastery import SkillRow, SkillStanding
from interventions.family_words import Direction, FamilySummary, GoodNews

SUMMARY_DAYS = 30
REGULAR_DAYS = 4


def family_summary(student: Student, on: date) -> FamilySummary:
    """The 30 dates ending on the day; five queries. Skills to work on are those of now, as on every page."""
    return family_summaries([student], on)[student.pk]


def family_summaries(students: Iterable[Student], on: date) -> dict[int, FamilySummary]:
    """The same for each of several students, by her id; five queries for all of them."""
    ids = [student.pk for student in students]
    practiced = activity.practice_by_day(
        ids, start=performance.first_trend_day(on), end=on + timedelta(days=1)
    )
    skills = _skill_rows(ids, Period.last(SUMMARY_DAYS, today=on))
    weakest = mastery.struggling_skills_of(ids)
    return {key: _summary(practiced[key], skills[key], weakest[key], on) for key in ids}


def _summary(
    days: Sequence[DayTotals],
    skills: Sequence[SkillRow],
    weakest: Iterable[SkillStanding],
    on: date,
) -> FamilySummary:
    totals = performance.totals_of(days, Period.last(SUMMARY_DAYS, today=on))
    direction = trend_direction(days, on)
    return FamilySummary(
        days=SUMMARY_DAYS,
        correct=totals.correct,
        answered=totals.answered,
        active_days=totals.active_days,
        direction=direction,
        good_news=_good_news(skills, direction, totals.active_days),
        work_on=tuple(row.skill for row in weakest),
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


def _skill_rows(ids: Collection[int], window: Period) -> dict[int, tuple[SkillRow, ...]]:
    paths: dict[int, list[LearningPath]] = {key: [] for key in ids}
    for path in LearningPath.objects.filter(student__in=ids).select_related("skill"):
        paths[path.student_id].append(path)
    totals: dict[int, dict[int, tuple[int, int]]] = {key: {} for key in ids}
    for (key, skill_id), cell in cell_totals(ids, window).items():
        totals[key][skill_id] = (cell.correct, cell.answered)
    return {key: mastery.skill_rows(paths[key], totals[key]) for key in ids}


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
