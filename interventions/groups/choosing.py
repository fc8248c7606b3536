"""Whom somebody chose in a class, and on which skills: by boxes on the class list, or on the heat map."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from alpha.learning.access import enrolled_students
from alpha.learning.models import Classroom, Skill, Student
from alpha.periods import Period
from analytics import reports
from analytics.reports import Ticked
from interventions.errors import NotFound
from interventions.models import Intervention

# What was done longer ago is no reason to hesitate.
RECENT = timedelta(days=14)
STRONG_BANDS = frozenset({"excellent", "good"})


@dataclass(frozen=True, slots=True)
class ChosenSkill:
    """A skill somebody chose for a student. `percent`: her accuracy in the period; "" without practice."""

    skill_id: int
    name: str
    percent: str = ""
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """Students of one class, by name; `skills` by student, none where she was chosen as a whole."""

    classroom: Classroom
    students: tuple[Student, ...]
    skills: Mapping[int, tuple[ChosenSkill, ...]] = field(default_factory=dict)

    def skills_of(self, student: Student) -> tuple[ChosenSkill, ...]:
        return self.skills.get(student.pk, ())

    def strength_of(self, student: Student) -> str:
        """ "88% on Fractions", where she is good at everything that was chosen for her; else ""."""
        skills = self.skills_of(student)
        if not skills or not all(skill.is_strong for skill in skills):
            return ""
        return ", ".join(f"{skill.percent} on {skill.name}" for skill in skills)


def choose(
    classroom: Classroom,
    ticked: Ticked,
    *,
    period: Period,
    every_skill: bool = False,
    everyone: bool = False,
    also: Collection[int] = (),
) -> Chosen:
    """Whom the ticks select, as `analytics.reports.selection_of` says of the heat map; `also`: ids of others.

    Raises NotFound where a student is not of the class or a skill not of its school: then nobody is chosen.
    """
    population = list(enrolled_students(classroom).select_related("user").order_by("name", "pk"))
    named = ticked.students | {student for student, _ in ticked.cells} | set(also)
    if not named <= {student.pk for student in population}:
        raise NotFound
    skills: Mapping[int, tuple[ChosenSkill, ...]] = {}
    if ticked.skills or ticked.cells:
        skills = _selected_skills(classroom, ticked, period, every_skill=every_skill)
    wanted = ticked.students | set(also) | set(skills)
    students = [student for student in population if everyone or student.pk in wanted]
    for student in students:
        # The same row for all: each would ask for its own.
        student.school = classroom.school
    return Chosen(classroom, tuple(students), skills)


def latest_help(students: Collection[Student], kind: str) -> dict[int, Intervention]:
    """The last action of that kind for each student within two weeks, by her id; one query."""
    rows = (
        Intervention.objects.filter(
            student__in=students,
            intervention_type=kind,
            created_at__gte=timezone.now() - RECENT,
        )
        .select_related("teacher", "message")
        .order_by("created_at", "id")
    )
    return {row.student_id: row for row in rows}


def _selected_skills(
    classroom: Classroom, ticked: Ticked, period: Period, *, every_skill: bool
) -> dict[int, tuple[ChosenSkill, ...]]:
    named = ticked.skills | {skill for _, skill in ticked.cells}
    if Skill.objects.filter(school=classroom.school_id, pk__in=named).count() < len(named):
        raise NotFound
    heatmap = reports.skill_heatmap(
        classroom, period=period, students="name", skills="name", every_skill=every_skill
    )
    return {
        selected.row.student_id: tuple(
            ChosenSkill(
                skill.skill_id,
                skill.skill,
                percent=cell.percent if cell else "",
                is_strong=cell is not None and cell.band in STRONG_BANDS,
            )
            for skill, cell in selected.skills
        )
        for selected in reports.selection_of(heatmap, ticked).students
        if selected.skills
    }
