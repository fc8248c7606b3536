"""How much more the gains of some rows are than what their cell explains: weighted least squares.

A cell explains a gain in proportion to the room there is for one: where a whole class shifts by the same log-odds, who
is at 50 % moves more points than who is at 90 %. There may be thousands of cells, so none gets a column: what they
explain is taken out of everything else first, which gives the same answer (Frisch, Waugh and Lovell). Only the few
columns of interest are left to solve for.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from analytics.linear_systems import inverse


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its standard error."""

    value: float
    error: float


@dataclass(frozen=True, slots=True)
class Point:
    """One row; `column` None: a row that only tells what its cell gained. `weight` is 1 ÷ the gain's variance."""

    cell: Hashable
    student: Hashable
    column: int | None
    gain: float
    room: float
    weight: float


@dataclass(frozen=True, slots=True)
class _Cell:
    """What its rows say together: `gain` per room, and how much of each column, per room."""

    points: list[Point]
    total: float
    gain: float
    shares: list[float]


def differences(points: Iterable[Point], columns: int) -> list[Estimate]:
    """Fit gain = (gain of the cell) · room + (difference of the column) and return the differences.

    Every cell needs a row without a column. The error is the larger of two: that of students, all rows of one taken
    together, and that of the weights.
    """
    cells = _cells(points, columns)
    matrix = [[0.0] * columns for _ in range(columns)]
    right = [0.0] * columns
    for cell in cells:
        for i, share in enumerate(cell.shares):
            for j in range(i + 1):
                matrix[i][j] -= cell.total * share * cell.shares[j]
        for point in cell.points:
            if point.column is not None:
                matrix[point.column][point.column] += point.weight
                right[point.column] += point.weight * (point.gain - point.room * cell.gain)
    spread = inverse(matrix)
    values = [_dot(line, right) for line in spread]
    by_students = _variances_by_students(cells, spread, values)
    return [
        Estimate(value, math.sqrt(max(spread[at][at], by_students[at])))
        for at, value in enumerate(values)
    ]


def _cells(points: Iterable[Point], columns: int) -> list[_Cell]:
    members: dict[Hashable, list[Point]] = defaultdict(list)
    for point in points:
        members[point.cell].append(point)
    cells = []
    for rows in members.values():
        total = math.fsum(point.weight * point.room**2 for point in rows)
        gain = math.fsum(point.weight * point.room * point.gain for point in rows) / total
        shares = [0.0] * columns
        for point in rows:
            if point.column is not None:
                shares[point.column] += point.weight * point.room / total
        cells.append(_Cell(rows, total, gain, shares))
    return cells


def _variances_by_students(
    cells: Iterable[_Cell], spread: Sequence[Sequence[float]], values: Sequence[float]
) -> list[float]:
    """Sum the squares of what each student moves the values by: the sandwich with students as clusters."""
    moved: dict[Hashable, list[float]] = defaultdict(lambda: [0.0] * len(values))
    for cell in cells:
        explained = cell.gain - _dot(cell.shares, values)
        by_room = [_dot(line, cell.shares) for line in spread]
        for point in cell.points:
            column = point.column
            rest = point.gain - point.room * explained - (0.0 if column is None else values[column])
            pull = point.weight * rest
            moves = moved[point.student]
            for at, share in enumerate(by_room):
                own = 0.0 if column is None else spread[at][column]
                moves[at] += pull * (own - point.room * share)
    return [math.fsum(moves[at] ** 2 for moves in moved.values()) for at in range(len(values))]


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))
