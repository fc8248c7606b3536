from collections import Counter

import pytest

from interventions.letter_defaults import DEFAULT_LETTERS
from interventions.letter_variables import GUARDIAN_NAME, LETTER_VARIABLES
from interventions.models import LetterTemplate
from interventions.templates_text import fill, template_problems, variables_of
from tests.interventions.unkind import unkind_words

EACH = pytest.mark.parametrize(
    "letter", DEFAULT_LETTERS, ids=lambda letter: f"{letter.key}-{letter.language}"
)
FIVE_MINUTES = {"en": "ive minutes", "es": "inco minutos"}
REPLY = {"en": "answer this mail", "es": "conteste este correo"}


def test_there_is_one_on_each_topic_in_each_language():
    assert Counter((letter.topic, letter.language) for letter in DEFAULT_LETTERS) == {
        (topic, language): 1 for topic in LetterTemplate.Topic.values for language in ("en", "es")
    }


@EACH
def test_each_uses_only_known_variables(letter):
    assert template_problems(letter.content, LETTER_VARIABLES) == []
    assert (
        fill(letter.content, dict.fromkeys(LETTER_VARIABLES, "x"), LETTER_VARIABLES).missing == ()
    )


@EACH
def test_each_greets_says_something_good_asks_for_five_minutes_and_one_way_to_reply(letter):
    paragraphs = letter.content.split("\n\n")

    assert f"{{{GUARDIAN_NAME}}}" in paragraphs[0]
    assert "{good_news}" in paragraphs[1]
    assert letter.content.count(FIVE_MINUTES[letter.language]) == 1
    assert letter.content.count(REPLY[letter.language]) == 1
    assert paragraphs[-1] == "{teacher_name}\n{class_name}"


@EACH
def test_each_names_one_thing_to_work_on(letter):
    named = {"skill_name", "assignment_title"} & set(variables_of(letter.content))

    assert len(named) == 1


@EACH
def test_each_is_kind_and_compares_with_nobody(letter):
    assert unkind_words(letter.content) == []


@EACH
def test_each_is_short_enough_to_be_read(letter):
    assert len(letter.content.split()) < 130
