"""A student's weeks around the day help began, and those of her classmates."""

from datetime import datetime, time, timedelta

from interventions.baseline import frozen_baseline
from tests.factories import (
    EnrollmentFactory,
    InterventionFactory,
    PracticeSessionFactory,
    SkillFactory,
    StudentFactory,
)


def practiced(student, day, correct, answered, skill=None):
    PracticeSessionFactory(
        student=student,
        skill=skill or student.school.skills.first() or SkillFactory(school=student.school),
        school_day=day,
        questions_correct=correct,
        questions_answered=answered,
    )


def helped(student, teacher, ago, skills=(), **fields):
    """Helped so many days ago, with the baseline of that day; practice recorded before is in it."""
    school = student.school
    on = school.today() - timedelta(days=ago)
    row = InterventionFactory(
        student=student,
        teacher=teacher,
        created_at=datetime.combine(on, time(15), tzinfo=school.zone),
        baseline=frozen_baseline(student, skills, on),
        **fields,
    )
    row.skills.set(skills)
    return row


def classmate(classroom, on, before, since):
    """Somebody of the class with (right, answered) a month before `on` and a week after it."""
    student = StudentFactory(school=classroom.school)
    EnrollmentFactory(classroom=classroom, student=student)
    practiced(student, on - timedelta(days=30), *before)
    practiced(student, on + timedelta(days=7), *since)
    return student
