from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alpha.gamification.rules import (
    XP_PER_DAY,
    Effort,
    current_streak,
    have,
    level_of,
    metric_counts,
    practice_xp,
    reached_on,
    streaks,
    xp_needed,
    xp_to_next_level,
)

FRIDAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 23)
HOLIDAY = date(2026, 11, 18)


def is_school_day(day):
    return day.weekday() < 5 and day != HOLIDAY


def days(first, last):
    return {first + timedelta(days=offset) for offset in range((last - first).days + 1)}


@pytest.mark.parametrize(
    "active,today,streak",
    [
        pytest.param(set(), MONDAY, 0, id="no practice ever"),
        pytest.param({MONDAY}, MONDAY, 1, id="today is the first day"),
        pytest.param({FRIDAY}, MONDAY, 1, id="a weekend breaks nothing, today is not over"),
        pytest.param({FRIDAY, MONDAY}, MONDAY, 2, id="a weekend counts for nothing either"),
        pytest.param(days(FRIDAY, MONDAY), MONDAY, 4, id="practice on a weekend counts"),
        pytest.param({FRIDAY}, date(2026, 11, 24), 0, id="a school day missed ends it"),
        pytest.param({date(2026, 11, 17), date(2026, 11, 19)}, FRIDAY, 2, id="over a holiday"),
        pytest.param({date(2026, 11, 16), FRIDAY}, FRIDAY, 1, id="only the days since the gap"),
        pytest.param({FRIDAY, date(2026, 11, 24)}, FRIDAY, 1, id="later dates are ignored"),
        pytest.param({date(2026, 11, 24)}, FRIDAY, 0, id="only later dates"),
    ],
)
def test_current_streak(active, today, streak):
    assert current_streak(active, today, is_school_day) == streak


active = st.sets(st.dates(date(2026, 9, 1), date(2026, 11, 23)))


@given(active)
def test_the_streak_of_each_day_is_the_current_streak_of_that_evening(days):
    # Two ways to count the same: forward from the first day, backward from each.
    assert streaks(days, is_school_day) == {
        day: current_streak(days, day, is_school_day) for day in sorted(days)
    }


def test_streaks_by_hand():
    # Tuesday; Wednesday is a holiday; Thursday; Friday; the weekend; Monday; Tuesday missed; Wednesday.
    tuesday, thursday = date(2026, 11, 17), date(2026, 11, 19)
    wednesday = date(2026, 11, 25)

    assert streaks({wednesday, MONDAY, FRIDAY, thursday, tuesday}, is_school_day) == {
        tuesday: 1,
        thursday: 2,
        FRIDAY: 3,
        MONDAY: 4,
        wednesday: 1,
    }
    assert streaks([], is_school_day) == {}


@pytest.mark.parametrize(
    "answered,correct,earned,xp",
    [
        pytest.param(20, 11, 0, 31, id="one for each answer, one more for each right one"),
        pytest.param(20, 0, 0, 20, id="a wrong answer is effort too"),
        pytest.param(0, 0, 0, 0, id="nothing answered"),
        pytest.param(60, 40, 0, 100, id="exactly a day's ceiling"),
        pytest.param(60, 50, 0, 100, id="a day has a ceiling"),
        pytest.param(20, 11, 90, 10, id="only what is left under it"),
        pytest.param(20, 11, 100, 0, id="nothing above it"),
        pytest.param(20, 11, 130, 0, id="never less than nothing"),
    ],
)
def test_practice_xp(answered, correct, earned, xp):
    assert practice_xp(answered, correct, earned_that_day=earned) == xp


sessions_of_a_day = st.lists(
    st.integers(0, 80).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
)


@given(sessions_of_a_day, st.randoms(use_true_random=False))
def test_a_day_brings_the_same_in_any_order(sessions, chance):
    shuffled = chance.sample(sessions, len(sessions))
    totals = []
    for order in (sessions, shuffled):
        earned = 0
        for answered, correct in order:
            earned += practice_xp(answered, correct, earned_that_day=earned)
        totals.append(earned)

    assert totals == [min(XP_PER_DAY, sum(map(sum, sessions)))] * 2


def test_each_level_is_fifty_longer_than_the_one_before():
    # +100, +150, +200, +250, +300
    assert [xp_needed(level) for level in range(1, 7)] == [0, 100, 250, 450, 700, 1000]


@pytest.mark.parametrize(
    "xp,level,missing",
    [
        (-5, 1, 105),
        (0, 1, 100),
        (99, 1, 1),
        (100, 2, 150),
        (249, 2, 1),
        (250, 3, 200),
        (699, 4, 1),
        (700, 5, 300),
    ],
)
def test_level_and_what_is_missing_to_the_next(xp, level, missing):
    assert (level_of(xp), xp_to_next_level(xp)) == (level, missing)


@given(st.integers(0, 1_000_000))
def test_a_level_holds_its_xp(xp):
    level = level_of(xp)
    assert xp_needed(level) <= xp < xp_needed(level + 1)
    assert xp + xp_to_next_level(xp) == xp_needed(level + 1)


def test_achievements_count_what_their_metric_names():
    thursday = date(2026, 11, 19)
    effort = Effort(answered={MONDAY: 5, thursday: 60, FRIDAY: 40}, mastered_on=[MONDAY, thursday])

    counts = metric_counts(effort, is_school_day)

    assert counts == {
        "active_days": [(thursday, 1), (FRIDAY, 2), (MONDAY, 3)],
        "questions_answered": [(thursday, 60), (FRIDAY, 100), (MONDAY, 105)],
        "skills_mastered": [(thursday, 1), (MONDAY, 2)],
        "streak_days": [(thursday, 1), (FRIDAY, 2), (MONDAY, 3)],
    }
    assert [have(counts[metric]) for metric in counts] == [3, 105, 2, 3]
    assert reached_on(counts["questions_answered"], 100) == FRIDAY
    assert reached_on(counts["questions_answered"], 106) is None


def test_the_longest_streak_counts_also_after_it_broke():
    effort = Effort(answered=dict.fromkeys([*days(FRIDAY, MONDAY), date(2026, 11, 26)], 1))

    counts = metric_counts(effort, is_school_day)["streak_days"]

    assert counts[-1] == (date(2026, 11, 26), 1)
    assert have(counts) == 4
    assert reached_on(counts, 3) == date(2026, 11, 22)


def test_without_effort_there_is_nothing_to_have():
    counts = metric_counts(Effort(answered={}), is_school_day)
    assert {have(each) for each in counts.values()} == {0}
    assert {reached_on(each, 1) for each in counts.values()} == {None}
