from dataclasses import asdict

from analytics.detectors import RuleLimits


def test_the_defaults_are_those_the_simulations_were_tuned_on():
    assert asdict(RuleLimits()) == {
        "inactive_school_days": 5,
        "inactive_chance": 0.02,
        "class_gap_share": 0.60,
        "struggling_below": 0.70,
        "struggling_certainty": 0.80,
        "minimum_answers": 20,
        "decline_change": 0.08,
        "stuck_answers": 8,
        "stuck_days": 2,
        "stuck_below": 0.60,
        "stuck_certainty": 0.80,
        "overdue_school_days": 1,
        "streak_days": 10,
        "switched_off": frozenset(),
    }


def test_values_take_the_place_of_defaults_and_nothing_leaves_them():
    limits = RuleLimits(struggling_below=0.65).changed(
        {"inactive_school_days": 8, "struggling_below": None, "classroom_id": 3}
    )

    assert limits == RuleLimits(struggling_below=0.65, inactive_school_days=8)


def test_rules_are_switched_off_one_by_one():
    limits = RuleLimits().changed({}, switched_off=["decline"]).changed({}, switched_off=["streak"])

    assert limits.switched_off == {"decline", "streak"}
    assert not limits.is_on("decline")
    assert limits.is_on("overdue")
