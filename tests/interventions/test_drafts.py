import pytest

from interventions.drafts import Draft, draft_message, final_text
from interventions.situation import Situation
from interventions.template_library import create_default_templates
from tests.factories import MessageTemplateFactory

VALUES = {"student_name": "Sam Okafor", "skill_name": "Fractions"}
STUCK = Situation(days_since_practice=9, struggling=True, skill_name="Fractions")


@pytest.fixture
def templates(school):
    create_default_templates(school)
    return school.message_templates.all()


def draft(templates, situation=STUCK, values=VALUES, **choice):
    return draft_message(situation, values, templates=templates, **choice)


def test_struggling_student_gets_the_first_struggling_template(templates):
    assert draft(templates) == Draft(
        "struggling",
        templates.get(default_key="struggling_support"),
        "Hi Sam Okafor, I see you're working hard on Fractions."
        " I created an easier assignment to help you build confidence.",
    )


def test_student_silent_for_a_week_gets_a_check_in(templates):
    silent = Situation(days_since_practice=7)

    made = draft(templates, silent, VALUES | {"days": "7"})

    assert (made.category, made.template.title) == ("inactive", "Check In")
    assert "you haven't practiced in 7 days." in made.message


def test_student_without_practice_gets_a_template_that_needs_no_days(templates):
    made = draft(templates, Situation())

    assert (made.category, made.template.title) == ("inactive", "Encouragement")
    assert "{" not in made.message


def test_chosen_category_stands_whatever_the_situation(templates):
    made = draft(templates, category="encouragement")

    assert (made.category, made.template.title) == ("encouragement", "Praise")


@pytest.mark.django_db
def test_first_template_stands_where_none_can_be_filled():
    first = MessageTemplateFactory(category="inactive", content="{days} days")
    other = MessageTemplateFactory(category="inactive", content="{accuracy}%")

    made = draft([first, other], category="inactive")

    assert made == Draft("inactive", first, "{days} days")


def test_category_without_templates_leaves_the_words_to_the_teacher():
    assert draft([], category="overdue") == Draft("overdue", None, "")


@pytest.mark.django_db
def test_chosen_template_brings_its_category():
    template = MessageTemplateFactory(category="overdue", content="Hi {student_name}.")

    made = draft([], category="inactive", template=template)

    assert made == Draft("overdue", template, "Hi Sam Okafor.")


@pytest.mark.parametrize(
    "message, addition, expected",
    [
        ("One.", "Two.", "One. Two."),
        (" One.\r\n", "  ", "One."),
        ("", "Two.", "Two."),
        ("One.\r\nMore.", "Two.\r\n", "One.\nMore. Two."),
        ("", "", ""),
    ],
)
def test_addition_becomes_the_last_sentence(message, addition, expected):
    assert final_text(message, addition) == expected
