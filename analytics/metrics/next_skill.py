"""What a student could learn next.

Source: the skills of the school with her learning paths. Excluded: skills mastered, skills with a
prerequisite she has not mastered, and of those she never touched the ones of other subjects. A
prerequisite without a path of hers is not mastered. Unit: one skill, with the reason in words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, FilteredRelation, OuterRef, Q

from alpha.learning.models import LearningPath, Skill, Student

WEAKEST_READY = "the weakest skill whose prerequisites are mastered"
WEAKEST = "the weakest skill that needs nothing else first"
READY_TO_BEGIN = "not begun yet; everything it builds on is mastered"
FIRST_OF_SUBJECT = "not begun yet; it needs nothing else first"
# The name of an annotation, which the checker of types takes for a misspelled field if it sees it.
OWN_PATH: tuple[str, ...] = ("own_path",)


@dataclass(frozen=True, slots=True)
class SkillOfSchool:
    """A skill with the student's path, None where she never touched it.

    `is_ready`: no prerequisite is missing. `builds_on_others`: there are prerequisites at all.
    """

    skill: Skill
    path: LearningPath | None
    is_ready: bool
    builds_on_others: bool


@dataclass(frozen=True, slots=True)
class NextSkill:
    """`reason` completes "because it is …"; `current_accuracy` is None for a skill not begun."""

    skill: str
    reason: str
    current_accuracy: float | None


def skills_of_school(student: Student) -> list[SkillOfSchool]:
    """All skills of the student's school by name, with her paths; one query."""
    mastered = LearningPath.objects.filter(student=student, mastery_achieved=True)
    links = Skill.prerequisites.through.objects.filter(from_skill=OuterRef("pk"))
    skills = (
        Skill.objects.filter(school=student.school_id)
        .annotate(
            own_path=FilteredRelation(
                "learning_paths", condition=Q(learning_paths__student=student)
            ),
            is_blocked=Exists(links.exclude(to_skill__in=mastered.values("skill"))),
            builds_on_others=Exists(links),
        )
        .select_related(*OWN_PATH)
        .order_by("name", "pk")
    )
    return [
        SkillOfSchool(
            skill=skill,
            # Django sets nothing at all where there is no such row.
            path=getattr(skill, "own_path", None),
            is_ready=not skill.is_blocked,
            builds_on_others=skill.builds_on_others,
        )
        for skill in skills
    ]


def paths_among(skills: Iterable[SkillOfSchool]) -> list[LearningPath]:
    """The student's learning paths by name of the skill, with their skills."""
    paths = []
    for row in skills:
        if row.path is not None:
            row.path.skill = row.skill
            paths.append(row.path)
    return paths


def next_skill(skills: Sequence[SkillOfSchool]) -> NextSkill | None:
    """The weakest skill begun that is not mastered and whose prerequisites all are.

    Where every skill begun is mastered or has to wait: one not begun, of a subject she has begun;
    those that build on what she mastered go first, then by name. None where there is none.
    """
    subjects = {row.skill.subject for row in skills if row.path is not None} - {""}
    ready = [
        row
        for row in skills
        if row.is_ready
        and (row.skill.subject in subjects if row.path is None else not row.path.mastery_achieved)
    ]
    if not ready:
        return None
    found = min(ready, key=_first_of)
    return NextSkill(found.skill.name, _reason(found), _accuracy(found))


def _accuracy(row: SkillOfSchool) -> float | None:
    return None if row.path is None else row.path.current_accuracy


def _first_of(row: SkillOfSchool) -> tuple[bool, float, bool, str, int]:
    """Begun ones weakest first, then those not begun: given as a path, building on others, by name."""
    accuracy = _accuracy(row)
    if accuracy is not None:
        return False, accuracy, False, row.skill.name, row.skill.pk
    has_path = 0.0 if row.path is not None else 1.0
    return True, has_path, not row.builds_on_others, row.skill.name, row.skill.pk


def _reason(row: SkillOfSchool) -> str:
    if _accuracy(row) is not None:
        return WEAKEST_READY if row.builds_on_others else WEAKEST
    return READY_TO_BEGIN if row.builds_on_others else FIRST_OF_SUBJECT
