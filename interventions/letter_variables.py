"""What the letters to families may ask for, and what that is for one student, in the family's language."""

from django.utils import translation

from alpha.accounts.models import User
from alpha.learning.access import classrooms_shared_with
from alpha.learning.models import LearningPath, Student
from interventions.family_words import FamilySummary, good_news_text
from interventions.templates_text import ALLOWED_VARIABLES
from interventions.variables import variables_for

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
    with translation.override(language):
        values = variables_for(student, teacher=teacher)
    values |= {
        "skill_name": values.get("skill_name") or _last_skill(student),
        "class_name": _class_name(student, teacher),
        "school_name": student.school.name,
        "good_news": good_news_text(summary.good_news, student.name, language),
    }
    return {name: value for name, value in values.items() if value}


def _last_skill(student: Student) -> str:
    """Where nothing needs work: the skill practiced last."""
    paths = LearningPath.objects.filter(student=student, last_practiced_at__isnull=False)
    latest = paths.select_related("skill").order_by("-last_practiced_at", "pk").first()
    return latest.skill.name if latest else ""


def _class_name(student: Student, teacher: User) -> str:
    """The class both are in; to somebody of the whole school, the student's first one."""
    classroom = classrooms_shared_with(teacher, student).first()
    return classroom.name if classroom else ""
