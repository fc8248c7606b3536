from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from interventions.template_library import create_default_templates
from tests.factories import (
    EnrollmentFactory,
    LearningPathFactory,
    PracticeSessionFactory,
    SkillFactory,
)

# Monday, noon in New York.
NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def address(classroom):
    return reverse("interventions:group_action", args=[classroom.pk])


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


@pytest.fixture
def templates(school):
    create_default_templates(school)
    return {template.default_key: template for template in school.message_templates.all()}


@pytest.fixture
def noa(classroom):
    return EnrollmentFactory(classroom=classroom, student__name="Noa Lindqvist").student


@pytest.fixture
def fractions(student):
    """Sam Okafor struggles with it."""
    return practiced(student, "Fractions", correct=10)


def practiced(student, name, *, correct, answered=20):
    skill = SkillFactory._meta.model.objects.filter(school=student.school, name=name).first()
    skill = skill or SkillFactory(school=student.school, name=name)
    LearningPathFactory(student=student, skill=skill, current_accuracy=correct / answered)
    PracticeSessionFactory(
        student=student, skill=skill, questions_answered=answered, questions_correct=correct
    )
    return skill
