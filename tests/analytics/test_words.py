import pytest

from analytics import words
from analytics.trends import classify_trend
from tests.analytics.test_trends import FALLING_MONTH, STEADY_MONTH, TODAY, daily, twenties


@pytest.mark.parametrize(
    "share,said",
    [
        (0.55, "55%"),
        (0, "0%"),
        (1, "100%"),
        (0.545, "55%"),
        (0.145, "15%"),
        (2 / 3, "67%"),
        (None, "–"),
    ],
)
def test_percent_rounds_half_up_and_has_no_zero_for_nothing(share, said):
    assert words.percent(share) == said


@pytest.mark.parametrize(
    "counts,said",
    [((99, 180), "55% (99 of 180)"), ((0, 4), "0% (0 of 4)"), ((0, 0), "No answers")],
)
def test_accuracy_is_said_with_its_n(counts, said):
    assert words.accuracy_with_n(*counts) == said


@pytest.mark.parametrize(
    "number,said",
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (33, "33rd"),
        (100, "100th"),
        (111, "111th"),
    ],
)
def test_ordinal(number, said):
    assert words.ordinal(number) == said


@pytest.mark.parametrize(
    "seconds,said",
    [
        (0, "0 minutes"),
        (20, "less than a minute"),
        (60, "1 minute"),
        (2700, "45 minutes"),
        (3569, "59 minutes"),
        (3570, "1 hour"),
        (3600, "1 hour"),
        (5400, "1.5 hours"),
        (16_200, "4.5 hours"),
        (36_000, "10 hours"),
    ],
)
def test_duration_is_hours_or_minutes_under_one_hour(seconds, said):
    assert words.duration(seconds) == said


@pytest.mark.parametrize(
    "arguments,said",
    [
        ({"rank": 3, "of": 3}, "3rd of 3 (lowest in class)"),
        ({"rank": 1, "of": 3}, "1st of 3"),
        ({"rank": 2, "of": 25, "tied": True}, "2nd of 25, tied"),
        ({"rank": 1, "of": 2, "tied": True}, "1st of 2, tied"),
        ({"rank": 8, "of": 25, "likely": (4, 13)}, "8th of 25 (likely 4th to 13th)"),
        (
            {"rank": 25, "of": 25, "likely": (20, 25)},
            "25th of 25 (lowest in class; likely 20th to 25th)",
        ),
        ({"rank": None, "of": 1}, "Nobody else practiced in this period"),
        ({"rank": None, "of": 0}, "No practice in this period"),
    ],
)
def test_position(arguments, said):
    assert words.position(arguments.pop("rank"), arguments.pop("of"), **arguments) == said


@pytest.mark.parametrize(
    "value,said",
    [
        (33, "33rd (bottom third)"),
        (34, "34th (middle third)"),
        (67, "67th (middle third)"),
        (68, "68th (top third)"),
        (100, "100th (top third)"),
        (None, ""),
    ],
)
def test_percentile(value, said):
    assert words.percentile(value) == said


@pytest.mark.parametrize(
    "share,said",
    [
        (-0.15, "15 points below the class average"),
        (0.01, "1 point above the class average"),
        (0.004, "at the class average"),
        (None, ""),
    ],
)
def test_difference(share, said):
    assert words.difference(share) == said


@pytest.mark.parametrize(
    "days,said",
    [
        ((5, 2), "practiced 5 days this week (up from 2)"),
        ((1, 4), "practiced 1 day this week (down from 4)"),
        ((2, 2), "practiced 2 days this week (as in the week before)"),
        ((0, 0), "practiced 0 days this week (as in the week before)"),
    ],
)
def test_practiced_this_week(days, said):
    assert words.practiced_this_week(*days) == said


@pytest.mark.parametrize(
    "direction,watch,said",
    [
        ("improving", False, "Improving"),
        ("stable", False, "Stable"),
        ("stable", True, "Possibly declining"),
        ("declining", False, "Declining"),
        ("not_enough_data", False, "Not enough data"),
    ],
)
def test_trend_word(direction, watch, said):
    assert words.trend_word(direction, watch=watch) == said


def said_of(days):
    trend = classify_trend(days, TODAY)
    recent = sorted(day for day in days if day[0] > TODAY - 30)
    ends = [(correct, answered) for _, answered, correct in (recent[0], recent[-1])]
    return words.trend_sentence(trend, *ends)


def test_the_story_is_said_with_its_ends_and_its_likely_range():
    assert said_of(daily(STEADY_MONTH + FALLING_MONTH)) == (
        "from 70% (14 of 20) to 50% (10 of 20); about 27 points below the month before "
        "(likely 13 to 40)"
    )


def test_a_rise_is_said_as_one():
    before = twenties([TODAY - ago for ago in (55, 50, 45, 40, 35)], [10] * 5)
    rise = twenties([TODAY - ago for ago in range(24, -1, -3)], range(11, 20))

    assert said_of(before + rise) == (
        "from 55% (11 of 20) to 95% (19 of 20); about 45 points above the month before "
        "(likely 29 to 60)"
    )


def test_without_a_month_before_the_change_is_one_within_the_window():
    fall = twenties([TODAY - ago for ago in range(24, -1, -3)], range(19, 10, -1))

    assert "points below the start of these 30 days (likely " in said_of(fall)


def test_no_clear_change_names_no_points():
    assert said_of(daily(FALLING_MONTH)) == "No clear change"


def test_a_possible_decline_says_that_it_may_be_chance():
    before = twenties([TODAY - ago for ago in range(58, 30, -3)], [14] * 10)
    dip = twenties([TODAY - ago for ago in (20, 12, 4)], [13, 12, 11])
    assert classify_trend(before + dip, TODAY).watch

    assert said_of(before + dip) == (
        "from 65% (13 of 20) to 55% (11 of 20); about 17 points below the month before, "
        "which may be chance"
    )


def test_too_little_practice_says_what_is_there_and_what_is_needed():
    assert said_of(twenties([TODAY - 2, TODAY - 1, TODAY], [10, 10, 10])) == (
        "Not enough data: 3 active days; a trend needs 5 active days and 40 answers within "
        "30 days, spread over more than 10 days"
    )


def test_no_practice_at_all_says_so_too():
    assert words.trend_sentence(classify_trend([], TODAY), None, None) == (
        "Not enough data: 0 active days; a trend needs 5 active days and 40 answers within "
        "30 days, spread over more than 10 days"
    )


def test_a_percentile_may_carry_its_likely_range():
    assert words.percentile(72, likely=(50, 90)) == "72nd (top third; likely 50th to 90th)"
    assert words.percentile(None, likely=(50, 90)) == ""


@pytest.mark.parametrize(
    "days,said", [(None, ""), (0, "late by hours"), (1, "1 day late"), (2, "2 days late")]
)
def test_lateness_is_told_in_days(days, said):
    assert words.lateness(days) == said
