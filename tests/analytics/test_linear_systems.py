import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.linear_systems import inverse, solve


def product(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def test_a_worked_system():
    # 4x + 2y = 10 and 2x + 3y = 9: the second twice minus the first is 4y = 8.
    assert solve([[4.0], [2.0, 3.0]], [10.0, 9.0]) == pytest.approx([1.5, 2.0])
    # The determinant is 4 · 3 - 2 · 2 = 8.
    assert inverse([[4.0], [2.0, 3.0]]) == [
        pytest.approx([3 / 8, -2 / 8]),
        pytest.approx([-2 / 8, 4 / 8]),
    ]


def test_above_the_diagonal_nothing_is_read():
    assert solve([[4.0, 99.0], [2.0, 3.0]], [10.0, 9.0]) == pytest.approx([1.5, 2.0])


def test_no_unknowns_have_no_solution():
    assert solve([], []) == []
    assert inverse([]) == []


def test_a_matrix_that_is_not_positive_definite_is_refused():
    for lower in ([[1.0], [2.0, 1.0]], [[1.0], [1.0, 1.0]], [[0.0]]):
        with pytest.raises(ValueError, match=r"^The matrix is not positive definite\.$"):
            solve(lower, [1.0] * len(lower))


number = st.integers(-50, 50).map(lambda n: n / 10)
square = st.integers(1, 6).flatmap(
    lambda n: st.lists(st.lists(number, min_size=n, max_size=n), min_size=n, max_size=n)
)


@given(square, st.data())
def test_the_solution_solves_the_system(rows, data):
    # Any matrix times its own transpose, plus one on the diagonal, is positive definite.
    matrix = [product(rows, row) for row in rows]
    for i, row in enumerate(matrix):
        row[i] += 1
    right = data.draw(st.lists(number, min_size=len(rows), max_size=len(rows)))
    assert product(matrix, solve(matrix, right)) == pytest.approx(right, abs=1e-6)
    for i, column in enumerate(inverse(matrix)):
        expected = [float(i == j) for j in range(len(rows))]
        assert product(matrix, column) == pytest.approx(expected, abs=1e-6)
