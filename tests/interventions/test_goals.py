"""The aim line of a goal, counted by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from analytics.metrics.activity import DayTotals
from interventions.baseline import Tally
from interventions.charts import change_chart
from interventions.goals import by_weeks, chance, goal_of
from interventions.measured_change import MeasuredChange
from tests.factories import InterventionFactory, SchoolFactory, StudentFactory

ON = date(2026, 10, 1)
GOAL_ON = ON + timedelta(days=84)
HALF = Tally(30, 60, 6)


def day(after, correct, answered):
    return DayTotals(ON + timedelta(days=after), answered, correct, seconds=60)


def measured(days=(), before=HALF, **fields):
    return MeasuredChange(
        ON,
        ON + timedelta(days=70),
        before,
        Tally(0, 0, 0),
        days=tuple(days),
        **fields,
    )


def row(percent=80, goal_on=GOAL_ON, **fields):
    student = StudentFactory.build(school=SchoolFactory.build(), user=None)
    return InterventionFactory.build(
        student=student,
        teacher=None,
        message=None,
        goal_percent=percent,
        goal_on=goal_on,
        **fields,
    )


def weeks(*corrects):
    return [day(7 * number + 1, correct, 20) for number, correct in enumerate(corrects)]


def test_week_1_is_the_seven_dates_after_it_began():
    days = [day(0, 9, 9), day(1, 1, 2), day(7, 2, 3), day(8, 4, 5), day(15, 1, 1)]

    until = ON + timedelta(days=14)
    assert by_weeks(days, ON, until) == [(1, 3, 5), (2, 4, 5)]


@pytest.mark.parametrize(
    "corrects, status, verdict, advice",
    [
        # The worked example of the aim line's own tests: 50 % to 80 % in twelve weeks.
        (
            (10, 10, 10, 10, 10, 10),
            "keep",
            "Around the line",
            "Keep going. That the level has reached the line is unlikely (about 10 in 100).",
        ),
        (
            (10, 10, 10, 10, 10, 9),
            "change",
            "Below the line",
            "Try something else. That the level has reached the line is very unlikely (about 7 in 100).",
        ),
        (
            (11, 13, 14, 16, 17, 19),
            "raise",
            "Above the line",
            "The goal can be raised. That the level has reached the line is very likely (more than 99 in 100).",
        ),
        (
            (10, 10, 10),
            "wait",
            "Too early to say",
            "3 of 6 weeks with practice so far.",
        ),
    ],
)
def test_the_line_says_what_it_suggests_with_its_probability(corrects, status, verdict, advice):
    goal = goal_of(row(), measured(weeks(*corrects)))

    assert (goal.weeks, goal.baseline) == (12, 0.5)
    assert (goal.status, goal.verdict, goal.advice) == (status, verdict, advice)


def test_the_rule_teachers_know_stands_beside_it():
    below = goal_of(row(), measured(weeks(10, 10, 10, 10)))

    assert below.four_points == "The last four weeks all lie below the line."
    assert goal_of(row(), measured(weeks(10, 10, 10))).four_points == ""


def test_without_a_goal_there_is_none():
    assert goal_of(row(percent=None, goal_on=None), measured()) is None


def test_a_thin_baseline_carries_no_line():
    goal = goal_of(row(), measured(weeks(*[10] * 8), before=Tally(9, 12, 2)))

    assert (goal.baseline, goal.status, goal.verdict) == (None, None, "No line yet")
    assert goal.advice == "A line needs 20 answers from before it began; there are 12."
    assert goal.aim_on(GOAL_ON) is None


@time_machine.travel(datetime(2026, 12, 10, 17, tzinfo=UTC), tick=False)
def test_weeks_after_it_was_resolved_do_not_count():
    resolved_at = datetime(2026, 10, 20, 17, tzinfo=UTC)
    closed = row(is_resolved=True, resolved_at=resolved_at)

    goal = goal_of(closed, measured(weeks(10, 10, 10, 10, 10, 10)))

    # October 2, 9 and 16.
    assert goal.outlook.weeks_seen == 3


def test_the_chart_runs_from_before_it_to_the_goal_with_gaps_as_gaps():
    change = measured([day(-20, 3, 4), day(1, 1, 2)])
    goal = goal_of(row(), change)

    chart = change_chart(change, goal)

    assert (chart["labels"][0], chart["labels"][-1]) == ("2026-08-19", GOAL_ON.isoformat())
    at = chart["labels"].index("2026-10-02")
    assert (chart["values"][at], chart["counts"][at]) == (50.0, 2)
    assert (chart["values"][at + 1], chart["counts"][at + 1]) == (None, None)
    aims = dict(zip(chart["labels"], chart["aim"], strict=True))
    # Half-way through the twelve weeks half of the 30 points.
    assert (aims["2026-09-30"], aims["2026-10-01"], aims["2026-11-12"]) == (None, 50.0, 65.0)
    assert aims[GOAL_ON.isoformat()] == 80.0


def test_a_chart_without_a_goal_ends_today_or_two_weeks_after_it_was_resolved():
    change = measured()

    assert change_chart(change)["labels"][-1] == change.today.isoformat()
    assert "aim" not in change_chart(change)
    resolved_on = ON + timedelta(days=30)
    assert change_chart(change, None, resolved_on)["labels"][-1] == "2026-11-14"


@pytest.mark.parametrize(
    "probability, words",
    [
        (0.004, "very unlikely (less than 1 in 100)"),
        (0.10, "very unlikely (about 10 in 100)"),
        (0.25, "unlikely (about 25 in 100)"),
        (0.5, "about as likely as not (about 50 in 100)"),
        (0.8, "likely (about 80 in 100)"),
        (0.96, "very likely (about 96 in 100)"),
        (0.999, "very likely (more than 99 in 100)"),
    ],
)
def test_probabilities_in_words(probability, words):
    assert chance(probability) == words
