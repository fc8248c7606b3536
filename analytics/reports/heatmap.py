"""The heat map of a class: its students down, skills across, a cell where a student practiced a skill.

Population: active students enrolled in the class today, nobody else. Every share is one of the
window: a cell's, a column's (all answers of the class on the skill) and a row's (all answers of the
student, whatever skills are shown).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from alpha.accounts.models import School
from alpha.learning.access import enrolled_students
from alpha.learning.models import Classroom
from alpha.periods import Period
from analytics import words
from analytics.metrics.heatmap import CellTotals, Pair, cell_band, cell_totals, skill_names
from analytics.metrics.performance import Band
from analytics.reports.shape import PAGE_ONLY, Window

Order = Literal["need", "name"]

LETTERS: dict[Band, str] = {
    "excellent": "E",
    "good": "G",
    "fair": "F",
    "needs_improvement": "N",
    "not_enough_data": "",
}
# A cell whose newest answer is older than this is marked.
OLD_AFTER_DAYS = 30


@dataclass(frozen=True, slots=True)
class HeatCell:
    """What one student did on one skill in the window; `is_old`: not in its last thirty dates."""

    accuracy: float
    questions: int
    correct: int = field(metadata=PAGE_ONLY)
    skill_id: int = field(metadata=PAGE_ONLY)
    band: Band = field(metadata=PAGE_ONLY)
    is_old: bool = field(metadata=PAGE_ONLY)

    @property
    def letter(self) -> str:
        return LETTERS[self.band]

    @property
    def percent(self) -> str:
        return words.percent(self.accuracy)


@dataclass(frozen=True, slots=True)
class HeatSkill:
    """A column. `accuracy` is that of all the class's answers on the skill; `students` have
    ten answers or more, `struggling` of them the letter N; as in `analytics.metrics.gaps`."""

    skill_id: int
    skill: str
    accuracy: float | None
    students: int
    struggling: int
    correct: int = field(metadata=PAGE_ONLY)
    questions: int = field(metadata=PAGE_ONLY)
    band: Band = field(metadata=PAGE_ONLY)

    @property
    def letter(self) -> str:
        return LETTERS[self.band]


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A student. `questions` and `correct` count all her answers, `struggling` her letters N."""

    student_id: int
    student: str
    cells: tuple[HeatCell | None, ...]
    questions: int = field(metadata=PAGE_ONLY)
    correct: int = field(metadata=PAGE_ONLY)
    struggling: int = field(metadata=PAGE_ONLY)

    @property
    def accuracy(self) -> float | None:
        return self.correct / self.questions if self.questions else None


@dataclass(frozen=True, slots=True)
class Heatmap:
    """The cells of a row stand in the order of `skills`."""

    skills: tuple[HeatSkill, ...]
    rows: tuple[HeatRow, ...]
    window: Window = field(metadata=PAGE_ONLY)
    is_estimated: bool = field(metadata=PAGE_ONLY)

    @property
    def questions(self) -> int:
        return sum(row.questions for row in self.rows)

    @property
    def accuracy(self) -> float | None:
        """Of all answers of these students: the whole map's is the class's pooled accuracy."""
        questions = self.questions
        return sum(row.correct for row in self.rows) / questions if questions else None


def skill_heatmap(
    classroom: Classroom,
    *,
    period: Period,
    students: Order = "need",
    skills: Order = "need",
    every_skill: bool = False,
) -> Heatmap:
    """Compose the heat map; three queries, whatever the size of the class.

    Skills are those practiced in the window, or with `every_skill` all the class has begun. By
    need: students with most letters N first, then by accuracy; skills with most letters N first,
    then by accuracy. Without answers last; equals by name.
    """
    school = classroom.school
    names = dict(enrolled_students(classroom).order_by("name", "pk").values_list("pk", "name"))
    totals = cell_totals(names, period)
    practiced = {skill_id for _, skill_id in totals}
    columns = skill_names(practiced, begun_by=names if every_skill else ())
    cells = _cells(totals, school, old_before=period.end - timedelta(days=OLD_AFTER_DAYS))
    heat_skills = _skills(columns, cells, school)
    heat_skills.sort(key=_skill_need if skills == "need" else _skill_name)
    rows = _rows(names, cells, [skill.skill_id for skill in heat_skills])
    rows.sort(key=_student_need if students == "need" else _student_name)
    return Heatmap(
        skills=tuple(heat_skills),
        rows=tuple(rows),
        window=Window.of(period),
        is_estimated=any(cell.estimated for cell in totals.values()),
    )


def _cells(
    totals: Mapping[Pair, CellTotals], school: School, *, old_before: date
) -> dict[Pair, HeatCell]:
    return {
        (student_id, skill_id): HeatCell(
            accuracy=cell.accuracy,
            questions=cell.answered,
            correct=cell.correct,
            skill_id=skill_id,
            band=cell_band(cell.correct, cell.answered, school),
            is_old=cell.last_day < old_before,
        )
        for (student_id, skill_id), cell in totals.items()
    }


def _skills(
    columns: Mapping[int, str], cells: Mapping[Pair, HeatCell], school: School
) -> list[HeatSkill]:
    by_skill: dict[int, list[HeatCell]] = {skill_id: [] for skill_id in columns}
    for cell in cells.values():
        by_skill[cell.skill_id].append(cell)
    skills = []
    for skill_id, column in by_skill.items():
        correct, questions, struggling = _sums(column)
        skills.append(
            HeatSkill(
                skill_id=skill_id,
                skill=columns[skill_id],
                accuracy=correct / questions if questions else None,
                students=sum(cell.band != "not_enough_data" for cell in column),
                struggling=struggling,
                correct=correct,
                questions=questions,
                band=cell_band(correct, questions, school),
            )
        )
    return skills


def _rows(
    names: Mapping[int, str], cells: Mapping[Pair, HeatCell], order: Iterable[int]
) -> list[HeatRow]:
    skill_ids = list(order)
    rows = []
    for student_id, name in names.items():
        row = tuple(cells.get((student_id, skill_id)) for skill_id in skill_ids)
        correct, questions, struggling = _sums(row)
        rows.append(HeatRow(student_id, name, row, questions, correct, struggling))
    return rows


def _sums(cells: Iterable[HeatCell | None]) -> tuple[int, int, int]:
    found = [cell for cell in cells if cell is not None]
    return (
        sum(cell.correct for cell in found),
        sum(cell.questions for cell in found),
        sum(cell.band == "needs_improvement" for cell in found),
    )


def _student_need(row: HeatRow) -> tuple[bool, int, float, str, int]:
    share = row.accuracy
    return share is None, -row.struggling, share or 0.0, *_student_name(row)


def _student_name(row: HeatRow) -> tuple[str, int]:
    return row.student.casefold(), row.student_id


def _skill_need(skill: HeatSkill) -> tuple[bool, int, float, str, int]:
    share = skill.accuracy
    return share is None, -skill.struggling, share or 0.0, *_skill_name(skill)


def _skill_name(skill: HeatSkill) -> tuple[str, int]:
    return skill.skill.casefold(), skill.skill_id
