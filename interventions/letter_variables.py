"""What the letters to families may ask for, and what that is for one student, in the family's language."""

from collections.abc import Collection

from django.utils import translation

from alpha.accounts.models import User
from alpha.learning.access import classrooms_shared_with
from alpha.learning.models import LearningPath, Student
from interventions.family_words import FamilySummary, good_news_text
from interventions.situation import Situation, situation_of
from interventions.templates_text import ALLOWED_VARIABLES
from interventions.variables import values_in

# It differs from person to person, so it is put in last, when the letter is written.
GUARDIAN_NAME = "guardian_name"
LETTER_VARIABLES: dict[str, str] = ALLOWED_VARIABLES | {
    GUARDIAN_NAME: "the name of the person the letter goes to",
    "class_name": "the name of the class",
    "school_name": "the name of the school",
    "good_news": "a sentence about what goes well",
}


def letter_values(
    student: Student, *, teacher: User, language: str, summary: FamilySummary
) -> dict[str, str]:
    """Values by name, without that of the guardian; what is not known is left out. Dates as the language writes them."""
    situation = situation_of(student, viewer=teacher)
    last_skill = "" if situation.skill_name else last_skills_of([student.pk]).get(student.pk, "")
    return letter_values_in(
        situation,
        student,
        teacher=teacher,
        language=language,
        summary=summary,
        last_skill=last_skill,
        class_name=_class_name(student, teacher),
    )


def letter_values_in(
    situation: Situation,
    student: Student,
    *,
    teacher: User,
    language: str,
    summary: FamilySummary,
    last_skill: str,
    class_name: str,
) -> dict[str, str]:
    """The same from what is known already; `last_skill`: what is named where nothing needs work. No queries."""
    with translation.override(language):
        values = values_in(situation, student, teacher=teacher)
    values |= {
        "skill_name": values.get("skill_name") or last_skill,
        "class_name": class_name,
        "school_name": student.school.name,
        "good_news": good_news_text(summary.good_news, student.name, language),
    }
    return {name: value for name, value in values.items() if value}


def last_skills_of(ids: Collection[int]) -> dict[int, str]:
    """The skill that each student practiced last; who never practiced has no key. One query."""
    paths = LearningPath.objects.filter(student__in=ids, last_practiced_at__isnull=False)
    # The last one stays.
    ordered = paths.order_by("last_practiced_at", "-pk")
    return dict(ordered.values_list("student_id", "skill__name"))


def _class_name(student: Student, teacher: User) -> str:
    """The class both are in; to somebody of the whole school, the student's first one."""
    classroom = classrooms_shared_with(teacher, student).first()
    return classroom.name if classroom else ""
