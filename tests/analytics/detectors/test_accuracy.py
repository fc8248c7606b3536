"""Struggling, falling, rising, stuck and mastered, with the arithmetic."""

import pytest

from analytics.detectors import RuleLimits
from analytics.detectors.accuracy import (
    decline,
    improved,
    mastered_skill,
    may_still_struggle,
    movement_of,
    struggling,
    wheel_spinning,
)
from analytics.rates import DEFAULT_PRIOR
from tests.analytics.detectors.days import TODAY, day

LIMITS = RuleLimits()
FRACTIONS = 7
# The story's Student 3: (days ago, correct of 20), a steady month and a falling one.
STEADY = [(57, 14), (54, 15), (51, 14), (48, 15), (45, 14), (42, 15), (39, 14), (36, 15), (33, 14)]
STEADY += [(31, 15)]
FALLING = [(28, 14), (25, 12), (22, 11), (18, 11), (15, 11), (11, 10), (8, 10), (2, 10), (0, 10)]


def days(*rows, of=20):
    return [(TODAY - ago, of, correct) for ago, correct in rows]


STORY = days(*STEADY, *FALLING)


def struggles(*rows, of=10, prior=DEFAULT_PRIOR, limits=LIMITS):
    return struggling(days(*rows, of=of), TODAY, prior, limits)


def test_student_3_is_surely_below_70_percent():
    # 99 of 180 on nine days. n_eff = 180 / (1 + 19 · .04) = 102.3, k_eff = 56.25;
    # Beta(56.25 + .72·12, 46.02 + .28·12): P(< .70) = .9985. At 55 % she is far below the line.
    found = struggling(STORY, TODAY, DEFAULT_PRIOR, LIMITS)

    assert (found.kind, found.severity, found.certainty) == ("struggling", "high", 0.9985)
    assert found.evidence == {
        "rule": "struggling",
        "on": "2026-11-23",
        "since": "2026-10-25",
        "correct": 99,
        "answered": 180,
        "active_days": 9,
        "chance": 0.9985,
        "prior": [0.72, 12.0],
        "limits": {"below": 0.7, "certainty": 0.8, "answers": 20},
    }


