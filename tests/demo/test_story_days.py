"""The story's numbers on whatever day, and step by step."""

from datetime import UTC, datetime

import pytest
import time_machine

from alpha.accounts.models import User
from alpha.demo.clock import DemoClock
from alpha.demo.sign_ins import TEACHER
from alpha.demo.story import FALLING_MONTH, SKILL_CODES, STEADY_MONTH, sessions
from alpha.learning.models import LearningPath, Student
from alpha.learning.services.practice import record_practice
from analytics.services import AnalyticsService
from tests.demo.conftest import MONDAY, seed_at
from tests.factories import SkillFactory, StudentFactory

MOMENTS = {
    "a school day in the afternoon": MONDAY,
    "a Sunday just after midnight": datetime(2026, 11, 22, 5, 1, tzinfo=UTC),
    "an evening whose date is the next one in UTC": datetime(2026, 11, 24, 2, tzinfo=UTC),
    "the day the clocks go forward": datetime(2027, 3, 14, 18, tzinfo=UTC),
    "the day the clocks go back": datetime(2026, 11, 1, 18, tzinfo=UTC),
    "a leap day": datetime(2028, 2, 29, 18, tzinfo=UTC),
}


def report_of(name):
    teacher = User.objects.get(username=TEACHER.username)
    student = Student.objects.get(name=name)
    return AnalyticsService(teacher).get_student_performance_report(student.pk)


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_the_report_of_student_3_shows_the_story_whenever_the_school_is_seeded(db, moment):
    seed_at(moment, plans=[])

    with time_machine.travel(moment, tick=False):
        report = report_of("Student 3")

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
    assert [
        (skill["skill"], skill["accuracy"], skill["questions"], skill["mastery"], skill["status"])
        for skill in report["skills"]
    ] == [
        ("Fractions", 0.50, 60, "in_progress", "Needs Work"),
        ("Division", 0.55, 60, "in_progress", "Needs Work"),
        ("Multiplication", 0.60, 60, "in_progress", "Needs Work"),
    ]
    assert [
        (round(point["accuracy"] * 20), point["questions_answered"])
        for point in report["trends"]["points"]
    ] == [(right, 20) for right in (14, 12, 11, 11, 11, 10, 10, 10, 10)]


def test_no_skill_of_student_3_is_mastered_at_any_step(school):
    student = StudentFactory(school=school)
    skills = [SkillFactory(school=school, code=code) for code in SKILL_CODES]
    clock = DemoClock(school, MONDAY)
    mastered = []

    for session in sessions(student, STEADY_MONTH + FALLING_MONTH, skills, clock):
        record_practice(school, [session])
        mastered += LearningPath.objects.filter(mastery_achieved=True)

    assert mastered == []
    assert LearningPath.objects.count() == 3
