import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alpha.learning.beta_distribution import (
    beta_cdf,
    beta_sf,
    regularized_incomplete_beta,
    student_t_cdf,
    student_t_quantile,
)

shapes = st.floats(0.05, 3000)
proportions = st.floats(0, 1)


def exact_for_whole_shapes(a, b, x):
    """I_x(a, b) as a binomial tail, in whole-number arithmetic."""
    n, x = a + b - 1, Fraction(x)
    return float(sum(math.comb(n, j) * x**j * (1 - x) ** (n - j) for j in range(a, n + 1)))


@pytest.mark.parametrize(
    "a, b, x",
    [
        (1, 1, 0.3),
        (2, 3, 0.5),
        (8, 1, 0.75),
        (10, 10, 0.1),
        (37, 12, 0.7),
        (130, 60, 0.7),
        (250, 250, 0.51),
        (3, 400, 0.004),
        (400, 3, 0.998),
        (330, 140, 0.69),
    ],
)
def test_error_is_below_1e_13_against_exact_binomial_sums(a, b, x):
    exact = exact_for_whole_shapes(a, b, x)
    assert regularized_incomplete_beta(a, b, x) == pytest.approx(exact, rel=0, abs=1e-13)


@pytest.mark.parametrize("x", [1e-9, 0.01, 0.25, 0.5, 0.9, 0.999])
def test_the_arcsine_distribution_has_its_closed_form(x):
    closed = 2 / math.pi * math.asin(math.sqrt(x))
    assert beta_cdf(x, 0.5, 0.5) == pytest.approx(closed, rel=0, abs=1e-13)


@pytest.mark.parametrize(
    "a, b, x, expected",
    [
        # Forty-digit arithmetic (mpmath), for the shapes and sizes that mastery and struggling use.
        (7.8, 1.2, 0.75, 0.141561753717933939),
        (11.8, 2.2, 0.75, 0.160341759332639934),
        (10.8, 3.2, 0.75, 0.382230620128650909),
        (70_000.0, 30_000.0, 0.7003, 0.581658631226452139),
    ],
)
def test_values_from_arbitrary_precision(a, b, x, expected):
    assert beta_cdf(x, a, b) == pytest.approx(expected, rel=0, abs=1e-13)


@pytest.mark.parametrize("x, expected", [(-1, 0.0), (0, 0.0), (1, 1.0), (2, 1.0)])
def test_outside_the_unit_interval_nothing_or_everything_is_below(x, expected):
    assert regularized_incomplete_beta(2.5, 3.5, x) == expected


@pytest.mark.parametrize("a, b", [(0, 1), (1, 0), (-1, 2), (math.nan, 1), (1, math.inf)])
def test_impossible_shapes_are_refused(a, b):
    with pytest.raises(
        ValueError, match=r"^The two shapes of a beta distribution have to be positive numbers\.$"
    ):
        regularized_incomplete_beta(a, b, 0.5)


@given(shapes, shapes, proportions)
def test_both_tails_are_probabilities_and_add_up_to_one(a, b, x):
    below, above = beta_cdf(x, a, b), beta_sf(x, a, b)
    assert 0 <= below <= 1
    assert 0 <= above <= 1
    assert below + above == pytest.approx(1, rel=0, abs=1e-11)


@given(shapes, shapes, proportions, proportions)
def test_the_distribution_function_never_falls(a, b, one, other):
    low, high = sorted((one, other))
    assert beta_cdf(low, a, b) <= beta_cdf(high, a, b) + 1e-13


@given(st.floats(1e3, 1e6), st.floats(1e3, 1e6), proportions)
def test_huge_shapes_still_give_probabilities(a, b, x):
    assert 0 <= beta_cdf(x, a, b) <= 1


@pytest.mark.parametrize("t", [-40.0, -3.2, -1.0, -1e-8, 0.0, 0.4, 2.5, 100.0])
def test_t_with_one_and_two_degrees_of_freedom_has_closed_forms(t):
    cauchy = 0.5 + math.atan(t) / math.pi
    two = 0.5 + t / (2 * math.sqrt(2 + t * t))
    assert student_t_cdf(t, 1) == pytest.approx(cauchy, rel=0, abs=1e-13)
    assert student_t_cdf(t, 2) == pytest.approx(two, rel=0, abs=1e-13)


# The .975 column of the printed t tables.
TABLE = [(12, 2.178813), (15, 2.131450), (20, 2.085963), (30, 2.042272), (60, 2.000298)]


@pytest.mark.parametrize("df, t", TABLE)
def test_t_agrees_with_the_printed_table(df, t):
    assert student_t_cdf(t, df) == pytest.approx(0.975, rel=0, abs=1e-6)
    assert student_t_cdf(-t, df) == pytest.approx(0.025, rel=0, abs=1e-6)


@pytest.mark.parametrize("df, t", TABLE)
def test_the_quantile_is_within_its_stated_error(df, t):
    assert student_t_quantile(0.975, df) == pytest.approx(t, rel=0, abs=0.0016)


@given(st.floats(-50, 50), st.floats(1, 5000))
def test_t_is_symmetric(t, df):
    assert student_t_cdf(t, df) + student_t_cdf(-t, df) == pytest.approx(1, rel=0, abs=1e-12)
