"""Where a student stands on each skill.

Source: her learning paths, which are computed again after every session. Window: `accuracy` counts
the window asked for; `current_accuracy` the 30 dates ending at the last practice of that skill, and
mastery the last ten answers, whatever the window. Excluded: skills she has no learning path for.
Unit: shares, counts of paths.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.db.models import QuerySet, Sum

from alpha.learning.models import LearningPath, Skill, Student
from analytics.metrics.activity import practice

Mastery = Literal["mastered", "in_progress", "not_started"]
Status = Literal["Mastered", "On track", "Needs Work", "Not started"]

CURRENT_DAYS = 30
NEEDS_WORK_BELOW = 0.70
STRENGTH_FROM = 0.85
ENOUGH_ANSWERS = 10
MOST_STRUGGLING = 3


@dataclass(frozen=True, slots=True)
class SkillRow:
    """One skill of a student's report; `accuracy`, `questions`, `correct` are the window's."""

    skill_id: int
    skill: str
    accuracy: float | None
    questions: int
    correct: int
    current_accuracy: float | None
    mastery: Mastery
    status: Status


@dataclass(frozen=True, slots=True)
class SkillStanding:
    """A skill that was begun, with the practice of the 30 dates its current accuracy rests on."""

    skill_id: int
    skill: str
    current_accuracy: float
    correct: int
    answered: int
    practiced_on: frozenset[date]

    @property
    def is_struggling(self) -> bool:
        return self.current_accuracy < NEEDS_WORK_BELOW


@dataclass(frozen=True, slots=True)
class Evidence:
    """Practice over several skills: what a recommended difficulty is based on."""

    correct: int
    answered: int
    active_days: int


def skill_rows(
    paths: Iterable[LearningPath], totals: Mapping[int, tuple[int, int]]
) -> tuple[SkillRow, ...]:
    """Return one row per path: worst first, then those not practiced in the window, then not started.

    Worst first by the window's accuracy, among those without practice in it by current accuracy.
    """
    rows = [_skill_row(path, *totals.get(path.skill_id, (0, 0))) for path in paths]
    return tuple(sorted(rows, key=_worst_first))


def row_without_path(skill: Skill, correct: int, questions: int) -> SkillRow:
    """The row of a skill the student has no learning path for, as of a path not yet begun."""
    return _skill_row(LearningPath(skill=skill), correct, questions)


def strengths(rows: Iterable[SkillRow]) -> tuple[str, ...]:
    """Names of the skills at or above 85 % in the window, from 10 answers in it; best first."""
    strong = [row for row in _enough(rows) if (row.accuracy or 0) >= STRENGTH_FROM]
    return tuple(
        row.skill for row in sorted(strong, key=lambda row: (-(row.accuracy or 0), row.skill))
    )


def weaknesses(rows: Iterable[SkillRow]) -> tuple[str, ...]:
    """Names of the skills below 70 % in the window, from 10 answers in it; worst first."""
    weak = [row for row in _enough(rows) if (row.accuracy or 0) < NEEDS_WORK_BELOW]
    return tuple(row.skill for row in sorted(weak, key=lambda row: (row.accuracy or 0, row.skill)))


def struggling_skills(student: Student) -> tuple[SkillStanding, ...]:
    """Return at most three skills with a current accuracy below 70 %, in the order of `skill_standings`.

    Two queries, whatever the number of skills.
    """
    return struggling_skills_of([student.pk])[student.pk]


def struggling_skills_of(student_ids: Collection[int]) -> dict[int, tuple[SkillStanding, ...]]:
    """Return the same for each of several students, everybody with a key; two queries for all."""
    weak = LearningPath.objects.filter(current_accuracy__lt=NEEDS_WORK_BELOW)
    standings = _weakest_first(student_ids, weak)
    return {key: rows[:MOST_STRUGGLING] for key, rows in standings.items()}


def skill_standings(student: Student) -> tuple[SkillStanding, ...]:
    """Return every skill the student has practiced, the weakest first; two queries.

    Those with fewer than ten answers in the 30 dates the current accuracy counts come last: they
    say little yet.
    """
    return skill_standings_of([student.pk])[student.pk]


def skill_standings_of(student_ids: Collection[int]) -> dict[int, tuple[SkillStanding, ...]]:
    """Return the same for each of several students, everybody with a key; two queries for all."""
    begun = LearningPath.objects.filter(current_accuracy__isnull=False)
    return _weakest_first(student_ids, begun)


def _weakest_first(
    student_ids: Collection[int], paths: QuerySet[LearningPath]
) -> dict[int, tuple[SkillStanding, ...]]:
    of_these = paths.filter(student__in=student_ids).select_related("skill")
    standings = _standings(list(of_these))
    for rows in standings.values():
        rows.sort(
            key=lambda row: (
                row.answered < ENOUGH_ANSWERS,
                row.current_accuracy,
                row.skill,
                row.skill_id,
            )
        )
    return {key: tuple(standings.get(key, ())) for key in student_ids}


def pooled_evidence(standings: Iterable[SkillStanding]) -> Evidence:
    """Add up the practice behind several skills; a date with two of them is one active day."""
    rows = list(standings)
    days = frozenset[date]().union(*(row.practiced_on for row in rows))
    return Evidence(
        correct=sum(row.correct for row in rows),
        answered=sum(row.answered for row in rows),
        active_days=len(days),
    )


def _skill_row(path: LearningPath, correct: int, answered: int) -> SkillRow:
    started = path.questions_answered > 0 or path.current_accuracy is not None or answered > 0
    accuracy = correct / answered if answered else None
    return SkillRow(
        skill_id=path.skill_id,
        skill=path.skill.name,
        accuracy=accuracy,
        questions=answered,
        correct=correct,
        current_accuracy=path.current_accuracy,
        mastery=_mastery(path, started=started),
        status=_status(path, accuracy, started=started),
    )


def _mastery(path: LearningPath, *, started: bool) -> Mastery:
    if path.mastery_achieved:
        return "mastered"
    return "in_progress" if started else "not_started"


def _status(path: LearningPath, accuracy: float | None, *, started: bool) -> Status:
    """The skill's word goes by current accuracy, so it is the same in every window."""
    if path.mastery_achieved:
        return "Mastered"
    if not started:
        return "Not started"
    share = path.current_accuracy if path.current_accuracy is not None else accuracy
    return "Needs Work" if share is not None and share < NEEDS_WORK_BELOW else "On track"


