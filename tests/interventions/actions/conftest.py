import pytest

from tests.factories import EnrollmentFactory, GuardianFactory, GuardianshipFactory


@pytest.fixture
def classmate(classroom):
    return EnrollmentFactory(classroom=classroom, student__name="Noa Lindqvist").student


@pytest.fixture
def mother(student):
    """Of the student; may be written to."""
    mother = GuardianFactory(school=student.school, name="Ana Okafor", email="ana@example.org")
    GuardianshipFactory(student=student, guardian=mother)
    return mother