@pytest.mark.parametrize("correct, is_found", [(10, True), (11, False)])
def test_sure_means_four_chances_in_five(correct, is_found):
    # Of 20 on two days: 10 right are below the line with .859, 11 right with .780.
    assert (struggles((1, correct // 2), (0, correct - correct // 2)) is not None) is is_found


def test_nineteen_answers_are_too_few_and_old_ones_do_not_count():
    assert struggling([(TODAY, 19, 0)], TODAY, DEFAULT_PRIOR, LIMITS) is None
    assert struggling([(TODAY, 20, 0)], TODAY, DEFAULT_PRIOR, LIMITS) is not None
    # The last 30 dates: 29 days ago is in, 30 is out.
    assert struggles((29, 0), (28, 0)) is not None
    assert struggles((30, 0), (28, 0)) is None


def hundred(correct):
    """A hundred answers on ten days."""
    share, rest = divmod(correct, 10)
    return [(TODAY - 9 + place, 10, share + (place < rest)) for place in range(10)]


@pytest.mark.parametrize("correct, severity", [(59, "high"), (60, "medium")])
def test_more_than_ten_points_below_the_line_are_far(correct, severity):
    assert struggling(hundred(correct), TODAY, DEFAULT_PRIOR, LIMITS).severity == severity


def test_thresholds_of_the_class_and_its_level_decide():
    rows = hundred(60)

    assert struggling(rows, TODAY, DEFAULT_PRIOR, RuleLimits(struggling_below=0.6)) is None
    assert struggling(rows, TODAY, DEFAULT_PRIOR, RuleLimits(struggling_certainty=0.95)) is None
    assert struggling(rows, TODAY, DEFAULT_PRIOR, RuleLimits(minimum_answers=101)) is None
    # Where everybody is at 90 %, sixty of a hundred in ten days are more likely bad luck.
    assert struggling(rows, TODAY, (0.9, 60.0), LIMITS) is None


@pytest.mark.parametrize(
    "correct, is_found, may_still",
    [
        (10, True, True),  # .859
        (11, False, True),  # .780: not sure enough to begin, too likely to end
        (13, False, True),  # .562
        (14, False, False),  # .425
    ],
)
def test_struggling_is_over_only_when_the_line_is_more_likely_passed(correct, is_found, may_still):
    rows = days((1, correct // 2), (0, correct - correct // 2), of=10)

    assert (struggling(rows, TODAY, DEFAULT_PRIOR, LIMITS) is not None) is is_found
    assert may_still_struggle(rows, TODAY, DEFAULT_PRIOR, LIMITS) is may_still


def test_without_answers_nothing_is_held_against_anybody():
    # Even in a class so low that the prior alone says "below".
    assert may_still_struggle(days((31, 0)), TODAY, (0.5, 30.0), LIMITS) is False


def falls(rows, on=TODAY, limits=LIMITS):
    return decline(movement_of(rows, on), rows, on, limits)


def test_student_3_is_declining_on_two_evaluations_in_a_row():
    found = falls(STORY)

    assert (found.kind, found.severity) == ("decline", "high")
    assert found.certainty == pytest.approx(0.9997, abs=0.0003)
    assert {name: found.evidence[name] for name in ("change", "low", "high")} == {
        "change": pytest.approx(-0.268, abs=0.001),
        "low": pytest.approx(-0.400, abs=0.005),
        "high": pytest.approx(-0.134, abs=0.005),
    }
    assert found.evidence["first_day"] == {"on": "2026-10-26", "correct": 14, "answered": 20}
    assert found.evidence["last_day"] == {"on": "2026-11-23", "correct": 10, "answered": 20}
    assert (found.evidence["answered"], found.evidence["active_days"]) == (380, 19)
    assert found.evidence["confirmed_on"] == ["2026-11-21", "2026-11-23"]


def test_one_evaluation_is_not_enough():
    # On the first day that looks declining, the one before does not: 22 days ago nothing is found.
    labels = {
        TODAY - ago: movement_of([row for row in STORY if row[0] <= TODAY - ago], TODAY - ago)
        for ago, _ in FALLING
    }
    declining = [on for on, found in labels.items() if found.trend.label == "declining"]
    confirmed = [on for on, found in labels.items() if found.is_confirmed("declining")]

    assert confirmed == declining[1:]
    assert len(confirmed) >= 2


def test_a_day_without_new_practice_is_no_second_evaluation():
    first = next(
        on
        for on in (row[0] for row in STORY)
        if movement_of([row for row in STORY if row[0] <= on], on).trend.label == "declining"
    )
    rows = [row for row in STORY if row[0] <= first]

    # The next morning the trend still says declining, from the same practice.
    assert movement_of(rows, first + 1).trend.label == "declining"
    assert falls(rows, first + 1) is None


def test_a_decline_of_old_is_none_today():
    # Forty days later her window is empty: there is no trend any more.
    assert falls(STORY, TODAY + 40) is None


@pytest.mark.parametrize("change, is_found", [(0.20, True), (0.30, False)])
def test_a_class_may_ask_for_a_greater_fall(change, is_found):
    assert (falls(STORY, limits=RuleLimits(decline_change=change)) is not None) is is_found


def test_a_rise_found_twice_is_good_news():
    rows = [(on, answered, answered - correct) for on, answered, correct in STORY]

    found = improved(movement_of(rows, TODAY), rows, TODAY)

    assert (found.kind, found.severity, found.evidence["rule"]) == ("improved", "low", "improved")
    assert found.evidence["change"] == pytest.approx(0.268, abs=0.001)
    assert found.certainty > 0.97
    assert falls(rows) is None
    assert improved(movement_of(STORY, TODAY), STORY, TODAY) is None


def test_too_little_practice_moves_nowhere():
    rows = days((3, 5), (1, 15))

    assert movement_of(rows, TODAY).trend.label == "insufficient"
    assert (falls(rows), improved(movement_of(rows, TODAY), rows, TODAY)) == (None, None)
    assert movement_of([], TODAY).confirmed_on is None


def stuck(*rows, limits=LIMITS):
    """Rows: (days ago, correct, answered) on one skill."""
    found = [(TODAY - ago, answered, correct) for ago, correct, answered in rows]
    return wheel_spinning(FRACTIONS, found, TODAY, limits)


def test_nine_of_twenty_four_right_on_three_days_is_stuck():
    # The last two days have 14 answers, 4 of them right: 2.86 of 10.
    # Beta(2.8 + 2.86, 1.2 + 7.14): P(< .60) = .932
    found = stuck((9, 5, 10), (4, 2, 7), (1, 2, 7))

    assert (found.kind, found.severity, found.skill_id) == ("wheel_spinning", "medium", FRACTIONS)
    assert found.evidence == {
        "rule": "wheel_spinning",
        "on": "2026-11-23",
        "since": "2026-11-14",
        "last_practice": "2026-11-22",
        "correct": 9,
        "answered": 24,
        "active_days": 3,
        "last_correct": 2.8571,
        "last_answered": 10.0,
        "chance": found.certainty,
        "limits": {"answers": 8, "days": 2, "below": 0.6, "certainty": 0.8},
    }
    assert found.certainty == pytest.approx(0.932, abs=0.002)


@pytest.mark.parametrize(
    "rows, is_found",
    [
        ([(1, 2, 5), (0, 2, 5)], True),  # 4 of 10: .803
        ([(1, 2, 5), (0, 3, 5)], False),  # 5 of 10: .618
        ([(1, 1, 4), (0, 1, 4)], True),  # 2 of 8: .920
        ([(1, 1, 4), (0, 2, 4)], False),  # 3 of 8: .790
        ([(1, 0, 3), (0, 0, 4)], False),  # seven answers
        ([(0, 0, 8)], False),  # one day
        ([(31, 0, 10), (30, 0, 10)], False),  # not tried within the last 30 dates
        ([(31, 0, 10), (29, 0, 10)], True),
        # The 30 dates end with the last practice of the skill: one day is left.
        ([(35, 0, 10), (5, 0, 10)], False),
        # Bad days long ago do not count against the newest ten.
        ([(9, 0, 20), (1, 5, 5), (0, 5, 5)], False),
        ([], False),
    ],
)
def test_stuck_needs_eight_answers_two_days_and_ten_surely_low_ones(rows, is_found):
    assert (stuck(*rows) is not None) is is_found


def test_limits_of_being_stuck_are_those_of_the_class():
    rows = [(1, 2, 5), (0, 2, 5)]

    assert stuck(*rows, limits=RuleLimits(stuck_answers=11)) is None
    assert stuck(*rows, limits=RuleLimits(stuck_days=3)) is None
    assert stuck(*rows, limits=RuleLimits(stuck_below=0.5)) is None
    assert stuck(*rows, limits=RuleLimits(stuck_certainty=0.9)) is None


@pytest.mark.parametrize("ago, is_found", [(0, True), (6, True), (7, False), (-1, False)])
def test_a_mastered_skill_is_news_for_seven_dates(ago, is_found):
    found = mastered_skill(FRACTIONS, TODAY - ago, days((8, 9), (6, 10), of=10), TODAY)

    assert (found is not None) is is_found


def test_the_news_counts_the_answers_that_led_to_it():
    rows = days((40, 0), (8, 9), (6, 10), (2, 1), of=10)

    found = mastered_skill(FRACTIONS, day(11, 17), rows, TODAY)

    assert (found.kind, found.skill_id) == ("mastered", FRACTIONS)
    assert found.episode == "mastered 2026-11-17"
    assert found.evidence == {
        "rule": "mastered",
        "on": "2026-11-23",
        "mastered": "2026-11-17",
        "correct": 19,
        "answered": 20,
        "active_days": 2,
    }
