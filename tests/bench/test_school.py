"""The builder makes what its plan says, and the last days are the same however long the history."""

from datetime import timedelta

from django.db.models import Max, Min

from alpha.accounts.models import Role, User
from alpha.bench.school import Plan, school_days
from alpha.gamification.models import XPEvent
from alpha.learning.models import (
    AssignedWork,
    Classroom,
    ClassroomTeacher,
    Enrollment,
    LearningPath,
    PracticeSession,
    Skill,
    Student,
)
from tests.bench.conftest import TINY


def counts():
    people = User.objects.filter(role=Role.STUDENT).count(), Student.objects.count()
    return (*people, Classroom.objects.count(), Enrollment.objects.count(), Skill.objects.count())


def test_the_school_is_as_large_as_planned(bench_school):
    assert counts() == (12, 12, 3, 12, 3)
    assert {one.enrollments.count() for one in Classroom.objects.all()} == {4}
    assert ClassroomTeacher.objects.values("classroom").distinct().count() == 3
    assert LearningPath.objects.count() == 12 * 3


def test_the_benchmark_itself_has_three_thousand_students():
    assert (Plan().students, Plan().classes, Plan().skills, Plan().days) == (3000, 100, 40, 365)


def test_practice_is_on_school_days_of_the_history_only(bench_school):
    days = set(PracticeSession.objects.values_list("school_day", flat=True))
    first = bench_school.today() - timedelta(days=TINY.days - 1)

    assert min(days) >= first
    assert max(days) <= bench_school.today()
    assert {day.weekday() for day in days} == {0, 1, 2, 3, 4}


def test_a_student_practices_about_twice_on_a_school_day(bench_school):
    # 50 weekdays in 70 days, four occasions each, 479 of 997 of them taken: 96 a student.
    sessions = PracticeSession.objects.count()

    assert 0.9 < sessions / (12 * 96) < 1.1


def test_answers_and_seconds_are_those_of_real_sessions(bench_school):
    extremes = PracticeSession.objects.aggregate(
        least=Min("questions_answered"), most=Max("questions_answered")
    )

    assert extremes == {"least": 5, "most": 15}
    assert all(
        0 < session.questions_correct <= session.questions_answered
        and session.time_spent_seconds == 35 * session.questions_answered
        and session.started_at.date() == session.school_day
        for session in PracticeSession.objects.all()
    )


def test_paths_xp_and_work_follow_from_the_practice(bench_school):
    student = Student.objects.order_by("pk")[0]
    sessions = student.practice_sessions.all()

    assert sum(path.questions_correct for path in student.learning_paths.all()) == sum(
        session.questions_correct for session in sessions
    )
    assert XPEvent.objects.filter(user=student.user).count() == len(
        {session.school_day for session in sessions}
    )
    # One assignment a week, due on Thursdays.
    assert AssignedWork.objects.filter(student=student).count() == 10


def test_a_shorter_history_has_the_same_last_days(bench_school):
    # Practice follows from the place of a day, counted back from today.
    short, long = (school_days(bench_school, days) for days in (36, 365))

    assert short == long[: len(short)]
    assert len(short) in {25, 26, 27}
