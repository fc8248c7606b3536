from dataclasses import replace

import pytest

from interventions.effects import Effect
from interventions.figure_words import Results, Use, figures_in_words

USE = Use(
    teachers=5,
    weeks=4,
    viewing=17,
    given=52,
    messages=30,
    templated=24,
    alerts=40,
    answered=30,
)
RAISED = Effect("ok", 24, 6, 0.04, 0.015, 0.01, 0.07, 0.99, "up")
RESULTS = Results(20, 13, 9, 4, RAISED, 0.08)
NOTHING = Results(0, 0, 0, 0, Effect("insufficient", 0, 0), None)


def told(use=USE, results=RESULTS):
    figures = {figure.name: figure for figure in figures_in_words(use, results)}
    return {name: (one.value, one.counted, one.standing) for name, one in figures.items()}


def figure(name, use=USE, results=RESULTS):
    return next(one for one in figures_in_words(use, results) if one.name == name)


def test_each_figure_stands_beside_its_target():
    # 17 of 20 teacher-weeks; 52 ÷ 20; 30 of 40; 24 of 30; 24 · 5 minutes are 2 hours, ÷ 20.
    assert told() == {
        "Teachers who look at reports every week": (
            "85%",
            "17 of 20 teacher-weeks (5 teachers × 4 weeks)",
            "reached",
        ),
        "Interventions a teacher and week": (
            "2.6",
            "52 interventions in 20 teacher-weeks (5 teachers × 4 weeks)",
            "below",
        ),
        "Alerts answered within 24 hours": ("75%", "30 of 40 alerts", "below"),
        "Messages from templates": ("80%", "24 of 30 messages", "reached"),
        "Time saved by templates": (
            "6 minutes a teacher and week",
            "24 messages from templates × 5 minutes",
            "below",
        ),
        "Struggling students who improved": ("65%", "13 of 20 students", "reached"),
        # .04 ÷ .08.
        "Progress of helped students against similar others": (
            "50% faster",
            (
                "Students who got any help ended about 4 points higher than similar classmates over"
                " the same weeks (likely between 1 and 7; 24 students). Not an experiment: other"
                " help may explain part of it."
            ),
            "reached",
        ),
    }


def test_targets_are_those_that_were_set():
    targets = [one.target for one in figures_in_words(USE, RESULTS)]

    assert targets == ["80%", "5", "85%", "70%", "3 hours", "60%", "35% faster"]


def test_what_cannot_be_known_has_no_value_and_no_standing():
    nothing = Use(0, 0, 0, 0, 0, 0, 0, 0)

    assert {(value, standing) for value, _, standing in told(nothing, NOTHING).values()} == {
        ("", "unknown")
    }


def test_nobody_looking_is_a_number_and_not_missing_data():
    quiet = replace(USE, viewing=0, given=0)

    assert figure("Teachers who look at reports every week", quiet).value == "0%"
    assert figure("Interventions a teacher and week", quiet).value == "0"


def test_time_saved_is_marked_as_an_estimate():
    saved = figure("Time saved by templates", replace(USE, templated=720))

    # 720 · 5 minutes are 60 hours of 20 teacher-weeks.
    assert (saved.value, saved.standing) == ("3 hours a teacher and week", "reached")
    assert saved.is_estimate
    assert [one.is_estimate for one in figures_in_words(USE, RESULTS)].count(True) == 1


def test_improvement_stands_beside_that_of_students_without_help():
    improved = figure("Struggling students who improved")

    assert improved.note == "Of those who met the same alerts and got no help: 44% (4 of 9)."
    thin = figure("Struggling students who improved", results=replace(RESULTS, struggling=6))
    assert (thin.value, thin.counted) == ("", "not enough data (6 of 10 students)")


@pytest.mark.parametrize(
    "effect, expected, value, standing, note",
    [
        (
            replace(RAISED, direction="unclear"),
            0.08,
            "No clear difference",
            "unknown",
            (
                "Classmates in their place would have gained 8 points. While no difference is"
                " clear, it is not set against that gain."
            ),
        ),
        (
            RAISED,
            0.004,
            "About 4 points higher",
            "unknown",
            (
                "Classmates in their place would have gained 0 points. That is too little to set"
                " a difference against."
            ),
        ),
        (
            Effect("ok", 24, 6, -0.02, 0.005, -0.03, -0.01, 0.01, "down"),
            0.04,
            "50% slower",
            "below",
            "Classmates in their place would have gained 4 points.",
        ),
    ],
)
def test_faster_is_said_only_of_a_clear_difference_and_a_gain(
    effect, expected, value, standing, note
):
    found = figure(
        "Progress of helped students against similar others",
        results=replace(RESULTS, effect=effect, expected=expected),
    )

    assert (found.value, found.standing, found.note) == (value, standing, note)


def test_no_definition_says_that_help_caused_anything():
    for one in figures_in_words(USE, RESULTS):
        assert "caus" not in f"{one.definition} {one.note} {one.counted}".lower()
