"""What the class report says in words."""

from datetime import date

import pytest

from analytics import words
from analytics.trends import classify_trend
from tests.analytics.test_trends import FALLING_MONTH, STEADY_MONTH, TODAY, daily

RANGES = words.band_ranges(excellent=0.9, good=0.8, fair=0.7, minimum=20)


def counted(excellent=0, good=0, fair=0, needs_improvement=0, not_enough_data=0):
    return {
        "excellent": excellent,
        "good": good,
        "fair": fair,
        "needs_improvement": needs_improvement,
        "not_enough_data": not_enough_data,
    }


@pytest.mark.parametrize("share,said", [(0.7, "70%"), (0.855, "85.5%"), (0.8333, "83.3%")])
def test_a_threshold_that_is_no_whole_percent_keeps_a_digit(share, said):
    assert words.threshold(share) == said


@pytest.mark.parametrize(
    "counts,said",
    [
        ((62, 103, 7), "62 of 103 right (60%) on 7 days"),
        ((0, 1, 1), "0 of 1 right (0%) on 1 day"),
        ((0, 0, 0), "No answers"),
    ],
)
def test_practice_is_said_with_its_answers_and_days(counts, said):
    assert words.right_on_days(*counts) == said


def test_only_what_is_sure_is_called_so():
    assert words.below((62, 103), 7, 0.7, surely=True) == (
        "62 of 103 right (60%) on 7 days: surely below 70%"
    )
    assert words.below((12, 20), 1, 0.7, surely=False) == (
        "12 of 20 right (60%) on 1 day: below 70%, which may be chance"
    )


def test_what_rounds_to_the_line_is_just_under_it():
    # 69.9 %
    assert words.below((195, 279), 17, 0.7, surely=False) == (
        "195 of 279 right (just under 70%) on 17 days: below 70%, which may be chance"
    )


def test_a_change_is_said_with_the_answers_it_rests_on():
    trend = classify_trend(daily(STEADY_MONTH + FALLING_MONTH), TODAY)

    # Ten days of twenty answers in the month before, nine in this one.
    assert words.change_with_n(trend) == (
        "about 27 points below the month before (likely 13 to 40), from 380 answers on 19 days"
    )


def test_no_change_is_no_words():
    assert words.change(classify_trend([], TODAY)) == ""


def test_bands_are_named_by_the_thresholds_of_the_school():
    assert RANGES == {
        "excellent": "90% or more",
        "good": "80% to below 90%",
        "fair": "70% to below 80%",
        "needs_improvement": "below 70%",
        "not_enough_data": "fewer than 20 answers",
    }
    assert words.band_ranges(excellent=0.95, good=0.8, fair=0.625, minimum=1) | {
        "needs_improvement": "below 62.5%",
        "not_enough_data": "fewer than 1 answer",
    } == words.band_ranges(excellent=0.95, good=0.8, fair=0.625, minimum=1)


@pytest.mark.parametrize(
    "counts,said",
    [
        (
            counted(2, 3, 2, 1, 4),
            "Of 12 students: 5 good or excellent, 2 fair, 1 below 70%, 4 with fewer than 20 answers",
        ),
        (counted(1), "Of 1 student: 1 good or excellent, 0 fair, 0 below 70%"),
        (
            counted(not_enough_data=3),
            "Nobody is in a band yet: 3 with fewer than 20 answers",
        ),
    ],
)
def test_the_distribution_in_a_sentence(counts, said):
    assert words.distribution(counts, RANGES) == said


@pytest.mark.parametrize(
    "numbers,said",
    [
        (
            (18, 25, 30, 0.716),
            "18 of 25 students practiced in these 30 days; the class average is 72%",
        ),
        ((0, 1, 1, None), "0 of 1 student practiced today"),
    ],
)
def test_the_summary_says_who_practiced(numbers, said):
    assert words.class_practice(*numbers) == said


@pytest.mark.parametrize(
    "numbers,said",
    [
        ((3, 2, 20), "3 students of the 20 with enough answers may need help, 2 more to watch"),
        ((1, 0, 20), "1 student of the 20 with enough answers may need help"),
        ((0, 2, 20), "Nobody is surely in need of help, 2 of the 20 with enough answers to watch"),
        ((0, 0, 20), "Nobody of the 20 with enough answers stands out as needing help"),
        ((0, 0, 0), "Nobody has enough answers yet to say who may need help"),
    ],
)
def test_the_summary_says_who_may_need_help(numbers, said):
    assert words.class_need(*numbers) == said


def test_the_fullest_day_is_named():
    assert words.active_students(21, date(2026, 11, 3), 25, days_with=18, days=30) == (
        "Somebody practiced on 18 of 30 days; most on Nov 3, 21 of 25 students"
    )


def test_a_gap_is_said_with_its_students():
    assert words.gap(12, 20, 0.7) == "12 of 20 students below 70%"
