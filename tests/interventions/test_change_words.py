from datetime import date, timedelta

import pytest

from interventions.baseline import Tally
from interventions.change_words import (
    NOTHING_KEPT,
    change_sentence,
    classmates_words,
    kept_words,
    points,
    work_words,
)
from interventions.measured_change import (
    Classmate,
    Classmates,
    MeasuredChange,
    WorkDone,
    gain_check,
)

ON = date(2026, 10, 1)
BEFORE, SINCE = Tally(13, 25, 3), Tally(19, 30, 4)
THREE = Classmates(1, tuple(Classmate(key, (10, 20), (11, 20)) for key in range(3)))


def measured(before, since, *, days=40, classmates=THREE):
    return MeasuredChange(ON, ON + timedelta(days=days), before, since, classmates)


@pytest.mark.parametrize(
    "change, sentence",
    [
        (
            measured(BEFORE, SINCE),
            "Before 52% (13 of 25), after 63% (19 of 30); 3 classmates in the same weeks +5 points.",
        ),
        (
            measured(BEFORE, SINCE, classmates=Classmates()),
            "Before 52% (13 of 25), after 63% (19 of 30).",
        ),
        (measured(BEFORE, Tally(8, 12, 1), days=9), "Needs more practice: 12 of 20 answers."),
        (
            measured(BEFORE, Tally(8, 12, 1)),
            "Too little practice in the four weeks after it: 12 of 20 answers.",
        ),
        (
            measured(Tally(8, 12, 1), SINCE),
            "Too little practice before it to compare with: 12 of 20 answers.",
        ),
        (measured(None, SINCE), NOTHING_KEPT),
    ],
)
def test_a_change_is_told_with_its_n_or_what_is_missing(change, sentence):
    assert change_sentence(change) == sentence


def test_classmates_are_counted_also_where_they_are_too_few():
    assert classmates_words(THREE) == "3 students not helped then"
    few = Classmates(1, THREE.rows[:2])
    assert classmates_words(few) == "2 of the 3 it takes to compare"


@pytest.mark.parametrize(
    "share, words",
    [
        (0.113, "+11 points"),
        (0.01, "+1 point"),
        (0.004, "0 points"),
        (-0.055, "−6 points"),
        (None, "not known"),
    ],
)
def test_points_have_their_sign(share, words):
    assert points(share) == words


@pytest.mark.parametrize(
    "work, words",
    [
        (WorkDone(11, 15, 15), "All 15 questions answered, 11 right (73%)."),
        (WorkDone(10, 12, 15), "12 of 15 questions answered, 10 right (83%)."),
        (
            WorkDone(2, 3, 8),
            "3 of 8 questions answered, 2 right (67%). The plan has not been tried in full yet.",
        ),
        (
            WorkDone(0, 0, 15),
            "None of the 15 questions is answered yet, so the plan has not been tried.",
        ),
    ],
)
def test_the_work_itself_is_told(work, words):
    assert work_words(work) == words


@pytest.mark.parametrize(
    "before, by_then, later, words",
    [
        (
            BEFORE,
            SINCE,
            Tally(32, 50, 5),
            (
                "The gain held: 64%, 32 of 50."
                " When it was resolved 63% (19 of 30), before it began 52% (13 of 25)."
            ),
        ),
        (
            BEFORE,
            SINCE,
            Tally(26, 50, 5),
            (
                "The gain did not hold: 52%, 26 of 50."
                " When it was resolved 63% (19 of 30), before it began 52% (13 of 25)."
            ),
        ),
        (
            BEFORE,
            Tally(0, 0, 0),
            Tally(32, 50, 5),
            "No gain was measured that could have held. Two weeks later: 64%, 32 of 50.",
        ),
        (
            BEFORE,
            SINCE,
            Tally(5, 12, 1),
            "Too little practice in the two weeks after it was resolved to see whether it lasts: 12 of 20 answers.",
        ),
    ],
)
def test_two_weeks_later_the_gain_is_told(before, by_then, later, words):
    assert kept_words(gain_check(before, by_then, later)) == words
