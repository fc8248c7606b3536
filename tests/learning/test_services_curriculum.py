import pytest
from django.core.exceptions import ValidationError

from alpha.learning.models import Skill
from alpha.learning.services.curriculum import create_skill
from tests.factories import SkillFactory


def test_a_skill_has_its_prerequisites(school):
    division = create_skill(school, code="division", name="Division", subject="Math")

    fractions = create_skill(
        school, code="fractions", name="Fractions", subject="Math", prerequisites=[division]
    )

    assert list(division.prerequisites.all()) == []
    assert list(fractions.prerequisites.all()) == [division]
    assert list(Skill.objects.values_list("code", "name", "subject")) == [
        ("division", "Division", "Math"),
        ("fractions", "Fractions", "Math"),
    ]


def test_a_code_is_used_once_in_a_school(school):
    SkillFactory(school=school, code="division")

    with pytest.raises(ValidationError) as refusal:
        create_skill(school, code="division", name="Division")

    assert refusal.value.message_dict == {
        "__all__": ["Skill with this School and Code already exists."]
    }
    assert Skill.objects.count() == 1


def test_prerequisites_of_another_school_are_refused(school):
    with pytest.raises(ValidationError) as refusal:
        create_skill(school, code="division", name="Division", prerequisites=[SkillFactory()])

    assert refusal.value.message_dict == {"prerequisites": ["Choose skills of this school."]}
    assert not Skill.objects.filter(school=school).exists()
