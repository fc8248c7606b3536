"""Rows around one start of help, made short to write, and the same arithmetic done slowly another way."""

import math
from statistics import NormalDist

from interventions.effects import EffectRow

NORMAL = NormalDist()


def rows_of(cell, itype, windows, *, flagged=False, first=0):
    """One student for each (base, post), numbered from `first`."""
    name = "flagged" if flagged else itype
    return [
        EffectRow(cell, (cell, name, first + at), itype, base, post, flagged)
        for at, (base, post) in enumerate(windows)
    ]


def dense_differences(rows):
    """{type (None: flagged without help): (difference, standard error)} with a column for every cell."""
    rows = [row for row in rows if row.base[1] >= 20 and row.post[1] >= 20]
    plain = [row.cell for row in rows if row.itype is None and not row.flagged]
    rows = [row for row in rows if plain.count(row.cell) >= 3]
    if not rows:
        return {}
    cells = sorted({row.cell for row in rows})
    groups = sorted({row.itype or "" for row in rows if row.itype or row.flagged})
    m = min(0.99, max(0.01, sum(r.base[0] for r in rows) / sum(r.base[1] for r in rows)))
    x, y, w = [], [], []
    for row in rows:
        (k0, n0), (k1, n1) = row.base, row.post
        p = (k0 + k1 + 12 * m) / (n0 + n1 + 12)
        group = (row.itype or "") if row.itype or row.flagged else "classmate"
        x.append(
            [4 * p * (1 - p) * (row.cell == cell) for cell in cells]
            + [float(group == name) for name in groups]
        )
        y.append(k1 / n1 - k0 / n0)
        w.append(1 / (0.006 + m * (1 - m) * (1 / n1 + 1 / n0)))
    inverted = inverted_matrix(normal_matrix(x, w))
    right = [sum(w[i] * x[i][j] * y[i] for i in range(len(y))) for j in range(len(x[0]))]
    values = [sum(a * b for a, b in zip(line, right, strict=True)) for line in inverted]
    scores = {}
    for i, row in enumerate(rows):
        rest = y[i] - sum(a * b for a, b in zip(x[i], values, strict=True))
        score = scores.setdefault(row.student, [0.0] * len(values))
        for j, value in enumerate(x[i]):
            score[j] += w[i] * value * rest
    meat = normal_matrix(list(scores.values()), [1.0] * len(scores))
    found = {}
    for at, name in enumerate(groups, start=len(cells)):
        line = inverted[at]
        clustered = sum(
            line[i] * meat[i][j] * line[j] for i in range(len(line)) for j in range(len(line))
        )
        found[name or None] = (values[at], math.sqrt(max(clustered, line[at])))
    return found


def normal_matrix(x, w):
    size = range(len(x[0]))
    return [[sum(w[i] * row[j] * row[k] for i, row in enumerate(x)) for k in size] for j in size]


def inverted_matrix(matrix):
    """Gauss and Jordan, with the largest pivot of each column."""
    size = len(matrix)
    work = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda i: abs(work[i][column]))
        work[column], work[pivot] = work[pivot], work[column]
        top = work[column] = [value / work[column][column] for value in work[column]]
        for i in range(size):
            if i != column:
                factor = work[i][column]
                work[i] = [a - factor * b for a, b in zip(work[i], top, strict=True)]
    return [row[size:] for row in work]


def without_placebo(differences, untreated):
    """[(difference, error)] of the types in alphabetical order, with the placebo offset taken off."""
    found = dict(differences)
    value, error = found.pop(None, (0.0, 0.0))
    s = 0.03
    if untreated < 5:
        return found
    b = value * s**2 / (s**2 + error**2)
    variance = s**2 * error**2 / (s**2 + error**2)
    return {name: (d - b, math.sqrt(se**2 + variance)) for name, (d, se) in found.items()}


def integrated_posteriors(estimates, step=0.001):
    """[(mean, sd, P(> 0))] with the mean of all effects followed step by step instead of in closed form."""
    total, sums = 0.0, [[0.0, 0.0, 0.0] for _ in estimates]
    for tau in (0.0025 * at for at in range(61)):
        for mu in (step * at for at in range(-250, 251)):
            density = math.exp(-((tau / 0.05) ** 2) / 2 - (mu / 0.05) ** 2 / 2)
            for value, error in estimates:
                density *= NormalDist(mu, math.hypot(tau, error)).pdf(value)
            total += density
            for (value, error), found in zip(estimates, sums, strict=True):
                own = tau**2 / (tau**2 + error**2)
                mean, sd = mu + own * (value - mu), math.sqrt(own) * error
                found[0] += density * mean
                found[1] += density * (mean**2 + sd**2)
                found[2] += density * (
                    NORMAL.cdf(mean / sd) if sd else (mean > 0) + (mean == 0) / 2
                )
    return [(a / total, math.sqrt(b / total - (a / total) ** 2), c / total) for a, b, c in sums]
