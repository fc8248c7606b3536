import pytest
from hypothesis import given
from hypothesis import strategies as st

from alpha.learning.mastery import mastered_from_sessions
from analytics.trends import Trend, classify_trend, classify_trends

# The story's Student 3: (days ago, [(correct, answered) of Fractions, Division, Multiplication]).
STEADY_MONTH = [
    (57, [(4, 6), (5, 7), (5, 7)]),
    (54, [(5, 7), (5, 6), (5, 7)]),
    (51, [(5, 7), (5, 7), (4, 6)]),
    (48, [(4, 6), (5, 7), (6, 7)]),
    (45, [(5, 7), (4, 6), (5, 7)]),
    (42, [(5, 7), (5, 7), (5, 6)]),
    (39, [(4, 6), (5, 7), (5, 7)]),
    (36, [(5, 7), (4, 6), (6, 7)]),
    (33, [(5, 7), (5, 7), (4, 6)]),
    (31, [(5, 6), (5, 7), (5, 7)]),
]
FALLING_MONTH = [
    (28, [(4, 6), (5, 7), (5, 7)]),
    (25, [(4, 7), (3, 6), (5, 7)]),
    (22, [(3, 7), (4, 7), (4, 6)]),
    (18, [(3, 6), (4, 7), (4, 7)]),
    (15, [(4, 7), (3, 6), (4, 7)]),
    (11, [(3, 7), (4, 7), (3, 6)]),
    (8, [(3, 6), (3, 7), (4, 7)]),
    (2, [(3, 7), (3, 6), (4, 7)]),
    (0, [(3, 7), (4, 7), (3, 6)]),
]
TODAY = 739_943
INSUFFICIENT = {"change": None, "low": None, "high": None, "p_decline": None, "basis": None}


def daily(story):
    return [
        (TODAY - ago, sum(n for _, n in skills), sum(k for k, _ in skills)) for ago, skills in story
    ]


def twenties(days, corrects):
    return [(day, 20, correct) for day, correct in zip(days, corrects, strict=True)]


def test_the_story_is_27_points_below_the_month_before():
    assert classify_trend(daily(STEADY_MONTH + FALLING_MONTH), TODAY) == Trend(
        label="declining",
        change=pytest.approx(-0.26823, abs=1e-5),
        low=pytest.approx(-0.40341, abs=1e-5),
        high=pytest.approx(-0.13305, abs=1e-5),
        p_decline=pytest.approx(0.99983, abs=1e-5),
        basis="history",
        active_days=19,
        answered=380,
        watch=False,
    )


def test_the_story_has_its_counts():
    assert daily(FALLING_MONTH) == twenties(
        [TODAY - ago for ago in (28, 25, 22, 18, 15, 11, 8, 2, 0)],
        [14, 12, 11, 11, 11, 10, 10, 10, 10],
    )
    by_skill = zip(*(skills for _, skills in FALLING_MONTH), strict=True)
    assert [tuple(map(sum, zip(*skill, strict=True))) for skill in by_skill] == [
        (30, 60),
        (33, 60),
        (36, 60),
    ]
    assert sum(correct for _, _, correct in daily(STEADY_MONTH)) == 145


def test_no_skill_of_the_story_is_ever_mastered():
    for skill in zip(*(skills for _, skills in STEADY_MONTH + FALLING_MONTH), strict=True):
        assert not any(mastered_from_sessions(skill[:end]) for end in range(1, len(skill) + 1))


def test_99_of_180_alone_reads_stable():
    trend = classify_trend(daily(FALLING_MONTH), TODAY)
    assert (trend.label, trend.basis, trend.active_days, trend.answered) == (
        "stable",
        "window",
        9,
        180,
    )
    assert trend.low < -0.30
    assert trend.high > 0


NINE_DAYS = [1, 4, 8, 11, 15, 18, 22, 26, 30]


def test_nine_data_points_rising_to_ninety_percent_are_improving():
    trend = classify_trend(twenties(NINE_DAYS, range(10, 19)), today=30)
    assert trend == Trend(
        label="improving",
        change=pytest.approx(0.40032, abs=1e-5),
        low=pytest.approx(0.16586, abs=1e-5),
        high=pytest.approx(0.63478, abs=1e-5),
        p_decline=pytest.approx(0.00101, abs=1e-5),
        basis="window",
        active_days=9,
        answered=180,
        watch=False,
    )


