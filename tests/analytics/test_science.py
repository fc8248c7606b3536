"""The table of `manage.py science`: its lines, its verdicts and what a miss does."""

from random import Random

import pytest
from django.core.management import CommandError, call_command

from alpha.management.commands import science
from analytics.simulation import classes, goals, practice
from analytics.simulation.classes import Practiced
from analytics.simulation.figures import (
    FULL,
    QUICK,
    Figure,
    Size,
    figures,
    heading,
    missed,
    row,
)

TINY = Size(students=30, classes=12, goals=20, watched=2)


@pytest.mark.parametrize(
    "figure, verdict, target",
    [
        (Figure("x", 0.05, at_most=0.05), "ok", "at most 5%"),
        (Figure("x", 0.0501, at_most=0.05), "miss", "at most 5%"),
        (Figure("x", 0.40, at_least=0.40), "ok", "at least 40%"),
        (Figure("x", 0.399, at_least=0.40), "miss", "at least 40%"),
        (Figure("x", 0.985, 0.90, 0.985), "ok", "90 to 98.5%"),
        (Figure("x", 0.99, 0.90, 0.985), "miss", "90 to 98.5%"),
        (Figure("x", 0.89, 0.90, 0.985), "miss", "90 to 98.5%"),
        (Figure("x", 0.09, at_most=0.085, unit="points"), "miss", "at most 8.5 points"),
        (Figure("x", -0.01, -0.01, 0.01, unit="points"), "ok", "-1 to 1 points"),
        (Figure("x", -0.011, -0.01, 0.01, unit="points"), "miss", "-1 to 1 points"),
        (Figure("x", 0.75), "info", ""),
        (Figure("x", 2.4, at_most=2.4, unit="a week"), "ok", "at most 2.4 a week"),
        (Figure("x", 33, at_most=32, unit="days"), "miss", "at most 32 days"),
    ],
)
def test_a_figure_is_held_against_its_target(figure, verdict, target):
    assert (figure.verdict, figure.target) == (verdict, target)
    assert missed([figure]) == ([figure] if verdict == "miss" else [])


def test_the_lines_of_the_table():
    lines = [
        heading(),
        row(Figure("Students called changing", 0.0387, at_most=0.05)),
        row(Figure("Error", 0.0731, at_most=0.085, unit="points")),
        row(Figure("Time", 0.0312, unit="s")),
        row(Figure("Load", 2.27, at_most=2.4, unit="a week")),
    ]
    assert [line.split() for line in lines] == [
        ["Figure", "measured", "target"],
        ["Students", "called", "changing", "3.9%", "at", "most", "5%", "ok"],
        ["Error", "7.3", "points", "at", "most", "8.5", "points", "ok"],
        ["Time", "0.03", "s", "info"],
        ["Load", "2.27", "a", "week", "at", "most", "2.4", "a", "week", "ok"],
    ]


@pytest.fixture(scope="module")
def tiny():
    return list(figures(TINY))


def test_every_kind_of_figure_is_measured(tiny):
    names = [figure.name for figure in tiny]
    assert len(set(names)) == len(names)
    for start in (
        "Steady students",
        "Changes found",
        "Intervals",
        "Steady classes",
        "Accuracy intervals",
        "Struggling",
        "Truly lowest",
        "Goal",
        "Alerts",
        "Time",
    ):
        assert any(name.startswith(start) for name in names), start
    assert all(figure.measured >= 0 for figure in tiny)


def test_the_same_seeds_give_the_same_figures(tiny):
    measured = [figure for figure in tiny if figure.unit != "s"]
    assert [figure for figure in figures(TINY) if figure.unit != "s"] == measured


def test_the_columns_stand_below_each_other(tiny):
    ends = {len(row(figure)) - len(figure.verdict) for figure in tiny}
    assert len(ends) == 1
    assert max(map(len, map(row, tiny))) <= 110


def test_the_command_prints_every_line_without_a_database(monkeypatch, capsys):
    sizes = []
    found = [Figure("Good", 0.04, at_most=0.05), Figure("For your information", 0.75)]
    help_given = [Figure("Effects", 0.01, -0.01, 0.01, unit="points")]
    monkeypatch.setattr(science.students, "figures", lambda size: sizes.append(size) or found)
    monkeypatch.setattr(science.effects, "figures", lambda size: sizes.append(size) or help_given)
    call_command("science")
    call_command("science", full=True)
    assert capsys.readouterr().out.splitlines() == [heading(), *map(row, found + help_given)] * 2
    assert sizes == [QUICK, science.effects.QUICK, FULL, science.effects.FULL]


