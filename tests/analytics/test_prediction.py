import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.prediction import (
    FEATURES,
    START,
    Difficulties,
    Predictor,
    _coefficients,
    fit_predictor,
    predict_sequence,
)


def school(seed, students=120, answers=40):
    """Students of different ability on 5 skills of 6 items each, who learn as they practice."""
    rng = random.Random(seed)
    hard = {(skill, item): rng.gauss(0, 1) for skill in range(5) for item in range(6)}
    sequences = []
    for _ in range(students):
        ability = rng.gauss(0.6, 1)
        sequence = []
        for position in range(answers):
            skill, item = rng.choice(list(hard))
            logit = ability - hard[skill, item] + 0.02 * position
            correct = rng.random() < 1 / (1 + math.exp(-logit))
            sequence.append(((skill, item), skill, int(correct)))
        sequences.append(sequence)
    return sequences


def area_under_curve(chances, results):
    """The share of pairs (one right, one wrong answer) that are told apart; ties count half."""
    right = [chance for chance, result in zip(chances, results, strict=True) if result]
    wrong = [chance for chance, result in zip(chances, results, strict=True) if not result]
    won = sum((r > w) + 0.5 * (r == w) for r in right for w in wrong)
    return won / (len(right) * len(wrong))


@pytest.fixture(scope="module")
def model():
    return fit_predictor(school(seed=1))


def test_new_students_are_predicted_better_than_by_their_percentage(model):
    chances, percentages, results = [], [], []
    for sequence in school(seed=1, students=160)[120:]:
        chances += predict_sequence(model, sequence)
        right = 0
        for position, (_, _, correct) in enumerate(sequence):
            percentages.append((right + 1) / (position + 2))
            results.append(correct)
            right += correct
    assert area_under_curve(chances, results) > area_under_curve(percentages, results) + 0.05
    # Said as often as it happens: the mean chance is the share of right answers.
    assert sum(chances) / len(chances) == pytest.approx(sum(results) / len(results), abs=0.03)


def test_the_model_has_an_intercept_and_ten_coefficients(model):
    assert len(model.coefficients) == len(START) == 11
    assert predict_sequence(model, []) == []


def test_items_that_others_find_hard_are_predicted_lower(model):
    shares = {item: k / n for item, (k, n) in model.difficulties.items.items()}
    hardest, easiest = min(shares, key=shares.get), max(shares, key=shares.get)
    low, high = (predict_sequence(model, [(item, item[0], 1)])[0] for item in (hardest, easiest))
    assert low < shares[hardest] + 0.15
    assert low + 0.3 < high


# 30 of 40 on the skill, 5 of 10 on one item; the skill is shrunk to (30 + 10 · q) / 50 with
# q = (30 + .72 · 12) / 52 = .74308, so .74862, and the item to (5 + 5 · .74862) / 15 = .58287.
KNOWN = Difficulties(items={"a": (5, 10)}, skills={"s": (30, 40)}, correct=30, answered=40)
ITEM, SKILL = 0.58287, 0.74862
AFTER_TWO = [("a", "s", 1), ("a", "s", 0), ("a", "s", 1)]


@pytest.mark.parametrize(
    "number, expected",
    [
        (1, math.log(ITEM / (1 - ITEM))),
        (2, math.log(SKILL / (1 - SKILL))),
        # One of two right, 1.16574 expected: with four answers (two on a skill) of belief in the mean.
        (3, math.log(3 / 3) - math.log(3.16574 / 2.83426)),
        (4, math.log(2 / 2) - math.log(2.16574 / 1.83426)),
        # .2 · (1 - e), faded by .8, and .2 · (0 - e).
        (5, 0.8 * 0.2 * (1 - ITEM) - 0.2 * ITEM),
        (6, (1 - 2 * ITEM) / 5),
        (7, math.log(3)),
        (8, math.log(2)),
        (9, math.log(3)),
        (10, math.log(3)),
    ],
)
def test_each_of_the_ten_numbers_by_hand(number, expected):
    only = tuple(float(at == number) for at in range(FEATURES + 1))
    chance = predict_sequence(Predictor(only, KNOWN), AFTER_TWO)[2]
    assert math.log(chance / (1 - chance)) == pytest.approx(expected, abs=1e-4)


