"""What the variables of a message stand for, for one student today. What is not known is left out, never guessed."""

from django.utils.formats import date_format

from alpha.accounts.models import User
from alpha.learning.models import Student
from interventions.situation import Situation, situation_of


def variables_for(student: Student, *, teacher: User) -> dict[str, str]:
    """Values by name as `values_in` gives them; as many queries as `situation_of`."""
    return values_in(situation_of(student, viewer=teacher), student, teacher=teacher)


def values_in(situation: Situation, student: Student, *, teacher: User) -> dict[str, str]:
    """Values by name, plain strings; the names are those of `templates_text.ALLOWED_VARIABLES`.

    days: whole days since the last practice, absent on a day with practice. accuracy: of the last 30 days, in whole
    percent, absent without answers. streak_days: absent when there is none. assignment_title, due_date: the unfinished
    assignment that is due first, overdue ones included. xp, level: absent before the first XP. achievement: the newest of
    the last seven days. class_name: the class in use that the teacher shares with her, the one with the lowest id where
    there are several.
    """
    percent, work, earned = situation.accuracy_percent, situation.work, situation.earned
    values = {
        "student_name": student.name,
        "teacher_name": teacher.display_name,
        "class_name": situation.class_name,
        "skill_name": situation.skill_name,
        "days": str(situation.days_since_practice or ""),
        "accuracy": "" if percent is None else str(percent),
        "streak_days": str(situation.streak_days or ""),
        "xp": str(earned.xp or ""),
        "level": str(earned.level) if earned.xp else "",
        "achievement": earned.achievement,
        "assignment_title": work.title if work else "",
        "due_date": date_format(work.due_on, "MONTH_DAY_FORMAT") if work else "",
    }
    return {name: value for name, value in values.items() if value}
