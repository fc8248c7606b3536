import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interventions.differences import Estimate
from interventions.shrinkage import Posterior, chances_of_being_best, shrink
from tests.interventions.effect_rows import NORMAL, integrated_posteriors


def test_one_effect_worked_example():
    # For a known τ the prior of the effect is N(0, .05² + τ²), the data N(effect, .04²).
    [found] = shrink([Estimate(0.06, 0.04)])
    total = mean = square = positive = 0.0
    for tau in (0.0025 * at for at in range(61)):
        prior = 0.0025 + tau**2
        seen = prior + 0.0016
        fits = math.exp(-(tau**2) / 0.005 - 0.0036 / (2 * seen)) / math.sqrt(seen)
        middle, variance = 0.06 * prior / seen, prior * 0.0016 / seen
        total += fits
        mean += fits * middle
        square += fits * (variance + middle**2)
        positive += fits * NORMAL.cdf(middle / math.sqrt(variance))
    mean /= total
    assert found.mean == pytest.approx(mean)
    assert found.sd == pytest.approx(math.sqrt(square / total - mean**2))
    assert found.p_positive == pytest.approx(positive / total)
    # Pulled towards 0, by less than the smallest prior would pull (.06 · 25 / 41).
    assert 0.06 * 25 / 41 < found.mean < 0.06


@pytest.mark.parametrize(
    "estimates",
    [
        [(0.06, 0.04)],
        [(0.05, 0.03), (-0.02, 0.05)],
        [(0.12, 0.03), (0.0, 0.03), (0.01, 0.04), (-0.03, 0.02)],
        [(0.04, 0.004), (0.02, 0.09)],
    ],
)
def test_the_closed_form_is_what_following_the_mean_step_by_step_finds(estimates):
    found = shrink([Estimate(*pair) for pair in estimates])
    slowly = integrated_posteriors(estimates)
    for posterior, expected in zip(found, slowly, strict=True):
        assert (posterior.mean, posterior.sd, posterior.p_positive) == pytest.approx(
            expected, abs=2e-4
        )


def test_the_less_is_known_the_more_an_estimate_is_pulled_to_the_others():
    sure, unsure, *_ = shrink(
        [Estimate(0.10, 0.01), Estimate(0.10, 0.06), Estimate(0.0, 0.01), Estimate(0.0, 0.01)]
    )
    assert 0.0 < unsure.mean < sure.mean < 0.10
    assert sure.sd < unsure.sd


def test_nothing_to_shrink():
    assert shrink([]) == []
    assert chances_of_being_best([]) == []


@pytest.mark.parametrize("error", [0.0, -0.01])
def test_an_estimate_without_an_error_is_refused(error):
    with pytest.raises(ValueError, match=r"^An estimate needs a standard error above zero\.$"):
        shrink([Estimate(0.05, 0.02), Estimate(0.05, error)])


def test_chances_of_two_are_those_of_their_difference():
    # N(.05, .03²) above N(.01, .04²): their difference is N(.04, .05²), so Φ(.8) = .7881.
    chances = chances_of_being_best([Posterior(0.05, 0.03, 0.9), Posterior(0.01, 0.04, 0.6)])
    assert chances == pytest.approx([0.78814, 0.21186], abs=1e-5)


def test_equal_effects_share_the_chance():
    equal = Posterior(0.02, 0.03, 0.7)
    assert chances_of_being_best([equal] * 4) == pytest.approx([0.25] * 4)
    assert chances_of_being_best([equal]) == [1.0]


def test_a_very_sure_effect_beside_an_unsure_one():
    chances = chances_of_being_best([Posterior(0.0, 0.001, 0.5), Posterior(0.0, 0.1, 0.5)])
    assert chances == pytest.approx([0.5, 0.5], abs=1e-3)
    far = [Posterior(5.0, 0.01, 1.0), Posterior(0.0, 0.01, 0.5), Posterior(-5.0, 0.01, 0.0)]
    assert chances_of_being_best(far) == pytest.approx([1.0, 0.0, 0.0])


estimate = st.builds(
    Estimate,
    st.integers(-400, 400).map(lambda n: n / 1000),
    st.integers(2, 200).map(lambda n: n / 1000),
)
several = st.lists(estimate, min_size=1, max_size=8)


@given(several)
def test_shrinking_keeps_within_what_was_seen_and_zero(estimates):
    values = [0.0, *(estimate.value for estimate in estimates)]
    for posterior, given_one in zip(shrink(estimates), estimates, strict=True):
        assert min(values) - 1e-12 <= posterior.mean <= max(values) + 1e-12
        assert posterior.sd > 0
        assert 0 <= posterior.p_positive <= 1
        if given_one.value == 0 == max(map(abs, values)):
            assert posterior.p_positive == pytest.approx(0.5)


@given(several)
def test_opposite_estimates_are_shrunk_to_the_opposite(estimates):
    opposite = shrink([Estimate(-estimate.value, estimate.error) for estimate in estimates])
    for posterior, mirror in zip(shrink(estimates), opposite, strict=True):
        assert mirror.mean == pytest.approx(-posterior.mean, abs=1e-12)
        assert mirror.sd == pytest.approx(posterior.sd)
        assert mirror.p_positive == pytest.approx(1 - posterior.p_positive, abs=1e-12)


@given(several)
def test_chances_add_up_and_follow_the_order_they_came_in(estimates):
    found = shrink(estimates)
    chances = chances_of_being_best(found)
    assert sum(chances) == pytest.approx(1)
    assert all(0 <= chance <= 1 for chance in chances)
    assert chances_of_being_best(found[::-1]) == pytest.approx(chances[::-1])
