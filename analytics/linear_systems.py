"""Small systems of linear equations, symmetric and positive definite, by Cholesky's method.

A dozen unknowns at most: a numerical library for these few lines would be the largest dependency of
the project.
"""

import math
from collections.abc import Sequence


def solve(lower: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Solve a system given by the lower half of its matrix; what stands above the diagonal is not read."""
    root = _root(lower)
    size = len(right)
    half: list[float] = []
    for i in range(size):
        half.append((right[i] - sum(root[i][k] * half[k] for k in range(i))) / root[i][i])
    solution = [0.0] * size
    for i in reversed(range(size)):
        rest = half[i] - sum(root[k][i] * solution[k] for k in range(i + 1, size))
        solution[i] = rest / root[i][i]
    return solution


def inverse(lower: Sequence[Sequence[float]]) -> list[list[float]]:
    """Return the whole inverse of a matrix given by its lower half."""
    size = len(lower)
    return [solve(lower, [float(i == j) for i in range(size)]) for j in range(size)]


def _root(lower: Sequence[Sequence[float]]) -> list[list[float]]:
    size = len(lower)
    root = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            rest = lower[i][j] - sum(root[i][k] * root[j][k] for k in range(j))
            if i == j and rest <= 0:
                raise ValueError("The matrix is not positive definite.")
            root[i][j] = math.sqrt(rest) if i == j else rest / root[j][j]
    return root
