from dataclasses import replace
from itertools import product

import pytest

from interventions.family_words import (
    PHRASES,
    FamilySummary,
    GoodNews,
    good_news_text,
    listed,
    put,
    summary_text,
)
from tests.interventions.unkind import unkind_words

SUMMARY = FamilySummary(
    days=30,
    correct=99,
    answered=180,
    active_days=9,
    direction="declining",
    good_news=GoodNews("skill", "Division", 22, 24),
    work_on=("Fractions", "Decimals", "Ratios"),
)
KINDS = ("skill", "mastered", "improving", "regular", "practiced", "member")
DIRECTIONS = ("improving", "stable", "declining", "not_enough_data")


def test_summary_in_english():
    assert summary_text(SUMMARY, "Sam", "en") == (
        "The last 30 days in short:\n"
        "- Sam answered 180 questions on 9 days; 99 answers were right (55%).\n"
        "- Compared with the month before: fewer answers are right; that is nothing unusual,"
        " and practice helps.\n"
        "- Going well: Division (22 of 24 right).\n"
        "- Good to practice: Fractions, Decimals and Ratios."
    )


def test_summary_in_spanish():
    assert summary_text(SUMMARY, "Sam", "es") == (
        "Los últimos 30 días en breve:\n"
        "- Sam respondió 180 preguntas en 9 días; 99 respuestas fueron correctas (55 %).\n"
        "- En comparación con el mes anterior: hay menos respuestas correctas; no es nada raro,"
        " y practicar ayuda.\n"
        "- Lo que va bien: Division (22 de 24 correctas).\n"
        "- Conviene practicar: Fractions, Decimals y Ratios."
    )


def test_one_is_said_in_the_singular():
    one = replace(SUMMARY, correct=1, answered=1, active_days=1, direction="not_enough_data")

    assert summary_text(one, "Sam", "en").splitlines()[1] == (
        "- Sam answered 1 question on 1 day; 1 answer was right (100%)."
    )
    assert summary_text(one, "Sam", "es").splitlines()[1] == (
        "- Sam respondió 1 pregunta en 1 día; 1 respuesta fue correcta (100 %)."
    )


def test_no_practice_is_no_number():
    none = FamilySummary(30, 0, 0, 0, "stable", GoodNews("member"), ())

    assert summary_text(none, "Sam", "en") == (
        "The last 30 days in short:\n- There was no practice in the last 30 days yet."
    )
    assert "%" not in summary_text(none, "Sam", "es")


@pytest.mark.parametrize("correct, percent", [(1, "13%"), (3, "38%"), (8, "100%"), (0, "0%")])
def test_half_a_percent_goes_up(correct, percent):
    assert f"({percent})" in summary_text(
        replace(SUMMARY, correct=correct, answered=8), "Sam", "en"
    )


def test_little_data_has_no_direction():
    text = summary_text(replace(SUMMARY, direction="not_enough_data"), "Sam", "en")

    assert "month before" not in text


def test_language_without_words_of_ours_gets_english():
    assert summary_text(SUMMARY, "Sam", "so") == summary_text(SUMMARY, "Sam", "en")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", PHRASES)
def test_every_kind_of_good_news_is_a_sentence(kind, language):
    text = good_news_text(GoodNews(kind, "Division", 22, 24, 9), "Sam", language)

    assert "Sam" in text
    assert text.endswith(".")
    assert "{" not in text


@pytest.mark.parametrize("language", PHRASES)
def test_nothing_that_can_be_said_compares_predicts_or_judges(language):
    for kind, direction, answered in product(KINDS, DIRECTIONS, (0, 180)):
        news = GoodNews(kind, "Division", 22, 24, 9)
        summary = replace(SUMMARY, direction=direction, answered=answered, good_news=news)
        text = f"{summary_text(summary, 'Sam', language)}\n{good_news_text(news, 'Sam', language)}"

        assert unkind_words(text) == []


def test_languages_have_the_same_places_for_values():
    english = PHRASES["en"]
    for phrases in PHRASES.values():
        assert set(phrases.directions) == set(english.directions)
        assert set(phrases.good) == set(english.good)


def test_braces_in_a_value_stay_braces():
    assert put("Hello {name}, {skill}", name="{skill}", skill="{name}") == "Hello {skill}, {name}"


@pytest.mark.parametrize(
    "words, said", [(("A",), "A"), (("A", "B"), "A and B"), (("A", "B", "C"), "A, B and C")]
)
def test_words_are_listed_as_one_speaks(words, said):
    assert listed(words, "and") == said
