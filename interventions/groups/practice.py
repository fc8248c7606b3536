"""A targeted assignment for each of several students: on the skills chosen for her, or her own weakest."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format, time_format

from alpha.learning.models import Assignment, Student
from interventions.actions.assignment import create_targeted_assignment
from interventions.assignment_draft import AssignmentDraft, draft_assignments
from interventions.groups.choosing import Chosen
from interventions.groups.previews import Preview
from interventions.models import GroupAction, GroupActionItem, Intervention

NO_SKILL_BELOW = "No skill is below 70%."


def practice_drafts(
    chosen: Chosen, skills: Mapping[int, Collection[int]]
) -> dict[int, AssignmentDraft]:
    """By student; `skills` by student, ids: who has none gets her three weakest below 70 %. Four queries."""
    return draft_assignments(chosen.students, at=timezone.now(), chosen=skills)


def practice_previews(
    chosen: Chosen,
    drafts: Mapping[int, AssignmentDraft],
    *,
    question_count: int,
    difficulty: str,
    due_at: datetime | None,
) -> list[Preview]:
    """`difficulty` "": what is recommended for each."""
    return [
        _preview(student, drafts[student.pk], chosen, question_count, difficulty, due_at)
        for student in chosen.students
    ]


def assign_one(group: GroupAction, item: GroupActionItem) -> Intervention:
    """Gives what was shown."""
    changes = item.content | {"due_at": datetime.fromisoformat(item.content["due_at"])}
    return create_targeted_assignment(item.student, by=group.teacher, changes=changes)


def _preview(
    student: Student,
    draft: AssignmentDraft,
    chosen: Chosen,
    question_count: int,
    difficulty: str,
    due_at: datetime | None,
) -> Preview:
    if not draft.chosen:
        return Preview(student, "", problem=NO_SKILL_BELOW)
    given = difficulty or draft.difficulty
    level = Assignment.Difficulty(given).label if difficulty else draft.reason
    without = ", ".join(draft.without_questions)
    return Preview(
        student,
        f"{draft.title}\n{', '.join(skill.label for skill in draft.chosen)}\n"
        f"{question_count} question{'' if question_count == 1 else 's'}, {level}{_due(student, due_at)}",
        {
            "title": draft.title,
            "skill_ids": [skill.skill_id for skill in draft.chosen],
            "question_count": question_count,
            "difficulty": given,
            "due_at": due_at.isoformat() if due_at else "",
        },
        caution=chosen.strength_of(student),
        note=f"Alpha has no questions on {without}: practice on your school's platform counts."
        if without
        else "",
    )


def _due(student: Student, due_at: datetime | None) -> str:
    if due_at is None:
        return ""
    local = due_at.astimezone(student.school.zone)
    return f", due {date_format(local, 'l, F j')}, {time_format(local, 'g:i A')}"
