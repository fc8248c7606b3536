import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.difficulty import Recommendation, recommend_difficulty

ORDER = ["easy", "medium", "adaptive"]
counts = st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
some_days = st.none() | st.integers(1, 400)


@pytest.mark.parametrize(
    "correct, answered, days, difficulty",
    [
        # The story: 180 / (1 + 19 · .04) = 102.3 effective answers, lower end .487.
        (99, 180, 9, "easy"),
        (11, 20, None, "easy"),
        # 400 / 1.76 = 227.3 effective answers, lower end .508: sure enough of 50 %.
        (220, 400, 20, "medium"),
        # The same answers on two days are worth 44.8 only.
        (220, 400, 2, "easy"),
        (7, 10, None, "adaptive"),
        # From 60 % on thin evidence makes no difference.
        (6, 10, 1, "medium"),
        (13, 20, None, "adaptive"),
        (64, 100, 10, "medium"),
        (499, 1000, 100, "easy"),
        (0, 3, None, "easy"),
        (3, 3, 1, "adaptive"),
    ],
)
def test_counts_decide_with_the_evidence_they_are(correct, answered, days, difficulty):
    found = recommend_difficulty(correct=correct, answered=answered, days=days)
    assert found.difficulty == difficulty


@pytest.mark.parametrize(
    "mean, difficulty",
    [
        (0.0, "easy"),
        (0.499, "easy"),
        (0.50, "medium"),
        (0.55, "medium"),
        (0.649, "medium"),
        (0.65, "adaptive"),
        (1.0, "adaptive"),
        # Three skills of 65 % each: the sum divided by three is .6499999….
        (0.65 - 1e-16, "adaptive"),
    ],
)
def test_a_mean_alone_follows_the_bare_thresholds(mean, difficulty):
    assert recommend_difficulty(mean=mean).difficulty == difficulty


def test_the_reason_is_said_with_its_counts():
    assert recommend_difficulty(correct=99, answered=180, days=9) == Recommendation(
        difficulty="easy", based_on="55% accuracy, 99 of 180"
    )
    assert recommend_difficulty(mean=0.55) == Recommendation("medium", "55% accuracy")


def test_counts_win_over_a_mean():
    found = recommend_difficulty(mean=0.9, correct=99, answered=180, days=9)
    assert found == Recommendation("easy", "55% accuracy, 99 of 180")
    assert recommend_difficulty(mean=0.9, correct=0, answered=0).difficulty == "adaptive"


def test_no_data_starts_in_the_middle_and_says_so():
    expected = Recommendation("medium", "no answers yet")
    assert recommend_difficulty() == expected
    assert recommend_difficulty(correct=0, answered=0, days=0) == expected


def test_without_the_evidence_clause_the_thresholds_are_bare():
    found = recommend_difficulty(correct=99, answered=180, days=9, evidence_clause=False)
    assert found.difficulty == "medium"


@pytest.mark.parametrize("mean", [-0.1, 1.1, 55, float("nan")])
def test_a_mean_that_is_no_share_is_refused(mean):
    with pytest.raises(ValueError, match=r"^A mean accuracy is a share from 0 to 1, not "):
        recommend_difficulty(mean=mean)


@pytest.mark.parametrize("correct", [-1, 21, None])
def test_counts_that_cannot_be_are_refused(correct):
    with pytest.raises(ValueError, match=rf"^{correct} correct of 20 answered cannot be\.$"):
        recommend_difficulty(correct=correct, answered=20)


@given(counts, some_days)
def test_one_more_right_answer_never_makes_it_easier(pair, days):
    correct, answered = pair
    if correct < answered:
        now = recommend_difficulty(correct=correct, answered=answered, days=days)
        better = recommend_difficulty(correct=correct + 1, answered=answered, days=days)
        assert ORDER.index(now.difficulty) <= ORDER.index(better.difficulty)


@given(counts, some_days)
def test_evidence_only_ever_turns_medium_into_easy(pair, days):
    correct, answered = pair
    with_clause = recommend_difficulty(correct=correct, answered=answered, days=days).difficulty
    bare = recommend_difficulty(mean=correct / answered).difficulty
    assert with_clause == bare or (with_clause, bare) == ("easy", "medium")


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_mean_is_never_easier(one, other):
    low, high = sorted((one, other))
    found = [ORDER.index(recommend_difficulty(mean=mean).difficulty) for mean in (low, high)]
    assert found == sorted(found)
