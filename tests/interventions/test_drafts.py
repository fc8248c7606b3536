from datetime import date, timedelta

import pytest

from interventions.drafts import Draft, Situation, draft_message, final_text, situation_of
from interventions.selectors import templates_for
from interventions.template_library import create_default_templates
from tests.factories import (
    ClassroomFactory,
    EnrollmentFactory,
    LearningPathFactory,
    MessageTemplateFactory,
    PracticeSessionFactory,
    SkillFactory,
)


@pytest.fixture
def templates(school, teacher):
    create_default_templates(school)
    return templates_for(teacher)


def practiced(student, *, days_ago, skill=None):
    skill = skill or SkillFactory(school=student.school, name="Fractions")
    day = student.school.today() - timedelta(days=days_ago)
    return PracticeSessionFactory(
        student=student, skill=skill, school_day=day, questions_answered=10, questions_correct=9
    )


def draft(student, teacher, templates, **choice):
    return draft_message(student, by=teacher, templates=templates, **choice)


def test_struggling_student_gets_the_first_struggling_template(student, teacher, templates):
    skill = SkillFactory(school=student.school, name="Fractions")
    LearningPathFactory(student=student, skill=skill, current_accuracy=0.5)
    practiced(student, days_ago=9, skill=skill)

    made = draft(student, teacher, templates)

    assert made == Draft(
        "struggling",
        templates.get(default_key="struggling_support"),
        "Hi Sam Okafor, I see you're working hard on Fractions."
        " I created an easier assignment to help you build confidence.",
    )


def test_student_silent_for_a_week_gets_a_check_in(student, teacher, templates):
    practiced(student, days_ago=7)

    made = draft(student, teacher, templates)

    assert (made.category, made.template.title) == ("inactive", "Check In")
    assert "you haven't practiced in 7 days." in made.message


def test_student_who_practiced_this_week_gets_praise(student, teacher, templates):
    practiced(student, days_ago=6)

    made = draft(student, teacher, templates)

    assert (made.category, made.template.title) == ("encouragement", "Praise")


def test_student_without_practice_gets_a_template_that_needs_no_days(student, teacher, templates):
    made = draft(student, teacher, templates)

    assert (made.category, made.template.title) == ("inactive", "Encouragement")
    assert "{" not in made.message


def test_first_template_stands_where_none_can_be_filled(student, teacher):
    first = MessageTemplateFactory(category="inactive", content="{days} days")
    other = MessageTemplateFactory(category="inactive", content="{accuracy}%")

    made = draft(student, teacher, [first, other], category="inactive")

    assert made == Draft("inactive", first, "{days} days")


def test_category_without_templates_leaves_the_words_to_the_teacher(student, teacher):
    assert draft(student, teacher, [], category="overdue") == Draft("overdue", None, "")


def test_chosen_template_brings_its_category(student, teacher):
    template = MessageTemplateFactory(category="overdue", content="Hi {student_name}.")

    made = draft(student, teacher, [], category="inactive", template=template)

    assert made == Draft("overdue", template, "Hi Sam Okafor.")


def test_situation_names_classes_practice_and_streak(student, teacher, classroom):
    EnrollmentFactory(student=student, classroom=ClassroomFactory(school=student.school))
    left = ClassroomFactory(school=student.school)
    EnrollmentFactory(student=student, classroom=left, ends_on=date(2020, 1, 1))
    practiced(student, days_ago=0)

    made = situation_of(student, viewer=teacher)

    today = student.school.today()
    assert made == Situation(
        classes=("Grade 5 Blue",), last_practice_on=today, days_since_practice=0, streak_days=1
    )


def test_situation_without_practice(student, teacher):
    made = situation_of(student, viewer=teacher)

    assert made == Situation(("Grade 5 Blue",), None, None, 0)


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
