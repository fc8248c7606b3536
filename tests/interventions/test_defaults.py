import re

import pytest

from interventions.defaults import DEFAULT_TEMPLATES
from interventions.models import MessageTemplate
from interventions.templates_text import ALLOWED_VARIABLES, fill, template_problems

TITLES = [
    ("inactive", "Check In"),
    ("inactive", "Encouragement"),
    ("inactive", "Class Update"),
    ("struggling", "Support - Struggling with Skill"),
    ("struggling", "Meeting Offer"),
    ("struggling", "Resource Suggestion"),
    ("overdue", "Reminder"),
    ("overdue", "Check"),
    ("overdue", "Follow Up"),
    ("encouragement", "Praise"),
    ("encouragement", "Celebrate"),
    ("encouragement", "Streak"),
]

FRAGMENTS = [
    "I noticed you haven't practiced in {days} days",
    "We miss you! Can you practice today?",
    "Your class is working on {skill}",
    "I created an easier assignment to help",
    "Let's meet tomorrow to go over it",
    "Try watching the video tutorial first",
    "The assignment is due soon",
    "I see you haven't started yet",
    "This was due yesterday",
    "Great job! Keep up the excellent work!",
    "Your accuracy improved to {accuracy}%!",
    "You're on a {streak_days}-day streak!",
]

# Difficulty is normal and help is a strength: a student reads no verdict and no comparison.
UNKIND = (
    "fail",
    "failing",
    "failed",
    "at risk",
    "behind",
    "struggle",
    "struggling",
    "weak",
    "weakest",
    "poor",
    "bad",
    "worst",
    "lowest",
    "low",
    "lazy",
    "careless",
    "disappointed",
    "wrong",
    "must",
    "should",
    "unfortunately",
    "rank",
    "average",
    "others",
    "classmates",
    "smart",
    "talented",
)


def test_the_twelve_stand_in_the_order_they_are_offered():
    assert [(default.category, default.title) for default in DEFAULT_TEMPLATES] == TITLES


def test_the_categories_are_those_of_the_table_and_in_its_order():
    categories = list(dict.fromkeys(default.category for default in DEFAULT_TEMPLATES))

    assert categories == MessageTemplate.Category.values


def test_each_holds_its_words_of_the_request():
    contents = [default.content for default in DEFAULT_TEMPLATES]

    assert [
        fragment
        for fragment, content in zip(FRAGMENTS, contents, strict=True)
        if fragment not in content
    ] == []


def test_the_first_struggling_one_is_the_text_of_the_story():
    assert DEFAULT_TEMPLATES[3].content == (
        "Hi {student_name}, I see you're working hard on {skill_name}."
        " I created an easier assignment to help you build confidence."
    )


def test_keys_are_different_from_each_other():
    assert len({default.key for default in DEFAULT_TEMPLATES}) == 12


@pytest.mark.parametrize("default", DEFAULT_TEMPLATES, ids=lambda default: default.key)
def test_each_uses_only_known_variables_and_greets_by_name(default):
    assert template_problems(default.content) == []
    assert fill(default.content, dict.fromkeys(ALLOWED_VARIABLES, "x")).missing == ()
    assert "{student_name}" in default.content


@pytest.mark.parametrize("default", DEFAULT_TEMPLATES, ids=lambda default: default.key)
def test_each_is_kind(default):
    found = [
        word for word in UNKIND if re.search(rf"\b{word}\b", default.content, flags=re.IGNORECASE)
    ]

    assert found == []
