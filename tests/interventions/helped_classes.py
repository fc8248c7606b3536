"""Classes in which help began long enough ago to be compared."""

from datetime import timedelta

from django.utils import timezone

from tests.analytics.records import classmate, practiced
from tests.factories import InterventionFactory, SkillFactory

# Days before today on which help began: the 28 dates after it are over.
BEGAN = 40


def helped(student, ago=BEGAN, **fields):
    return InterventionFactory(
        student=student, created_at=timezone.now() - timedelta(days=ago), **fields
    )


def enough_students(classroom, *, skill=None, teachers=()):
    """Ten who got a message, and three classmates, all with enough answers on either side."""
    practice = SkillFactory(school=classroom.school)
    for number in range(13):
        child = classmate(classroom, f"Child {number}")
        practiced(child, BEGAN + 20, 20, 40, skill=practice)
        practiced(child, BEGAN - 5, 24, 40, skill=practice)
        if number < 10:
            by = {"teacher": teachers[number % len(teachers)]} if teachers else {}
            row = helped(child, **by)
            if skill:
                row.skills.add(skill)
