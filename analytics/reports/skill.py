"""What a teacher reads about one skill in one class: who is where, and on what it rests.

Population: active students enrolled in the class today, nobody else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alpha.learning.access import enrolled_students
from alpha.learning.models import Classroom, LearningPath, Skill
from alpha.periods import Period
from analytics import words
from analytics.metrics.heatmap import CellTotals, Pair, cell_totals
from analytics.metrics.mastery import SkillRow, Status, row_without_path, skill_rows
from analytics.reports.shape import Named, Window

# As the page shows them: who needs help first.
STATUSES: tuple[Status, ...] = ("Needs Work", "On track", "Mastered", "Not started")

Paths = Mapping[Pair, LearningPath]
Totals = Mapping[Pair, CellTotals]


@dataclass(frozen=True, slots=True)
class StudentStanding:
    """A student on the skill; `missing` names the prerequisites she has not mastered."""

    student_id: int
    student: str
    standing: SkillRow
    last_practiced_at: datetime | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatusGroup:
    """The students with one word, by current accuracy, lowest first."""

    status: Status
    students: tuple[StudentStanding, ...]


@dataclass(frozen=True, slots=True)
class ClassStanding:
    """The class on one skill. `accuracy` is that of all its answers in the window; the four counts
    of students add up to `students`."""

    skill_id: int
    skill: str
    accuracy: float | None
    correct: int
    questions: int
    students: int
    practiced: int
    mastered: int
    on_track: int
    needs_work: int
    not_started: int

    @property
    def started(self) -> int:
        return self.students - self.not_started

    @property
    def accuracy_words(self) -> str:
        return words.accuracy_with_n(self.correct, self.questions)


@dataclass(frozen=True, slots=True)
class SkillReport:
    """`groups` are those with students only, in the order of STATUSES."""

    klass: Named
    skill: Named
    window: Window
    overall: ClassStanding
    groups: tuple[StatusGroup, ...]
    prerequisites: tuple[ClassStanding, ...]
    leads_to: tuple[Named, ...]
    is_estimated: bool


def skill_report(classroom: Classroom, skill: Skill, *, period: Period) -> SkillReport:
    """Compose the page of a skill; five queries, whatever the number of students."""
    names = dict(enrolled_students(classroom).order_by("name", "pk").values_list("pk", "name"))
    before = list(skill.prerequisites.order_by("name", "pk"))
    wanted = [skill, *before]
    paths = _paths(names, wanted)
    totals = cell_totals(names, period, skill_ids=[each.pk for each in wanted])
    students = [
        StudentStanding(
            student_id=student_id,
            student=name,
            standing=_standing(student_id, skill, paths, totals),
            last_practiced_at=_last_practiced_at(paths.get((student_id, skill.pk))),
            missing=_missing(student_id, before, paths),
        )
        for student_id, name in names.items()
    ]
    return SkillReport(
        klass=Named(classroom.pk, classroom.name),
        skill=Named(skill.pk, skill.name),
        window=Window.of(period),
        overall=_class_standing(skill, names, paths, totals),
        groups=_groups(students),
        prerequisites=tuple(_class_standing(each, names, paths, totals) for each in before),
        leads_to=tuple(Named(each.pk, each.name) for each in skill.leads_to.order_by("name", "pk")),
        is_estimated=any(cell.estimated for cell in totals.values()),
    )


def _paths(student_ids: Iterable[int], skills: Iterable[Skill]) -> dict[Pair, LearningPath]:
    found = LearningPath.objects.filter(student__in=list(student_ids), skill__in=list(skills))
    paths = found.select_related("skill")
    return {(path.student_id, path.skill_id): path for path in paths}


def _standing(student_id: int, skill: Skill, paths: Paths, totals: Totals) -> SkillRow:
    cell = totals.get((student_id, skill.pk))
    counts = (cell.correct, cell.answered) if cell else (0, 0)
    path = paths.get((student_id, skill.pk))
    return skill_rows([path], {skill.pk: counts})[0] if path else row_without_path(skill, *counts)


def _last_practiced_at(path: LearningPath | None) -> datetime | None:
    return None if path is None else path.last_practiced_at


def _missing(student_id: int, before: Sequence[Skill], paths: Paths) -> tuple[str, ...]:
    """Names of the prerequisites the student has not mastered."""
    own = {each: paths.get((student_id, each.pk)) for each in before}
    return tuple(
        each.name for each, path in own.items() if path is None or not path.mastery_achieved
    )


def _class_standing(
    skill: Skill, student_ids: Iterable[int], paths: Paths, totals: Totals
) -> ClassStanding:
    rows = [_standing(student_id, skill, paths, totals) for student_id in student_ids]
    correct, questions = sum(row.correct for row in rows), sum(row.questions for row in rows)
    statuses = [row.status for row in rows]
    return ClassStanding(
        skill_id=skill.pk,
        skill=skill.name,
        accuracy=correct / questions if questions else None,
        correct=correct,
        questions=questions,
        students=len(rows),
        practiced=sum(row.questions > 0 for row in rows),
        mastered=statuses.count("Mastered"),
        on_track=statuses.count("On track"),
        needs_work=statuses.count("Needs Work"),
        not_started=statuses.count("Not started"),
    )


def _groups(students: Sequence[StudentStanding]) -> tuple[StatusGroup, ...]:
    ordered = sorted(students, key=_lowest_first)
    groups = (
        StatusGroup(status, tuple(row for row in ordered if row.standing.status == status))
        for status in STATUSES
    )
    return tuple(group for group in groups if group.students)


def _lowest_first(row: StudentStanding) -> tuple[float, str, int]:
    share = row.standing.current_accuracy
    return 2.0 if share is None else share, row.student.casefold(), row.student_id
