"""Gaps against one's own rhythm, with the arithmetic."""

from datetime import date, timedelta

import pytest

from analytics.detectors import RuleLimits, class_gap, gap_of
from analytics.detectors.rhythm import Gap, inactivity, returned, streak
from tests.analytics.detectors.days import MONDAY, TODAY, answered, calendar, day, school_days

LIMITS = RuleLimits()
# The 60 dates that end on Friday, November 13 hold 44 weekdays: four from September 15, then eight weeks.
FRIDAY = day(11, 13)


def flagged(days, on=TODAY, closed=(), joined=None, limits=LIMITS):
    return inactivity(gap_of(days, on, calendar(*closed), joined), on, limits)


def test_a_gap_of_five_school_days_is_found_in_a_student_who_practiced_daily():
    # r = (44 + 2) / (44 + 8) = .8846; five days missed: (1 - r)^5 = .1154^5 = .00002
    found = flagged(answered(school_days(FRIDAY, 60)))

    assert (found.kind, found.severity, found.episode) == ("inactivity", "low", "after 2026-11-13")
    assert found.certainty == 1.0
    assert found.evidence == {
        "rule": "inactivity",
        "on": "2026-11-23",
        "last_practice": "2026-11-13",
        "joined": None,
        "missed": 5,
        "active_days": 44,
        "school_days": 44,
        "rhythm": 0.8846,
        "chance": 0.0,
        "limits": {"school_days": 5, "chance": 0.02},
    }


def test_four_school_days_are_no_gap_however_unlikely():
    # Friday the 20th itself is not over: Monday to Thursday are missed.
    assert flagged(answered(school_days(FRIDAY, 60)), on=day(11, 20)) is None


@pytest.mark.parametrize(
    "on, missed, is_found",
    [
        (day(11, 23), 5, False),  # .5385^5 = .0453
        (day(11, 24), 6, False),  # .5385^6 = .0244
        (day(11, 25), 7, True),  # .5385^7 = .0131
    ],
)
def test_who_practices_every_other_day_may_pause_for_longer(on, missed, is_found):
    # 22 of 44 days: r = 24 / 52 = .4615
    days = answered(school_days(FRIDAY, 60, every=2))

    assert gap_of(days, on, calendar()).missed == missed
    assert (flagged(days, on) is not None) is is_found


def test_holidays_are_never_missed():
    week = [date(2026, 11, 16) + timedelta(days=offset) for offset in range(5)]

    assert flagged(answered(school_days(FRIDAY, 60)), closed=week) is None
    assert gap_of(answered([FRIDAY]), TODAY, calendar(*week)).missed == 0


def test_practice_of_today_ends_the_gap():
    days = answered([*school_days(FRIDAY, 60), TODAY])

    assert gap_of(days, TODAY, calendar()).missed == 0


def test_from_ten_school_days_on_it_weighs_more():
    days = answered(school_days(day(11, 6), 60))

    assert flagged(days).severity == "medium"
    assert flagged(days).evidence["missed"] == 10


@pytest.mark.parametrize("missed, is_found", [(13, False), (14, True)])
def test_who_never_began_is_found_after_fourteen_school_days(missed, is_found):
    # Nothing is known of a rhythm: r = 2 / 8. .75^13 = .0238, .75^14 = .0178
    joined = school_days(TODAY - 1, missed)[0]
    found = flagged([], joined=joined)

    assert gap_of([], TODAY, calendar(), joined).missed == missed
    assert (found is not None) is is_found
    if found is not None:
        assert found.evidence["last_practice"] is None
        assert found.episode == f"after joining {date.fromordinal(joined)}"


def test_nothing_is_missed_before_joining_and_no_rhythm_was_owed():
    # In class since Monday the 16th: five days missed, though she last practiced (elsewhere) in October.
    old = answered([day(10, 5), day(10, 6)])

    gap = gap_of(old, TODAY, calendar(), joined=day(11, 16))

    # Of the rhythm only the two days count on which she practiced: both of them.
    assert (gap.missed, gap.active_days, gap.school_days) == (5, 2, 2)


@pytest.mark.parametrize("joined", [None, TODAY - 120])
def test_who_has_no_practice_within_the_lookback_has_left(joined):
    assert gap_of([], TODAY, calendar(), joined) is None
    assert inactivity(None, TODAY, LIMITS) is None


