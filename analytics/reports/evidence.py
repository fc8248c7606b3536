"""What stands behind one cell of the heat map: a student's practice of one skill, sitting by sitting."""

from dataclasses import dataclass

from alpha.learning.models import Skill, Student
from alpha.periods import Period
from analytics import words
from analytics.metrics import evidence
from analytics.metrics.evidence import SessionRow
from analytics.metrics.mastery import SkillRow, row_without_path, skill_rows
from analytics.reports.shape import Named, Window


@dataclass(frozen=True, slots=True)
class CellEvidence:
    """`standing` counts the window, as the cell does; `sessions` are its sittings, newest first.

    `now_correct` of `now_questions` is the current accuracy. `answers` are the newest single
    answers of any time, oldest first. `questions_elsewhere` were answered outside the window.
    """

    student: Named
    skill: Named
    window: Window
    standing: SkillRow
    now_correct: int
    now_questions: int
    sessions: tuple[SessionRow, ...]
    questions_elsewhere: int
    answers: tuple[bool, ...]
    is_estimated: bool

    @property
    def accuracy_words(self) -> str:
        return words.accuracy_with_n(self.standing.correct, self.standing.questions)

    @property
    def now_words(self) -> str:
        return words.accuracy_with_n(self.now_correct, self.now_questions)

    @property
    def answers_right(self) -> int:
        return sum(self.answers)


def cell_evidence(student: Student, skill: Skill, *, period: Period) -> CellEvidence:
    """Three queries, however much was practiced."""
    sessions = evidence.sessions_on(student, skill)
    inside = tuple(row for row in sessions if row.school_day in period)
    now = evidence.counted_now(sessions)
    counts = (sum(row.correct for row in inside), sum(row.answered for row in inside))
    return CellEvidence(
        student=Named(student.pk, student.name),
        skill=Named(skill.pk, skill.name),
        window=Window.of(period),
        standing=_standing(student, skill, counts),
        now_correct=sum(row.correct for row in now),
        now_questions=sum(row.answered for row in now),
        sessions=inside,
        questions_elsewhere=sum(row.answered for row in sessions) - counts[1],
        answers=evidence.last_answers(student, skill),
        is_estimated=any(row.is_estimated for row in sessions),
    )


def _standing(student: Student, skill: Skill, counts: tuple[int, int]) -> SkillRow:
    paths = student.learning_paths.filter(skill=skill).select_related("skill")
    found = skill_rows(paths, {skill.pk: counts})
    return found[0] if found else row_without_path(skill, *counts)
