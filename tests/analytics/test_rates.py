import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.rates import (
    Rank,
    accuracy_interval,
    chance_below,
    class_prior,
    effective_counts,
    rank_class,
    shrunk_accuracy,
    struggling,
)

counts = st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    "correct, answered, low, high",
    [
        # Newcombe (1998), Statistics in Medicine 17, table I: Wilson without correction.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_interval_agrees_with_the_published_values(correct, answered, low, high):
    assert accuracy_interval(correct, answered) == pytest.approx((low, high), rel=0, abs=5e-5)


def test_interval_is_wider_when_the_answers_come_from_few_days():
    # 180 answers on 9 days are worth 180 / (1 + 19 · .04) = 102.3.
    assert effective_counts(99, 180, days=9) == pytest.approx((99 / 1.76, 180 / 1.76))
    low, high = accuracy_interval(99, 180)
    assert (round(low, 3), round(high, 3)) == (0.477, 0.621)
    low, high = accuracy_interval(99, 180, days=9)
    assert (round(low, 3), round(high, 3)) == (0.454, 0.643)


def test_one_answer_a_day_needs_no_design_effect():
    assert accuracy_interval(15, 20, days=20) == pytest.approx(accuracy_interval(15, 20))


def test_interval_without_answers_is_none():
    assert accuracy_interval(0, 0) is None
    assert accuracy_interval(0, 0, days=0) is None


def test_interval_follows_the_level():
    low, high = accuracy_interval(15, 20)
    low80, high80 = accuracy_interval(15, 20, level=0.80)
    assert low < low80 < 0.75 < high80 < high


@given(counts, st.none() | st.integers(0, 400))
def test_interval_holds_the_accuracy_and_stays_within_bounds(pair, days):
    correct, answered = pair
    low, high = accuracy_interval(correct, answered, days)
    assert 0 <= low <= correct / answered <= high <= 1


@given(st.integers(1, 60), st.integers(1, 60), st.none() | st.integers(1, 60))
def test_interval_rises_with_every_right_answer(correct, more, days):
    answered = correct + more
    assert accuracy_interval(correct - 1, answered, days) < accuracy_interval(
        correct, answered, days
    )


@given(st.integers(0, 50))
def test_mirrored_counts_give_the_mirrored_interval(correct):
    low, high = accuracy_interval(correct, 50, days=5)
    assert accuracy_interval(50 - correct, 50, days=5) == pytest.approx((1 - high, 1 - low))


def test_a_small_class_takes_the_default_prior():
    assert class_prior([]) == (0.72, 12.0)
    assert class_prior([(9, 10)] * 7 + [(0, 0)] * 5) == (0.72, 12.0)


def test_class_prior_worked_example():
    # Eight students of 40 answers: mean .65, variance .02, so icc = (.02 - .2275/40) / (.2275 · .975)
    # = .06453 and M = 14.50; eight against eight pulls it to sqrt(12 · 14.50).
    accuracies = [18, 20, 24, 26, 26, 28, 32, 34]
    spread = sum((k / 40 - 0.65) ** 2 for k in accuracies) / 7
    icc = (spread - 0.2275 / 40) / (0.2275 * 39 / 40)
    expected = math.sqrt(12 * (1 - icc) / icc)
    assert class_prior([(k, 40) for k in accuracies]) == pytest.approx((0.65, expected))


def test_class_prior_is_strong_where_students_are_alike_and_weak_where_they_differ():
    assert class_prior([(21, 30)] * 20) == (pytest.approx(0.7), 60.0)
    assert class_prior([(30, 30), (0, 30)] * 20) == (pytest.approx(0.5), 3.0)


def test_class_prior_without_repeated_answers_keeps_the_default_strength():
    assert class_prior([(1, 1), (0, 1)] * 5) == (0.5, 12.0)


def test_class_prior_of_a_perfect_class_leaves_room_for_doubt():
    assert class_prior([(50, 50)] * 10) == (0.99, 60.0)
    assert class_prior([(0, 50)] * 10) == (0.01, 60.0)


def test_class_prior_finds_the_strength_of_a_simulated_class():
    rng = random.Random(11)
    abilities = [rng.betavariate(0.7 * 20, 0.3 * 20) for _ in range(600)]
    pairs = [(sum(rng.random() < p for _ in range(40)), 40) for p in abilities]
    mean, strength = class_prior(pairs)
    assert mean == pytest.approx(0.7, abs=0.02)
    assert strength == pytest.approx(20, rel=0.2)


@given(st.lists(counts | st.just((0, 0)), max_size=40))
def test_class_prior_stays_within_its_limits(pairs):
    mean, strength = class_prior(pairs)
    assert 0.01 <= mean <= 0.99
    assert 3 <= strength <= 60


def test_shrunk_accuracy_worked_example():
    assert shrunk_accuracy(0, 0) == pytest.approx(0.72)
    # (2 + .72 · 12) / (2 + 12): two of two is not 100 %.
    assert shrunk_accuracy(2, 2) == pytest.approx(10.64 / 14)
    assert shrunk_accuracy(99, 180, (0.70, 10.0)) == pytest.approx(106 / 190)


@given(counts)
def test_shrunk_accuracy_lies_between_the_class_and_the_student(pair):
    correct, answered = pair
    low, high = sorted((0.72, correct / answered))
    assert low - 1e-12 <= shrunk_accuracy(correct, answered) <= high + 1e-12


@pytest.mark.parametrize(
    "correct, answered, days, expected",
    [
        (0, 0, None, "no_data"),
        (99, 180, 9, "yes"),
        (0, 20, None, "yes"),
        (0, 19, None, "watch"),
        (1, 2, 1, "watch"),
        # 13 of 20 is below 70 %, but chance explains it.
        (13, 20, None, "watch"),
        # The same accuracy is surer from more answers, and less sure from fewer days.
        (130, 200, None, "yes"),
        (130, 200, 2, "watch"),
        (14, 20, None, "no"),
        (21, 30, 3, "no"),
        (20, 20, None, "no"),
    ],
)
def test_struggling_splits_what_is_sure_from_what_is_not(correct, answered, days, expected):
    assert struggling(correct, answered, days) == expected


def test_chance_below_is_the_posterior_that_struggling_goes_by():
    # 99 of 180 on nine days: Beta(56.25 + 8.64, 46.02 + 3.36)
    assert chance_below(0.7, 99, 180, 9) == pytest.approx(0.9985, abs=0.0001)
    # Without answers it is the prior's word: Beta(8.64, 3.36).
    assert chance_below(0.7, 0, 0) == pytest.approx(0.4035, abs=0.0001)
    assert chance_below(0.7, 0, 0, None, (0.5, 30.0)) > 0.98


def test_struggling_follows_its_thresholds():
    assert struggling(99, 180, 9, threshold=0.5) == "no"
    assert struggling(99, 180, 9, prob=0.9999) == "watch"
    assert struggling(8, 15, min_answers=10, prob=0.6) == "yes"
    assert struggling(13, 20, prior=(0.5, 60.0)) == "yes"


def test_a_low_class_cannot_make_seventy_percent_struggling():
    assert struggling(14, 20, prior=(0.2, 60.0)) == "no"


@given(counts, st.none() | st.integers(1, 300))
def test_one_more_right_answer_never_makes_it_worse(pair, days):
    correct, answered = pair
    order = ["yes", "watch", "no"]
    if correct < answered:
        now, better = struggling(correct, answered, days), struggling(correct + 1, answered, days)
        assert order.index(now) <= order.index(better)


def test_lowest_of_three_is_the_33rd_percentile():
    assert rank_class({"a": 0.85, "b": 0.70, "c": 0.55}) == {
        "a": Rank(rank=1, of=3, percentile=100.0, tied=False),
        "b": Rank(rank=2, of=3, percentile=pytest.approx(200 / 3), tied=False),
        "c": Rank(rank=3, of=3, percentile=pytest.approx(100 / 3), tied=False),
    }


def test_three_tied_are_67_each():
    expected = Rank(rank=1, of=3, percentile=pytest.approx(200 / 3), tied=True)
    assert rank_class({1: 0.5, 2: 0.5, 3: 0.5}) == {1: expected, 2: expected, 3: expected}


def test_ties_share_the_better_rank_and_students_without_data_have_none():
    assert rank_class({1: 0.9, 2: None, 3: 0.8, 4: 0.1 + 0.7, 5: 0.4}) == {
        1: Rank(rank=1, of=4, percentile=100.0, tied=False),
        2: None,
        3: Rank(rank=2, of=4, percentile=62.5, tied=True),
        4: Rank(rank=2, of=4, percentile=62.5, tied=True),
        5: Rank(rank=4, of=4, percentile=25.0, tied=False),
    }


def test_a_displayed_rounding_is_no_tie():
    ranks = rank_class({1: 0.5501, 2: 0.5502})
    assert (ranks[1].rank, ranks[2].rank) == (2, 1)


def test_a_class_of_one_has_a_rank_but_no_percentile():
    assert rank_class({7: 0.4}) == {7: Rank(rank=1, of=1, percentile=None, tied=False)}


def test_an_empty_class_and_one_without_data_have_no_ranks():
    assert rank_class({}) == {}
    assert rank_class({1: None, 2: None}) == {1: None, 2: None}


scores = st.dictionaries(st.integers(), st.none() | st.integers(0, 20).map(lambda k: k / 20))


@given(scores)
def test_ranks_order_students_as_their_accuracies_do(by_student):
    ranks = rank_class(by_student)
    assert list(ranks) == list(by_student)
    with_data = {student: score for student, score in by_student.items() if score is not None}
    for student, score in by_student.items():
        if score is None:
            assert ranks[student] is None
        else:
            assert ranks[student].rank == 1 + sum(other > score for other in with_data.values())
            assert ranks[student].of == len(with_data)


@given(scores)
def test_percentiles_average_to_the_middle_of_the_class(by_student):
    ranks = [rank for rank in rank_class(by_student).values() if rank is not None]
    if len(ranks) > 1:
        mean = sum(rank.percentile for rank in ranks) / len(ranks)
        assert mean == pytest.approx(50 * (len(ranks) + 1) / len(ranks))


huge = st.integers(1, 10**12).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(huge, st.none() | st.integers(1, 366))
def test_huge_counts_stay_within_bounds(pair, days):
    correct, answered = pair
    low, high = accuracy_interval(correct, answered, days)
    assert 0 <= low <= correct / answered <= high <= 1
    assert 0 < shrunk_accuracy(correct, answered) < 1
    assert struggling(correct, answered, days) in {"yes", "watch", "no"}


@given(huge)
def test_more_days_never_widen_the_interval(pair):
    few, many = (accuracy_interval(*pair, days=days) for days in (3, 30))
    assert few[0] <= many[0] + 1e-12
    assert many[1] <= few[1] + 1e-12


@given(counts, st.integers(1, 60))
def test_shrunk_accuracy_rises_with_every_right_answer(pair, strength):
    correct, answered = pair
    if correct < answered:
        prior = (0.72, strength)
        now, better = (shrunk_accuracy(k, answered, prior) for k in (correct, correct + 1))
        assert now < better


@given(counts, st.integers(0, 20), st.integers(0, 20))
def test_a_higher_threshold_never_makes_a_student_less_struggling(pair, one, other):
    low, high = sorted((one / 20, other / 20))
    order = ["no", "watch", "yes"]
    found = [order.index(struggling(*pair, threshold=threshold)) for threshold in (low, high)]
    assert found == sorted(found)


def test_a_huge_class_is_ranked_with_its_ties():
    ranks = rank_class({student: student % 100 / 100 for student in range(100_000)})
    assert ranks[99] == Rank(rank=1, of=100_000, percentile=pytest.approx(99.5005), tied=True)
    assert ranks[0].rank == 99_001
    assert class_prior([(7, 10), (8, 10)] * 50_000) == (pytest.approx(0.75), 60.0)