def test_the_rhythm_never_exceeds_nineteen_in_twenty():
    # Weekends too: 60 active days over 44 school days would be more than 1.
    every_date = answered(range(FRIDAY - 59, FRIDAY + 1))

    assert gap_of(every_date, TODAY, calendar()).rhythm == 0.95


def test_limits_of_the_class_are_kept():
    days = answered(school_days(FRIDAY, 60))

    assert flagged(days, limits=RuleLimits(inactive_school_days=6)) is None
    assert flagged(days, limits=RuleLimits(inactive_chance=0.00001)) is None


def gap(missed, active=44):
    return Gap(FRIDAY, None, missed, active, 44)


@pytest.mark.parametrize(
    "gaps, is_found",
    [
        ([gap(5), gap(7), gap(6), gap(0), None], True),  # three of five are 60 %
        ([gap(5), gap(7), gap(4), gap(0), gap(0)], False),  # four days are no gap
        ([gap(5), gap(5)], False),  # two students are no class
        ([gap(5), gap(5), None], True),
        # 4 of 44 days: r = 6/52, .885^5 = .54: five days are nothing unusual for them.
        ([gap(5, active=4)] * 5, False),
        # .885^14 = .18
        ([gap(14, active=4)] * 5, True),
        ([], False),
    ],
)
def test_a_pause_of_most_of_the_class_is_one_note(gaps, is_found):
    assert (class_gap(gaps, TODAY, LIMITS) is not None) is is_found


def test_the_note_counts_the_class():
    found = class_gap([gap(5), gap(7), gap(6), None], TODAY, LIMITS)

    assert (found.kind, found.severity, found.certainty) == ("class_gap", "medium", 1.0)
    assert found.evidence == {
        "rule": "class_gap",
        "on": "2026-11-23",
        "students": 4,
        "quiet": 3,
        "missed": 5,
        "last_practice": "2026-11-13",
        "limits": {"school_days": 5, "share": 0.6},
    }


def test_coming_back_after_a_gap_that_was_found_is_good_news_for_seven_dates():
    days = answered([day(11, 2), day(11, 17), day(11, 18)])

    found = returned(days, day(11, 13), TODAY, calendar())

    assert (found.kind, found.episode) == ("returned", "back 2026-11-17")
    # November 3 to 6, 9 to 13, and the 16th: ten school days.
    assert found.evidence == {
        "rule": "returned",
        "on": "2026-11-23",
        "back": "2026-11-17",
        "last_practice": "2026-11-02",
        "missed": 10,
        "active_days": 2,
    }
    assert returned(days, day(11, 13), day(11, 24), calendar()) is None


def test_a_gap_that_nobody_was_told_of_is_no_news():
    days = answered([day(11, 2), day(11, 17)])

    assert returned(days, None, TODAY, calendar()) is None
    # Found, and not back yet.
    assert returned(answered([day(11, 2)]), day(11, 13), TODAY, calendar()) is None


def test_a_gap_found_in_the_morning_and_ended_in_the_afternoon_is_news():
    assert (
        returned(answered([day(11, 2), TODAY]), TODAY, TODAY, calendar()).evidence["missed"] == 14
    )


def test_ten_school_days_in_a_row_are_good_news_for_seven_dates():
    # Ten weekdays, November 10 to 23; the weekends between break nothing.
    days = answered(school_days(TODAY, 10))

    found = streak(days, TODAY, calendar(), LIMITS)

    assert (found.kind, found.episode) == ("streak", "since 2026-11-10")
    assert found.evidence == {
        "rule": "streak",
        "on": "2026-11-23",
        "days": 10,
        "since": "2026-11-10",
        "reached": "2026-11-23",
        "limits": {"days": 10},
    }
    longer = answered(school_days(TODAY, 15))
    # The tenth day was November 16, a week ago; the eleventh is no news.
    assert streak(longer, TODAY, calendar(), LIMITS) is None


def test_nine_days_and_a_broken_streak_are_no_news():
    assert streak(answered(school_days(TODAY, 9)), TODAY, calendar(), LIMITS) is None
    # Reached on Thursday, nothing on Friday: on Monday it is over.
    assert streak(answered(school_days(day(11, 19), 10)), TODAY, calendar(), LIMITS) is None
    # Today is not over: nothing yet today breaks nothing.
    assert streak(answered(school_days(day(11, 20), 10)), TODAY, calendar(), LIMITS) is not None


def test_the_calendar_of_the_tests_is_what_they_say():
    assert MONDAY.strftime("%A") == "Monday"
    assert calendar().count(FRIDAY - 59, FRIDAY + 1) == 44
