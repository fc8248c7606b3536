import pytest
from hypothesis import given
from hypothesis import strategies as st

import analytics.mastery
from alpha.learning.mastery import chance_below, mastered, mastered_from_sessions, newest_counts
from alpha.learning.time_on_task import time_on_task


def answers(correct, answered):
    return [0] * (answered - correct) + [1] * correct


@pytest.mark.parametrize(
    "correct, answered, expected",
    [
        (5, 5, True),
        (6, 6, True),
        (9, 10, True),
        (10, 10, True),
        (8, 10, False),
        (6, 7, False),
        (4, 5, False),
        (3, 3, False),
        (4, 4, False),
        (0, 0, False),
        (0, 10, False),
    ],
)
def test_mastery_by_answers(correct, answered, expected):
    assert mastered(answers(correct, answered)) is expected


def test_only_the_last_ten_answers_count():
    assert mastered([0] * 50 + [1] * 10) is True
    assert mastered([1] * 50 + [0, 0]) is False


def test_mastery_can_be_lost_again():
    after_wrong_answers = [mastered([1] * 10 + [0] * wrong) for wrong in range(3)]
    assert after_wrong_answers == [True, True, False]


@pytest.mark.parametrize(
    "sessions, expected",
    [
        ([], False),
        ([(3, 3)], False),
        ([(5, 5)], True),
        ([(0, 0)], False),
        # The newest session alone holds ten answers: the old one is not looked at.
        ([(0, 40), (9, 10)], True),
        ([(40, 40), (8, 10)], False),
        # 7 + 7 answers are the first to reach ten; 13 of 14 scale to 9.3 of 10, 12 of 14 to 8.6.
        ([(0, 9), (6, 7), (7, 7)], True),
        ([(9, 9), (6, 7), (6, 7)], False),
        # A session is never cut: 90 of 100 counts as 9 of 10.
        ([(90, 100)], True),
        # The prior puts the border at 8.80 of 10.
        ([(880, 1000)], True),
        ([(879, 1000)], False),
        # Sessions without answers between the others change nothing.
        ([(5, 5), (0, 0), (5, 5), (0, 0)], True),
    ],
)
def test_mastery_by_sessions(sessions, expected):
    assert mastered_from_sessions(sessions) is expected


@given(st.lists(st.booleans(), max_size=10))
def test_sessions_of_one_answer_agree_with_answers(results):
    assert mastered_from_sessions([(int(r), 1) for r in results]) is mastered(results)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_one_more_right_answer_never_loses_mastery(correct, wrong):
    answered = correct + wrong
    before = mastered_from_sessions([(correct, answered + 1)])
    after = mastered_from_sessions([(correct + 1, answered + 1)])
    assert after or not before


def test_thresholds_can_be_chosen():
    assert mastered(answers(8, 10), thr=0.6) is True
    assert mastered(answers(9, 10), prob=0.9) is False
    assert mastered(answers(5, 5), min_n=6) is False
    assert mastered([1] * 5 + [0] * 10 + [1] * 5, last=5) is True
    assert mastered_from_sessions([(0, 10), (5, 5)], last=5) is True


@pytest.mark.parametrize(
    "sessions, expected",
    [
        ([(1, 6), (3, 4)], (4, 10)),
        ([(0, 9), (2, 6), (4, 5)], (6 * 10 / 11, 10)),  # whole sessions back to ten: 6 of 11
        ([(2, 3)], (2, 3)),  # fewer than ten are taken as they are
        ([], (0, 0)),
    ],
)
def test_newest_counts_are_scaled_down_to_ten(sessions, expected):
    assert newest_counts(sessions) == pytest.approx(expected)


def test_chance_below_is_what_is_left_of_mastery():
    # Nine of ten: Beta(11.8, 2.2). Mastered is a chance of at most .20.
    assert chance_below(0.75, 9, 10) == pytest.approx(0.160, abs=0.001)
    assert chance_below(0.75, 5, 5) <= 0.20
    assert chance_below(0.60, 4, 10) == pytest.approx(0.803, abs=0.001)


def test_analytics_uses_the_same_rules():
    assert analytics.mastery.mastered is mastered
    assert analytics.mastery.mastered_from_sessions is mastered_from_sessions
    assert analytics.mastery.time_on_task is time_on_task
