"""What somebody ticked on a heat map: what is shown of it, and whom to act on, on which skills."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import NamedTuple

from analytics.metrics.heatmap import Pair
from analytics.reports.heatmap import HeatCell, Heatmap, HeatRow, HeatSkill


@dataclass(frozen=True, slots=True)
class Ticked:
    """Ids of students (rows), of skills (columns), and of single cells: (student, skill)."""

    students: frozenset[int] = frozenset()
    skills: frozenset[int] = frozenset()
    cells: frozenset[Pair] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.students or self.skills or self.cells)


class SelectedSkill(NamedTuple):
    """`cell` is None where the student did not practice the skill in the period."""

    skill: HeatSkill
    cell: HeatCell | None


@dataclass(frozen=True, slots=True)
class SelectedStudent:
    """`row` is the student's on the whole map; without `skills` she is selected as a whole."""

    row: HeatRow
    skills: tuple[SelectedSkill, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Whom to act on, students and their skills in the order of the map."""

    students: tuple[SelectedStudent, ...]

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Each student with each of her selected skills, as ids."""
        return tuple(
            (student.row.student_id, selected.skill.skill_id)
            for student in self.students
            for selected in student.skills
        )


class CellBox(NamedTuple):
    """A cell that can be ticked; `cell` is None without practice in the period."""

    skill: HeatSkill
    cell: HeatCell | None
    is_ticked: bool


def selection_of(heatmap: Heatmap, ticked: Ticked) -> Selection:
    """Return whom the ticks select; ids that are not on the map select nothing.

    Students and skills: those students, each with those skills. Students alone: as a whole. Skills
    alone: whoever practiced one of them in the period, with those she practiced. Single cells add
    to all of these.
    """
    students = []
    for row in heatmap.rows:
        skills = _selected_skills(heatmap, row, ticked)
        if skills or row.student_id in ticked.students:
            students.append(SelectedStudent(row, skills))
    return Selection(tuple(students))


def narrowed(heatmap: Heatmap, ticked: Ticked) -> Heatmap:
    """Show the students and skills of the ticks only, with none all of them. No number changes by it.

    Where only students were ticked as a whole they keep all skills; skills keep all students.
    """
    students = ticked.students | {student_id for student_id, _ in ticked.cells}
    skills = ticked.skills | {skill_id for _, skill_id in ticked.cells}
    all_students = not ticked.students and (bool(ticked.skills) or not ticked)
    all_skills = not ticked.skills and (bool(ticked.students) or not ticked)
    return _part(heatmap, None if all_students else students, None if all_skills else skills)


def box_rows(heatmap: Heatmap, ticked: Ticked) -> tuple[tuple[HeatRow, tuple[CellBox, ...]], ...]:
    """Return each row with a box for each of its cells, also for those without practice."""
    return tuple(
        (
            row,
            tuple(
                CellBox(skill, cell, (row.student_id, skill.skill_id) in ticked.cells)
                for skill, cell in zip(heatmap.skills, row.cells, strict=True)
            ),
        )
        for row in heatmap.rows
    )


def _selected_skills(heatmap: Heatmap, row: HeatRow, ticked: Ticked) -> tuple[SelectedSkill, ...]:
    in_row = row.student_id in ticked.students
    found = []
    for skill, cell in zip(heatmap.skills, row.cells, strict=True):
        in_column = skill.skill_id in ticked.skills
        by_both = in_column and (in_row or (cell is not None and not ticked.students))
        if by_both or (row.student_id, skill.skill_id) in ticked.cells:
            found.append(SelectedSkill(skill, cell))
    return tuple(found)


def _part(
    heatmap: Heatmap, students: Collection[int] | None, skills: Collection[int] | None
) -> Heatmap:
    """Return the map of some students and skills; None is all."""
    kept = [
        place
        for place, skill in enumerate(heatmap.skills)
        if skills is None or skill.skill_id in skills
    ]
    return replace(
        heatmap,
        skills=tuple(heatmap.skills[place] for place in kept),
        rows=tuple(
            replace(row, cells=tuple(row.cells[place] for place in kept))
            for row in heatmap.rows
            if students is None or row.student_id in students
        ),
    )
