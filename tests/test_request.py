"""The tests of the request, by its numbers and names.

Where its words differ from what a careful reading allows, the README's decisions say why.
"""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine

from alpha.learning.models import LearningPath, PracticeSession
from alpha.learning.services.practice import NewSession, record_practice
from analytics.services import AnalyticsService
from tests.analytics.test_trends import FALLING_MONTH, STEADY_MONTH
from tests.factories import (
    ClassroomFactory,
    ClassroomTeacherFactory,
    EnrollmentFactory,
    SchoolFactory,
    SkillFactory,
    StudentFactory,
    TeacherFactory,
)

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
# Days ago on which everybody practiced: ten before the last 30 dates, nine within them.
BEFORE = [57, 54, 51, 48, 45, 42, 39, 36, 33, 31]
WITHIN = [28, 25, 22, 18, 15, 11, 8, 2, 0]


@pytest.fixture
def story(db):
    """A teacher, a class, three students, three skills, and sixty days of practice."""
    with time_machine.travel(NOW, tick=False):
        school = SchoolFactory(name="Maple School", code="maple")
        teacher = TeacherFactory(school=school, username="teacher")
        classroom = ClassroomFactory(school=school, name="Grade 5")
        ClassroomTeacherFactory(classroom=classroom, teacher=teacher)
        students = [StudentFactory(school=school, name=f"Student {n}") for n in (1, 2, 3)]
        for student in students:
            EnrollmentFactory(classroom=classroom, student=student)
        skills = [
            SkillFactory(school=school, name=name)
            for name in ("Fractions", "Division", "Multiplication")
        ]
        record_practice(school, practice_of(students, skills))
        yield SimpleNamespace(
            school=school,
            teacher=teacher,
            classroom=classroom,
            students=students,
            skills=skills,
            service=AnalyticsService(teacher),
        )


def practice_of(students, skills):
    """Student 1 rises from 55 %, Student 2 stays at 80 %, Student 3 falls from 70 % to 50 %."""
    rising, steady, falling = students
    for ago, correct in zip(BEFORE + WITHIN, [11] * 10 + list(range(11, 20)), strict=True):
        yield sitting(rising, skills[0], ago, correct, 20, seconds=1800)
    for ago in BEFORE + WITHIN:
        yield sitting(steady, skills[1], ago, 16, 20, seconds=1800)
    for ago, parts in STEADY_MONTH + FALLING_MONTH:
        for skill, (correct, answered) in zip(skills, parts, strict=True):
            yield sitting(falling, skill, ago, correct, answered, seconds=600)


def sitting(student, skill, ago, correct, answered, *, seconds):
    return NewSession(
        student_id=student.pk,
        skill_id=skill.pk,
        started_at=NOW - timedelta(days=ago),
        time_spent_seconds=seconds,
        questions_answered=answered,
        questions_correct=correct,
    )


def test_01_create_test_data(story):
    assert [student.name for student in story.students] == ["Student 1", "Student 2", "Student 3"]
    assert [skill.name for skill in story.skills] == ["Fractions", "Division", "Multiplication"]
    assert list(story.classroom.teachers.all()) == [story.teacher]
    assert set(story.classroom.students.all()) == set(story.students)


def test_02_create_sessions_for_trend_analysis(story):
    sessions = PracticeSession.objects.all()
    # One session a day for two students, three for the third.
    assert sessions.count() == 19 + 19 + 3 * 19
    assert sessions.filter(school_day__gte="2026-10-25").count() == 9 + 9 + 3 * 9
    mastered = LearningPath.objects.filter(mastery_achieved=True)
    assert [str(path) for path in mastered] == ["Student 1 – Fractions"]


def test_03_get_student_performance_report(story):
    report = story.service.get_student_performance_report(story.students[2].pk)

    assert report["overall"] == {
        "accuracy": 0.55,
        "questions_answered": 180,
        "questions_correct": 99,
        "time_spent_seconds": 16_200,
        "active_days": 9,
        "active_days_this_week": 2,
        "active_days_last_week": 2,
        "skills_mastered": 0,
        "skills_total": 3,
    }
    assert [(skill["skill"], skill["accuracy"], skill["status"]) for skill in report["skills"]] == [
        ("Fractions", 0.50, "Needs Work"),
        ("Division", 0.55, "Needs Work"),
        ("Multiplication", 0.60, "Needs Work"),
    ]
    assert report["trends"]["direction"] == "declining"


def test_04_get_class_performance_report(story):
    report = story.service.get_class_performance_report(story.classroom.pk)

    # (75 % + 80 % + 55 %) / 3
    assert report["overall"] == {
        "class_average": pytest.approx(0.70),
        "pooled_accuracy": pytest.approx(0.70),
        "questions_answered": 540,
        "time_spent_seconds": 3 * 16_200,
        "students": 3,
        "active_students": 3,
        "engagement_rate": 1.0,
    }
    assert report["distribution"] == {
        "excellent": 0,
        "good": 1,
        "fair": 1,
        "needs_improvement": 1,
        "not_enough_data": 0,
    }
    assert [row["student"] for row in report["top_performers"]] == ["Student 2"]
    assert [row["student"] for row in report["struggling_students"]] == ["Student 3"]


def test_05_get_student_trend_data(story):
    trends = story.service.get_student_trend_data(story.students[0].pk)

    assert len(trends["points"]) == 9
    assert [point["accuracy"] for point in trends["points"]] == [n / 20 for n in range(11, 20)]
    assert trends["direction"] == "improving"


def test_06_get_class_trend_data(story):
    trends = story.service.get_class_trend_data(story.classroom.pk)

    assert len(trends["points"]) == 9
    # Today: 19 and 16 and 10 of 20 each.
    assert trends["points"][-1] == {
        "date": "2026-11-23",
        "accuracy": 45 / 60,
        "questions_answered": 60,
        "time_spent_seconds": 5400,
        "active_students": 3,
    }


def test_07_get_student_vs_class_comparison(story):
    comparison = story.service.get_student_comparison(story.students[2].pk)

    assert comparison == {
        "class_id": story.classroom.pk,
        "class_name": "Grade 5",
        "student_accuracy": 0.55,
        "class_average": pytest.approx(0.70),
        "difference": pytest.approx(-0.15),
        "rank": 3,
        "class_size": 3,
        "percentile": 33,
        "position": "3rd of 3 (lowest in class)",
    }


def test_16_non_existent_student_returns_empty(story):
    nobody = story.students[2].pk + 1000

    assert story.service.get_student_performance_report(nobody) == {}
    assert story.service.get_student_trend_data(nobody) == {}
    assert story.service.get_student_comparison(nobody) == {}
