"""What the variables of a message stand for, for one student today. What is not known is left out, never guessed."""

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from alpha.accounts.models import User
from alpha.learning.models import AssignedWork, LearningPath, Student
from analytics.metrics.activity import last_practice_on, streak_days
from analytics.metrics.mastery import struggling_skills
from interventions.baseline import last_30_days, practice_days, tally


def variables_for(student: Student, *, teacher: User) -> dict[str, str]:
    """Values by name, plain strings; the names are those of `templates_text.ALLOWED_VARIABLES`.

    days: whole days since the last practice, absent on a day with practice. accuracy: of the last 30 days, in whole
    percent, absent without answers. streak_days: absent when there is none. assignment_title, due_date: the unfinished
    assignment that is due first, overdue ones included.
    """
    values = {
        "student_name": student.name,
        "teacher_name": teacher.display_name,
        "skill_name": _weakest_skill(student),
        "days": _days_without_practice(student),
        "accuracy": _accuracy_percent(student),
        "streak_days": str(streak_days(student) or ""),
    }
    values |= _assignment(student)
    return {name: value for name, value in values.items() if value}


def _weakest_skill(student: Student) -> str:
    """The worst struggling skill; where none is, the least accurate that is not mastered yet."""
    struggling = struggling_skills(student)
    if struggling:
        return struggling[0].skill
    path = (
        LearningPath.objects.filter(
            student=student, mastery_achieved=False, current_accuracy__isnull=False
        )
        .select_related("skill")
        .order_by("current_accuracy", "skill__name", "skill_id")
        .first()
    )
    return path.skill.name if path else ""


def _days_without_practice(student: Student) -> str:
    last = last_practice_on([student.pk]).get(student.pk)
    days = (student.school.today() - last).days if last else 0
    return str(days) if days > 0 else ""


def _accuracy_percent(student: Student) -> str:
    window = last_30_days(student.school.today())
    percent = tally(practice_days(student, window), window).percent
    return "" if percent is None else str(percent)


def _assignment(student: Student) -> dict[str, str]:
    released = Q(assignment__released_at__isnull=True) | Q(
        assignment__released_at__lte=timezone.now()
    )
    work = (
        AssignedWork.objects.filter(released, student=student, assignment__due_at__isnull=False)
        .exclude(status=AssignedWork.Status.COMPLETED)
        .select_related("assignment")
        .order_by("assignment__due_at", "id")
        .first()
    )
    if work is None or work.assignment.due_at is None:
        return {}
    due_on = student.school.day_of(work.assignment.due_at)
    return {
        "assignment_title": work.assignment.title,
        "due_date": date_format(due_on, "MONTH_DAY_FORMAT"),
    }