def test_a_missed_target_fails_and_is_named(monkeypatch, capsys):
    found = [Figure("Good", 0.04, at_most=0.05), Figure("Bad", 0.06, at_most=0.05)]
    help_given = [Figure("Effects", 0.011, -0.01, 0.01, unit="points")]
    monkeypatch.setattr(science.students, "figures", lambda _size: found)
    monkeypatch.setattr(science.effects, "figures", lambda _size: help_given)
    with pytest.raises(CommandError, match=r"^Targets missed: 2 of 3 \(Bad; Effects\)\.$"):
        call_command("science")
    # A CommandError leaves with 1; the table is there all the same.
    assert CommandError("").returncode == 1
    assert row(found[1]) in capsys.readouterr().out


def test_classes_are_drawn_as_described():
    students = [student for drawn in classes.draw_classes(1, 80) for student in drawn]
    assert len(students) == 80 * 25
    answered = sorted(student.answered for student in students)
    assert answered[0] >= 2
    assert answered[-1] <= 400
    assert 35 <= answered[1000] <= 45
    levels = [student.level for student in students]
    assert sum(levels) / len(levels) == pytest.approx(0.72, abs=0.01)
    assert all(0 <= s.correct <= s.answered and s.days >= 1 for s in students)


# True 50, 60, 80 and 90 %; seen 45, 72.5, 65 and 90 %, 40 answers each on four days.
FOUR = [
    Practiced(0.5, 18, 40, 4),
    Practiced(0.6, 29, 40, 4),
    Practiced(0.8, 26, 40, 4),
    Practiced(0.9, 36, 40, 4),
]


def test_flags_are_counted_by_the_truth():
    # 18 of 40 is sure; 26 of 40 is only watched; 29 of 40 looks well.
    sure = classes.struggling_flags([FOUR])
    assert (sure.precision, sure.recall_far_below, sure.flagged) == (1.0, 1.0, 0.25)
    bare = classes.below_seventy_flags([FOUR])
    assert (bare.precision, bare.recall_far_below, bare.flagged) == (0.5, 1.0, 0.5)


def test_errors_ranks_and_coverage_by_hand():
    # Off by 5, 12.5, 15 and 0 points.
    mean_square = (0.05**2 + 0.125**2 + 0.15**2) / 4
    assert classes.error_of([FOUR], classes.raw) == pytest.approx(mean_square**0.5)
    # The lowest three seen are those of 45, 65 and 72.5 %: the truly lowest ones too.
    assert classes.lowest_found([FOUR], classes.raw) == 1.0
    turned = [Practiced(0.95, 10, 40, 4), *FOUR]
    assert classes.lowest_found([turned], classes.raw) == pytest.approx(2 / 3)
    # (26 of 40, n_eff 29.4: 47 to 79 %) misses .8, the other three intervals hold.
    assert classes.interval_coverage([FOUR]) == 0.75


def test_a_falling_class_is_found_more_often_than_a_steady_one():
    fall = practice.linear(0.0, -0.15)
    falling = classes.class_trends(1, 20, change=fall)
    assert practice.share(falling, "declining") > 0.5
    assert practice.share(classes.class_trends(1, 20), "declining") < 0.2


def test_a_day_that_everybody_shares_moves_a_steady_class():
    found = [
        practice.share(classes.class_trends(1, 300, shared_rho=rho), "declining", "improving")
        for rho in (0.0, 0.2)
    ]
    assert found[0] < found[1]


def test_students_who_fall_are_told_to_change_and_those_on_track_mostly_not():
    told = [goals.told_to_change(goals.by_probability, growth, 1, 60) for growth in (1.0, -1.0)]
    assert told[0] < 0.3
    assert told[1] > 0.9


def test_days_of_one_student_resemble_each_other_as_much_as_rho_says():
    rng = Random(1)
    chances = [practice.day_chance(rng, 0.7, 0.05) for _ in range(20_000)]
    variance = sum((chance - 0.7) ** 2 for chance in chances) / len(chances)
    assert variance == pytest.approx(0.05 * 0.21, rel=0.05)
    assert practice.day_chance(rng, 0.7, 0) == 0.7
