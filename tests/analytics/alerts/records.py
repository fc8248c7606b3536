"""Students whom the rules find something about."""

from datetime import date, timedelta

from tests.analytics.records import classmate, practiced
from tests.factories import SkillFactory

TODAY = date(2026, 11, 23)


def days_ago(number):
    return TODAY - timedelta(days=number)


def struggler(classroom, name="Struggler"):
    """8 of 20 on two days, on skills of their own: struggling, and nothing else."""
    return classmate(classroom, name, (3, 8, 20), (10, 8, 20))


def daily(classroom, name, *, last, days=40, correct=8):
    """Practiced on every weekday of so many dates up to `last` days ago, 8 of 10 each time."""
    student = classmate(classroom, name)
    skill = SkillFactory(school=classroom.school)
    for ago in range(last + days, last - 1, -1):
        if days_ago(ago).weekday() < 5:
            practiced(student, ago, correct, 10, skill=skill)
    return student
