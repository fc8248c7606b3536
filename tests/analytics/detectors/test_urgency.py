import pytest

from analytics.detectors.urgency import Claim, highest, urgency


def claim(kind="struggling", severity="medium", certainty=1.0, waiting=0):
    return Claim(kind, severity, certainty, waiting)


@pytest.mark.parametrize(
    "given, expected",
    [
        ({}, 2.0),
        ({"severity": "low"}, 1.0),
        ({"severity": "high"}, 3.0),
        ({"certainty": 0.9}, 1.8),
        ({"waiting": 3}, 2.6),  # 2 · (1 + .3)
        ({"waiting": 5}, 3.0),
        ({"waiting": 50}, 3.0),  # more than a school week adds nothing
        ({"waiting": -2}, 2.0),
        ({"severity": "high", "certainty": 0.8, "waiting": 2}, 2.88),  # 3 · .8 · 1.2
    ],
)
def test_urgency_is_severity_times_certainty_times_waiting(given, expected):
    assert claim(**given).urgency == pytest.approx(expected)


def test_a_second_rule_counts_half_and_a_second_skill_nothing():
    two = [claim("decline", "high"), claim("struggling", "high", 0.9)]

    # 3 + .5 · 2.7
    assert urgency(two) == pytest.approx(4.35)
    assert urgency(reversed(two)) == pytest.approx(4.35)
    # Of the skills she is stuck on the surest counts: 3 + .5 · 2 · .9
    skills = [claim("wheel_spinning", certainty=sure) for sure in (0.8, 0.9, 0.85)]
    assert urgency([claim("struggling", "high"), *skills]) == pytest.approx(3.9)
    assert urgency([]) == 0.0


def test_the_highest_severity_of_a_card():
    assert highest(["low", "high", "medium"]) == "high"
    assert highest(["low"]) == "low"
