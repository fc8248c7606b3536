import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.aim_lines import aim, aim_outlook, aim_status, four_point_rule

ORDER = ["change", "keep", "raise"]


def twenties(*corrects):
    return [(week, correct, 20) for week, correct in enumerate(corrects, start=1)]


@pytest.mark.parametrize(
    "weekly, status",
    [
        # Half right for six weeks: the line ends at .50, the aim of week 6 is .50 + .30 · 6/12 = .65.
        # w = 20/1.76, W = 68.18, Sxx = 198.9, phi = 12/16, v = .25, so the line's variance is
        # .1875 · (1/68.18 + 2.5²/198.9) = .00864; the baseline's .25/60 = .00417. t = -.15/.1132 =
        # -1.325 with 16 degrees of freedom: P = .102, just not sure enough.
        (twenties(10, 10, 10, 10, 10, 10), "keep"),
        # One right answer fewer in the newest week: the line ends at .474, t = -.176/.1135 = -1.55, P = .070.
        (twenties(10, 10, 10, 10, 10, 9), "change"),
        # On the line: .525, .55 … .65.
        (twenties(11, 11, 11, 12, 13, 13), "keep"),
        (twenties(11, 13, 14, 16, 17, 19), "raise"),
        (twenties(20, 20, 20, 20, 20, 20), "raise"),
        (twenties(0, 0, 0, 0, 0, 0), "change"),
    ],
)
def test_six_weeks_towards_80_percent(weekly, status):
    assert aim_status(weekly, baseline=0.5, goal=0.8, weeks=12) == status


def test_the_probability_behind_the_advice_is_known():
    # The first two examples above.
    keep = aim_outlook(twenties(10, 10, 10, 10, 10, 10), 0.5, 0.8, 12)
    change = aim_outlook(twenties(10, 10, 10, 10, 10, 9), 0.5, 0.8, 12)
    wait = aim_outlook(twenties(10, 10), 0.5, 0.8, 12)

    assert (keep.status, round(keep.probability, 3)) == ("keep", 0.102)
    assert (change.status, round(change.probability, 3)) == ("change", 0.07)
    assert (wait.status, wait.probability, wait.weeks_seen) == ("wait", None, 2)


def test_before_six_weeks_with_answers_it_waits():
    five = twenties(0, 0, 0, 0, 0)
    assert aim_status([], 0.5, 0.8, 12) == "wait"
    assert aim_status(five, 0.5, 0.8, 12) == "wait"
    # A week without answers is no week, and two rows of one week are one.
    assert aim_status([*five, (6, 0, 0), (5, 0, 20)], 0.5, 0.8, 12) == "wait"
    assert aim_status([*five, (7, 0, 20)], 0.5, 0.8, 12) == "change"


def test_order_and_split_weeks_do_not_matter():
    whole = twenties(10, 10, 10, 10, 10, 9)
    split = [(6, 4, 10), (6, 5, 10), *reversed(whole[:5])]
    assert aim_status(split, 0.5, 0.8, 12) == aim_status(whole, 0.5, 0.8, 12) == "change"


def test_a_thin_baseline_makes_it_careful():
    weekly = twenties(10, 10, 10, 10, 10, 9)
    assert aim_status(weekly, 0.5, 0.8, 12, baseline_n=60) == "change"
    assert aim_status(weekly, 0.5, 0.8, 12, baseline_n=15) == "keep"


def test_after_the_last_week_the_aim_stays_at_the_goal():
    assert [aim(week, 0.5, 0.8, 12) for week in (0, 6, 12, 20)] == pytest.approx(
        [0.5, 0.65, 0.8, 0.8]
    )


def test_a_goal_below_the_baseline_is_a_line_like_any_other():
    assert aim(6, 0.8, 0.6, 12) == pytest.approx(0.7)
    assert aim_status(twenties(19, 19, 19, 20, 20, 20), 0.8, 0.6, 12) == "raise"


@pytest.mark.parametrize(
    "corrects, status",
    [
        ([10, 10, 10], "wait"),
        ([10, 10, 10, 10], "change"),
        ([14, 14, 14, 14], "raise"),
        ([10, 10, 10, 14], "keep"),
        # Only the newest four count; week 2's aim is .55, and on the line is neither side.
        ([20, 10, 10, 10, 10], "change"),
        ([14, 11, 14, 14], "keep"),
    ],
)
def test_four_point_rule(corrects, status):
    assert four_point_rule(twenties(*corrects), 0.5, 0.8, 12) == status


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"baseline": 1.2}, "Baseline and goal are shares from 0 to 1."),
        ({"goal": -0.1}, "Baseline and goal are shares from 0 to 1."),
        ({"weeks": 0}, "A goal needs at least one week."),
        ({"baseline_n": 0}, "A baseline needs at least one answer."),
        ({"weekly": [(3, 21, 20)]}, "Week 3 has 21 correct of 20 answered."),
    ],
)
def test_what_cannot_be_is_refused(arguments, message):
    usual = {"weekly": [], "baseline": 0.5, "goal": 0.8, "weeks": 12}
    with pytest.raises(ValueError, match=rf"^{message}$"):
        aim_status(**(usual | arguments))


def test_huge_and_perfect_weeks_stay_finite():
    perfect = [(week, 10**9, 10**9) for week in range(1, 13)]
    assert aim_status(perfect, 1.0, 1.0, 12) == "keep"
    assert aim_status(perfect, 0.0, 0.5, 12) == "raise"
    none = [(week, 0, 10**9) for week in range(1, 13)]
    assert aim_status(none, 0.0, 0.5, 12) == "change"


some_weeks = st.lists(st.integers(0, 20), min_size=6, max_size=12)
share = st.integers(0, 20).map(lambda k: k / 20)


@given(some_weeks, share, share, share)
def test_a_higher_goal_is_never_easier_to_reach(corrects, baseline, one, other):
    low, high = sorted((one, other))
    weekly = twenties(*corrects)
    easy, hard = (aim_status(weekly, baseline, goal, 12) for goal in (low, high))
    assert ORDER.index(hard) <= ORDER.index(easy)


@given(some_weeks, share, share, st.integers(1, 30))
def test_right_and_wrong_exchanged_turn_the_advice_round(corrects, baseline, goal, weeks):
    status = aim_status(twenties(*corrects), baseline, goal, weeks)
    mirror = aim_status(twenties(*(20 - k for k in corrects)), 1 - baseline, 1 - goal, weeks)
    # The two limits differ (10 and 95 %), so only the far ends have to mirror each other.
    assert status != "raise" or mirror == "change"
    assert mirror != "raise" or status == "change"
