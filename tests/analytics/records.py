"""Practice for the tests of the numbers, dated in days before today."""

from datetime import timedelta

from tests.factories import EnrollmentFactory, PracticeSessionFactory, SkillFactory, StudentFactory


def practiced(student, ago, correct, answered, *, skill=None, **fields):
    """One session `ago` days before today at the school."""
    return PracticeSessionFactory(
        student=student,
        skill=skill or SkillFactory(school=student.school),
        school_day=student.school.today() - timedelta(days=ago),
        questions_correct=correct,
        questions_answered=answered,
        **fields,
    )


def classmate(classroom, name, *sessions, **fields):
    """A student of the class with sessions of (days ago, correct, answered)."""
    student = StudentFactory(school=classroom.school, name=name, **fields)
    EnrollmentFactory(classroom=classroom, student=student)
    for session in sessions:
        practiced(student, *session)
    return student
