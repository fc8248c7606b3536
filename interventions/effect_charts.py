"""Estimates of what help did as a plain dictionary for Chart.js. Pure: knows no rows."""

from collections.abc import Iterable
from typing import Any

from interventions.effects import Effect

# The axis reaches at least so many points to either side, so that a small difference looks small.
LEAST_REACH = 10


def effects_chart(estimates: Iterable[tuple[str, Effect]]) -> dict[str, Any]:
    """Return an interval for each kind of help with an estimate: its name, points, likely range and students.

    `counts` are the students behind it; the axis is even to both sides, so that nothing lies in its middle.
    """
    known = [
        (name, effect, effect.effect, effect.low, effect.high)
        for name, effect in estimates
        if effect.effect is not None and effect.low is not None and effect.high is not None
    ]
    lows = [_points(low) for _, _, _, low, _ in known]
    highs = [_points(high) for _, _, _, _, high in known]
    return {
        "kind": "interval",
        "labels": [name for name, *_ in known],
        "values": [_points(value) for _, _, value, _, _ in known],
        "lows": lows,
        "highs": highs,
        "counts": [effect.n for _, effect, *_ in known],
        "tones": [
            {"up": "good", "down": "bad"}.get(effect.direction, "steady") for _, effect, *_ in known
        ],
        "reach": max([LEAST_REACH, *(-(-abs(end) // 5) * 5 for end in (*lows, *highs))]),
        "class_average": None,
        "unit": " points",
        "label": "Difference from similar classmates",
    }


def _points(share: float) -> float:
    return round(share * 100, 1)