def test_a_rise_from_50_to_70_percent_on_nine_days_is_stable():
    trend = classify_trend(twenties(NINE_DAYS, [10, 10, 11, 11, 12, 12, 13, 13, 14]), today=30)
    assert (trend.label, trend.watch, trend.low < 0 < trend.high) == ("stable", False, True)


def test_window_form_worked_example():
    # Five days 10 apart, 20 answers each: w = 20 / 1.76. x̄ = 20, Sxx = w · 1000, b = -.01 per day.
    trend = classify_trend(twenties([0, 10, 20, 30, 40], [16, 14, 12, 10, 8]), today=40, window=41)
    weight, variance = 20 / 1.76, (61 / 102) * (41 / 102)
    error = (12 / 15 * variance / (weight * 1000)) ** 0.5
    critical = 2.1314  # Student's t, .975, 15 degrees of freedom; the code's is .0007 smaller
    assert trend.label == "declining"
    assert trend.change == pytest.approx(-0.4)
    assert trend.low == pytest.approx(-0.4 - critical * error * 40, abs=2e-4)
    assert trend.high == pytest.approx(-0.4 + critical * error * 40, abs=2e-4)


def test_history_form_measures_the_change_over_the_whole_window():
    # Flat at 80 % for 30 days, then down by exactly two points a day.
    before = twenties([2, 9, 16, 23, 30], [16] * 5)
    after = [(30 + step, 50, 40 - step) for step in (5, 10, 15, 20)]
    trend = classify_trend(before + after, today=60)
    assert (trend.label, trend.basis) == ("declining", "history")
    assert trend.change == pytest.approx(-0.6)


def test_a_change_below_eight_points_stays_stable_however_sure():
    before = [(day, 100_000, 80_000) for day in range(1, 31)]
    after = [(30 + step, 100_000, 80_000 - 200 * step) for step in range(1, 31)]
    trend = classify_trend(before + after, today=60)
    assert trend.change == pytest.approx(-0.06)
    assert trend.high < 0
    assert (trend.label, trend.watch) == ("stable", False)
    rise = classify_trend([(day, n, n - k) for day, n, k in before + after], today=60)
    assert rise.low > 0
    assert rise.label == "stable"


def test_watch_is_a_likely_decline_that_is_not_proven():
    trend = classify_trend(twenties(NINE_DAYS, [14, 12, 11, 11, 11, 10, 10, 10, 10]), today=30)
    assert trend.label == "stable"
    assert trend.p_decline >= 0.90
    assert trend.watch is True
    mirror = classify_trend(twenties(NINE_DAYS, [6, 8, 9, 9, 9, 10, 10, 10, 10]), today=30)
    assert (mirror.label, mirror.watch) == ("stable", False)


HISTORY = twenties([5, 10, 15, 20], [14] * 4)
RECENT = twenties([40, 50, 60], [14] * 3)


@pytest.mark.parametrize(
    "days, basis",
    [
        (HISTORY + RECENT, "history"),
        ([(day, 10, 7) for day in (5, 10, 15, 20)] + RECENT, "history"),
        ([(5, 10, 7), (10, 10, 7), (15, 10, 7), (20, 9, 7), *RECENT], None),
        (HISTORY[:3] + RECENT, None),
        (HISTORY + RECENT[:2], None),
        ([*HISTORY, (40, 7, 5), (50, 7, 5), (60, 6, 5)], "history"),
        ([*HISTORY, (40, 7, 5), (50, 6, 5), (60, 6, 5)], None),
        # Without enough history the window alone: five days, 40 answers, ten days apart.
        ([(day, 8, 5) for day in (50, 51, 52, 53, 60)], "window"),
        ([(day, 8, 5) for day in (51, 52, 53, 54, 60)], None),
        ([(day, 10, 5) for day in (50, 51, 52, 60)], None),
        ([(50, 7, 5), *((day, 8, 5) for day in (51, 52, 53, 60))], None),
        ([], None),
    ],
)
def test_minimum_data(days, basis):
    trend = classify_trend(days, today=60)
    assert trend.basis == basis
    assert (trend.label == "insufficient") is (basis is None)


