import pytest
from django.urls import reverse

from interventions.template_library import create_default_templates
from tests.factories import LearningPathFactory, PracticeSessionFactory, SkillFactory


@pytest.fixture
def address(student):
    return reverse("interventions:take_action", args=[student.pk])


@pytest.fixture
def history_address(student):
    return reverse("interventions:history", args=[student.pk])


@pytest.fixture
def templates(school):
    create_default_templates(school)
    return {template.default_key: template for template in school.message_templates.all()}


@pytest.fixture
def fractions(student):
    """The skill the student struggles with, practiced today."""
    skill = SkillFactory(school=student.school, name="Fractions")
    LearningPathFactory(student=student, skill=skill, current_accuracy=0.5)
    PracticeSessionFactory(
        student=student, skill=skill, questions_answered=20, questions_correct=10
    )
    return skill


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client