def _worst_first(row: SkillRow) -> tuple[int, float, str, int]:
    if row.accuracy is not None:
        return 0, row.accuracy, row.skill, row.skill_id
    if row.current_accuracy is not None:
        return 1, row.current_accuracy, row.skill, row.skill_id
    return 2, 0.0, row.skill, row.skill_id


def _enough(rows: Iterable[SkillRow]) -> list[SkillRow]:
    return [row for row in rows if row.questions >= ENOUGH_ANSWERS]


def _standings(paths: Sequence[LearningPath]) -> dict[int, list[SkillStanding]]:
    """Return what stands behind each path, by its student."""
    days: dict[tuple[int, int], dict[date, tuple[int, int]]] = {
        (path.student_id, path.skill_id): {} for path in paths
    }
    rows = (
        practice()
        .filter(student__in={key for key, _ in days}, skill__in={skill for _, skill in days})
        .order_by("school_day")
        .values_list("student_id", "skill_id", "school_day")
        .annotate(correct=Sum("questions_correct"), answered=Sum("questions_answered"))
    )
    for student_id, skill_id, day, correct, answered in rows:
        # One student's weak skill may be another one's strength.
        if (student_id, skill_id) in days:
            days[student_id, skill_id][day] = (correct, answered)
    found: dict[int, list[SkillStanding]] = {}
    for path in paths:
        standing = _standing(path, days[path.student_id, path.skill_id])
        found.setdefault(path.student_id, []).append(standing)
    return found


def _standing(path: LearningPath, days: Mapping[date, tuple[int, int]]) -> SkillStanding:
    last = max(days, default=date.min)
    first = last - timedelta(days=CURRENT_DAYS - 1) if days else last
    counted = {day: counts for day, counts in days.items() if day >= first}
    return SkillStanding(
        skill_id=path.skill_id,
        skill=path.skill.name,
        current_accuracy=path.current_accuracy or 0.0,
        correct=sum(correct for correct, _ in counted.values()),
        answered=sum(answered for _, answered in counted.values()),
        practiced_on=frozenset(counted),
    )