def test_the_fit_by_hand():
    # Three of four right and nothing else known: 3 - 4 · p = b, pulled towards 0 with weight 1.
    row = (1.0, *(0.0,) * FEATURES)
    found = _coefficients([row] * 4, [True, True, True, False])
    assert found[0] == pytest.approx(0.50524, abs=1e-5)
    assert 3 - 4 / (1 + math.exp(-found[0])) == pytest.approx(found[0], abs=1e-6)
    assert found[1:] == pytest.approx(START[1:])


def test_items_that_say_nothing_are_not_believed():
    # Coin flips on items that two students see each: an item's share is mostly one's own answers.
    rng = random.Random(3)
    coins = [[((s // 2, i), 0, rng.randint(0, 1)) for i in range(30)] for s in range(80)]
    model = fit_predictor(coins)
    assert abs(model.coefficients[1]) < 0.5


def test_right_answers_raise_what_comes_next(model):
    good = predict_sequence(model, [((0, 0), 0, 1)] * 8)
    bad = predict_sequence(model, [((0, 0), 0, 0)] * 8)
    assert good[0] == bad[0]
    assert good[-1] > good[0] > bad[-1]


def test_unknown_items_skills_and_students_have_a_prediction(model):
    new_item, new_skill = predict_sequence(model, [("new", 0, 1), ("new", "new", 1)])
    assert 0 < new_item < 1
    assert 0 < new_skill < 1


@pytest.mark.parametrize("nothing", [[], {}, [[]], [[], []]])
def test_without_any_answers_the_mean_of_schools_is_expected(nothing):
    model = fit_predictor(nothing)
    assert model.coefficients == START
    assert predict_sequence(model, [("item", "skill", 1)]) == [pytest.approx(0.72)]


def test_sequences_may_come_by_student(model):
    sequences = school(seed=1)
    assert fit_predictor(dict(enumerate(sequences))) == fit_predictor(iter(sequences)) == model


def test_always_right_and_always_wrong_stay_below_certainty():
    for result in (0, 1):
        model = fit_predictor([[("item", "skill", result)] * 50] * 20)
        chances = predict_sequence(model, [("item", "skill", result)] * 5000)
        assert all(0 < chance < 1 for chance in chances)
        assert (chances[-1] > 0.9) is bool(result)


def test_one_student_alone_can_be_fitted():
    model = fit_predictor([[("a", "s", 1), ("b", "s", 0)] * 10])
    assert all(0 < chance < 1 for chance in predict_sequence(model, [("a", "s", 1)] * 3))


def test_more_answers_than_the_largest_sample_are_thinned_but_counted(monkeypatch):
    monkeypatch.setattr("analytics.prediction.LARGEST_SAMPLE", 1000)
    sequences = school(seed=2)
    model = fit_predictor(sequences)
    assert model.difficulties.answered == 120 * 40
    found = predict_sequence(model, sequences[0])
    monkeypatch.undo()
    assert found == pytest.approx(predict_sequence(fit_predictor(sequences), sequences[0]), abs=0.2)


answers = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 3), st.integers(0, 1)), min_size=1, max_size=30
)


@given(answers, st.data())
@settings(deadline=None)
def test_only_earlier_answers_count(model, sequence, data):
    until = data.draw(st.integers(0, len(sequence) - 1))
    changed = [
        (item, skill, 1 - correct if at >= until else correct)
        for at, (item, skill, correct) in enumerate(sequence)
    ]
    whole = predict_sequence(model, sequence)
    assert predict_sequence(model, changed)[: until + 1] == whole[: until + 1]
    assert predict_sequence(model, sequence[: until + 1]) == whole[: until + 1]


@given(st.lists(answers, max_size=6))
@settings(deadline=None, max_examples=30)
def test_whatever_is_fitted_the_chances_are_chances(sequences):
    model = fit_predictor(sequences)
    assert all(math.isfinite(coefficient) for coefficient in model.coefficients)
    for sequence in sequences:
        assert all(0 < chance < 1 for chance in predict_sequence(model, sequence))
