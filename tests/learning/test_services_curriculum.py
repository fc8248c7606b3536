import pytest
from django.core.exceptions import ValidationError

from alpha.learning.models import Item, Skill
from alpha.learning.services.curriculum import NewItem, add_items, create_skill
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


@pytest.fixture
def fractions(school):
    return SkillFactory(school=school, name="Fractions")


def test_questions_are_added_in_one_query_whatever_their_number(
    fractions, django_assert_num_queries
):
    given = [NewItem(fractions, "easy", f"{n} + 1?", str(n + 1)) for n in range(9)]

    # A savepoint's two, and the questions.
    with django_assert_num_queries(3):
        add_items([*given, NewItem(fractions, "hard", "Which?", "1/2", ("1/3", "1/2"))])

    assert Item.objects.filter(difficulty="easy").count() == 9
    hard = Item.objects.get(difficulty="hard")
    assert (hard.skill, hard.prompt, hard.answer, hard.choices) == (
        fractions,
        "Which?",
        "1/2",
        ["1/3", "1/2"],
    )


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"difficulty": "brutal"}, "difficulty"),
        ({"prompt": ""}, "prompt"),
        ({"answer": ""}, "answer"),
        ({"answer": "x" * 201}, "answer"),
        ({"choices": ("1/3", "2/3")}, "choices"),
        ({"choices": (1, 2)}, "choices"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_and_none_is_added(fractions, changes, field):
    good = {"skill": fractions, "difficulty": "easy", "prompt": "Which?", "answer": "1/2"}

    with pytest.raises(ValidationError) as refusal:
        add_items([NewItem(**good), NewItem(**(good | changes))])

    assert list(refusal.value.message_dict) == [field]
    assert not Item.objects.exists()
