from itertools import product

import pytest

from interventions import effect_words
from interventions.effect_words import (
    effect_sentence,
    effect_verdict,
    placebo_caveat,
    raw_change_sentence,
    stars_words,
)
from interventions.effects import Effect, Stars, stars


def found(effect, low, high, direction="unclear", *, n=14, untreated=8):
    return Effect("ok", n, untreated, effect, 0.02, low, high, 0.97, direction)


HIGHER = found(0.041, 0.003, 0.079, "up")
LOWER = found(-0.06, -0.113, -0.007, "down")
UNCLEAR = found(0.014, -0.026, 0.054)
FEW = Effect("insufficient", n=6, untreated=2)


@pytest.mark.parametrize(
    "effect, verdict",
    [
        (HIGHER, "about 4 points higher"),
        (LOWER, "about 6 points lower"),
        (found(0.0061, 0.002, 0.01, "up"), "about 1 point higher"),
        (found(0.004, 0.002, 0.006, "up"), "less than a point higher"),
        (UNCLEAR, "no clear difference"),
        (FEW, "not enough data (6 of 10)"),
        (Effect("insufficient", n=0, untreated=0), "not enough data (0 of 10)"),
    ],
)
def test_verdicts(effect, verdict):
    assert effect_verdict(effect) == verdict


WEEKS = "similar classmates over the same weeks"
NOT = "Not an experiment: other help may explain part of it."


@pytest.mark.parametrize(
    "effect, sentence",
    [
        (
            HIGHER,
            f" ended about 4 points higher than {WEEKS} (likely between 0 and 8; 14 students). {NOT}",
        ),
        (
            LOWER,
            f" ended about 6 points lower than {WEEKS} (likely between 1 and 11; 14 students). {NOT}",
        ),
        (
            found(0.05, -0.006, 0.106, "up"),
            f" ended about 5 points higher than {WEEKS} (likely between 1 point lower and 11 points higher; 14 students). {NOT}",
        ),
        (
            UNCLEAR,
            f": no clear difference from {WEEKS} (likely between 3 points lower and 5 points higher; 14 students).",
        ),
        (FEW, ": not enough data (6 of 10)."),
    ],
)
def test_sentences(effect, sentence):
    assert effect_sentence("small group", effect) == f"Students who got small group{sentence}"


@pytest.mark.parametrize(
    "low, high, likely",
    [
        (0.004, 0.06, "between 0 and 6 points higher"),
        (-0.06, -0.004, "between 0 and 6 points lower"),
        (-0.012, 0.008, "between 1 point lower and 1 point higher"),
        (-0.004, 0.004, "within a point either way"),
    ],
)
def test_an_unclear_range_names_its_sides(low, high, likely):
    sentence = effect_sentence("a message", found((low + high) / 2, low, high, n=1000))
    assert f"(likely {likely}; 1000 students)" in sentence


def test_a_bias_that_could_not_be_measured_is_admitted():
    assert placebo_caveat(found(0.04, 0.0, 0.08, untreated=5)) == ""
    assert placebo_caveat(found(0.04, 0.0, 0.08, untreated=3)) == (
        "3 students met the same alert and got no help; it takes 5 to see how much is only who was chosen."
        " Until then differences may be off by about 3 points more."
    )


def test_a_raw_change_stands_beside_its_counts_and_the_classmates():
    before, after = (26, 50), (38, 60)
    assert raw_change_sentence(before, after) == "Before 52% (26 of 50), after 63% (38 of 60)"
    assert raw_change_sentence(before, after, 0.046, 18).endswith(
        "; 18 classmates in the same weeks +5 points"
    )
    assert raw_change_sentence(before, after, -0.01, 1).endswith(
        "; 1 classmate in the same weeks −1 point"
    )
    assert raw_change_sentence(before, after, 0.0, 2).endswith(
        "; 2 classmates in the same weeks 0 points"
    )
    assert raw_change_sentence((0, 0), after) == "Before no answers, after 63% (38 of 60)"


def test_stars_are_shown_as_they_were_given():
    assert stars_words(stars([4, 4, 5])) == "4.3 of 5 stars (3 ratings)"
    assert stars_words(stars([3])) == "3.0 of 5 stars (1 rating)"
    assert stars_words(Stars(0, None, 3.0, in_order=False)) == "no ratings yet"


def test_nothing_is_said_to_have_been_brought_about():
    effects = [
        found(value, low, high, direction, untreated=untreated)
        for (value, direction), low, high, untreated in product(
            [(0.04, "up"), (-0.04, "down"), (0.0, "unclear")], [-0.1, 0.0], [0.0, 0.1], [0, 9]
        )
    ]
    words = [effect_words.NO_EXPERIMENT, effect_words.NO_ORDER, effect_words.FOOTER]
    words += [effect_words.RAW_CHANGE_TAG, raw_change_sentence((1, 2), (2, 2), 0.1, 5)]
    for effect in [*effects, FEW]:
        words += [effect_verdict(effect), effect_sentence("help", effect), placebo_caveat(effect)]
    for word in ("caus", "effective", "works", "because", "thanks", "impact", "proven", "led to"):
        assert [said for said in words if word in said.lower()] == []