def test_insufficient_data_gives_no_numbers():
    assert classify_trend(HISTORY + RECENT[:2], today=60) == Trend(
        label="insufficient", active_days=2, answered=40, watch=False, **INSUFFICIENT
    )


def test_answers_outside_window_and_history_are_ignored():
    days = HISTORY + RECENT
    outside = [(0, 500, 0), (61, 500, 500)]
    assert classify_trend(outside + days, today=60) == classify_trend(days, today=60)
    # The first day of history and the last of the window do count.
    assert classify_trend([(1, 20, 14), *days], today=60).active_days == 8


def test_order_and_split_days_do_not_matter_and_empty_days_are_no_days():
    days = HISTORY + RECENT
    split = [(60, 12, 9), *days[:-1], (60, 8, 5), (55, 0, 0)]
    assert classify_trend(reversed(split), today=60) == classify_trend(days, today=60)


def test_a_day_with_more_right_than_answered_is_refused():
    with pytest.raises(ValueError, match=r"^Day 50 has 21 correct of 20 answered\.$"):
        classify_trend([(50, 20, 21)], today=60)


def test_many_students_are_classified_as_one_by_one():
    by_student = {7: HISTORY + RECENT, 3: [], 5: daily(FALLING_MONTH)}
    trends = classify_trends(by_student, 60)
    assert list(trends) == [7, 3, 5]
    assert trends == {student: classify_trend(days, 60) for student, days in by_student.items()}
    assert classify_trends({}, 60) == {}


def test_window_and_history_lengths_can_be_chosen():
    days = twenties([1, 3, 5, 7, 9, 11, 13, 14], [18, 18, 18, 18, 8, 8, 8, 8])
    short = classify_trend(days, today=14, window=7, history=7)
    assert (short.label, short.basis) == ("declining", "history")
    assert classify_trend(days, today=14, window=14, history=0).basis == "window"


active_day = st.integers(1, 400).flatmap(
    lambda n: st.tuples(st.integers(1, 60), st.just(n), st.integers(0, n))
)


@given(st.lists(active_day, max_size=40))
def test_whatever_the_days_the_result_is_coherent(days):
    trend = classify_trend(days, today=60)
    if trend.label == "insufficient":
        assert (trend.change, trend.low, trend.high, trend.p_decline) == (None,) * 4
        return
    assert trend.low < trend.change < trend.high
    assert 0 <= trend.p_decline <= 1
    if trend.label == "declining":
        assert trend.high <= 0
        assert trend.change <= -0.08
    if trend.label == "improving":
        assert trend.low >= 0
        assert trend.change >= 0.08


@given(st.lists(active_day, max_size=40))
def test_right_and_wrong_exchanged_turn_the_trend_round(days):
    turned = {"improving": "declining", "declining": "improving"}
    trend = classify_trend(days, today=60)
    mirror = classify_trend([(day, n, n - k) for day, n, k in days], today=60)
    assert mirror.label == turned.get(trend.label, trend.label)
    if trend.change is not None:
        assert mirror.change == pytest.approx(-trend.change, abs=1e-9)
        assert mirror.low == pytest.approx(-trend.high, abs=1e-9)
        assert mirror.p_decline == pytest.approx(1 - trend.p_decline, abs=1e-9)


@given(st.lists(active_day, max_size=30), st.integers(-(10**6), 10**6))
def test_only_the_distance_to_today_matters(days, shift):
    moved = [(day + shift, n, k) for day, n, k in days]
    assert classify_trend(moved, today=60 + shift) == classify_trend(days, today=60)


def test_huge_counts_and_perfect_results_stay_finite():
    huge = [(day, 10**9, 10**9) for day in range(1, 61)]
    trend = classify_trend(huge, today=60)
    assert (trend.label, trend.change) == ("stable", pytest.approx(0))


@given(st.lists(active_day, max_size=40))
def test_another_right_answer_on_the_newest_day_never_lowers_the_change(days):
    newest = max((day for day, _, _ in days), default=0)
    at = next((at for at, (day, n, k) in enumerate(days) if day == newest and k < n), None)
    if at is None:
        return
    day, answered, correct = days[at]
    better = [*days[:at], (day, answered, correct + 1), *days[at + 1 :]]
    now, then = classify_trend(days, today=60), classify_trend(better, today=60)
    assert now.basis == then.basis
    if now.change is not None:
        assert then.change >= now.change - 1e-9
