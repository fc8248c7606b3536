from datetime import date, timedelta

import pytest
import time_machine

from alpha.periods import Period
from interventions.baseline import (
    Tally,
    ThenAndNow,
    base_window,
    frozen,
    frozen_baseline,
    last_30_days,
    last_30_days_now,
    then_and_now,
)
from tests.factories import PracticeSessionFactory, SkillFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 23)


def practice(student, skill, days_before, correct, answered):
    PracticeSessionFactory(
        student=student,
        skill=skill,
        school_day=DAY - timedelta(days=days_before),
        questions_answered=answered,
        questions_correct=correct,
    )


def tally(correct, answered, active_days):
    return {"correct": correct, "answered": answered, "active_days": active_days}


NOTHING = {"base": tally(0, 0, 0), "last30": tally(0, 0, 0)}


def test_the_base_window_leaves_out_the_two_weeks_before():
    # 43 days before November 23 is October 11, 16 days before is November 7.
    assert base_window(DAY) == Period(date(2026, 10, 11), date(2026, 11, 8))
    assert base_window(DAY).days == 28


def test_the_last_30_days_end_with_the_day_itself():
    assert last_30_days(DAY) == Period(date(2026, 10, 25), date(2026, 11, 24))


def test_the_baseline_counts_each_window_to_its_last_day(student, django_assert_num_queries):
    fractions = SkillFactory(school=student.school, name="Fractions")
    division = SkillFactory(school=student.school, name="Division")
    practice(student, fractions, 44, 9, 9)  # before everything
    practice(student, fractions, 43, 1, 2)  # first day of base
    practice(student, fractions, 30, 2, 4)  # base only
    practice(student, fractions, 29, 3, 6)  # base, and first of the last 30
    practice(student, division, 29, 1, 5)
    practice(student, fractions, 16, 4, 8)  # last day of base
    practice(student, fractions, 15, 5, 10)  # last 30 only
    practice(student, fractions, 0, 6, 12)  # the day itself
    practice(student, division, -1, 7, 7)  # after
    PracticeSessionFactory(
        student=student,
        skill=division,
        school_day=DAY,
        questions_answered=0,
        questions_correct=0,
    )
    practice(PracticeSessionFactory(student__school=student.school).student, fractions, 0, 1, 1)

    with django_assert_num_queries(1):
        baseline = frozen_baseline(student, [fractions], DAY)

    assert baseline == {
        "version": 1,
        "date": "2026-11-23",
        "overall": {
            # 1+2+3+1+4 of 2+4+6+5+8 on four dates
            "base": tally(11, 25, 4),
            # 3+1+4+5+6 of 6+5+8+10+12 on four dates
            "last30": tally(19, 41, 4),
        },
        "skills": {
            str(fractions.pk): {
                # 1+2+3+4 of 2+4+6+8
                "base": tally(10, 20, 4),
                # 3+4+5+6 of 6+8+10+12
                "last30": tally(18, 36, 4),
            }
        },
    }


def test_a_student_without_practice_has_an_empty_baseline(student):
    skill = SkillFactory(school=student.school)

    assert frozen_baseline(student, [skill], DAY) == {
        "version": 1,
        "date": "2026-11-23",
        "overall": NOTHING,
        "skills": {str(skill.pk): NOTHING},
    }


@pytest.mark.parametrize(
    "correct, answered, percent",
    [(0, 0, None), (0, 5, 0), (99, 180, 55), (1, 8, 13), (1, 3, 33), (2, 3, 67), (7, 7, 100)],
)
def test_percent_is_whole_and_half_goes_up(correct, answered, percent):
    assert Tally(correct, answered, 1).percent == percent


@time_machine.travel(DAY + timedelta(days=7), tick=False)
def test_now_is_the_same_thirty_days_a_week_later(student, django_assert_num_queries):
    fractions = SkillFactory(school=student.school, name="Fractions")
    division = SkillFactory(school=student.school, name="Division")
    practice(student, fractions, 29, 9, 20)  # then only
    practice(student, fractions, 22, 5, 20)  # the last day of both windows
    practice(student, division, 0, 6, 20)
    practice(student, fractions, -6, 18, 20)  # now only
    baseline = frozen_baseline(student, [fractions], DAY)

    with django_assert_num_queries(1):
        rows = then_and_now(student, baseline, [fractions, division])

    # Division was not among the skills when it began.
    assert rows == [
        ThenAndNow("All skills", Tally(14, 40, 2), Tally(20, 60, 3), Tally(29, 60, 3)),
        ThenAndNow("Fractions", Tally(14, 40, 2), Tally(14, 40, 2), Tally(23, 40, 2)),
        ThenAndNow("Division", None, None, Tally(6, 20, 1)),
    ]
    assert last_30_days_now(student) == Tally(29, 60, 3)
    assert frozen(baseline, "last30") == Tally(20, 60, 3)


@pytest.mark.parametrize("nothing", [None, {}])
def test_nothing_frozen_is_no_data(student, nothing):
    assert frozen(nothing, "last30") is None
    assert then_and_now(student, nothing, []) == [
        ThenAndNow("All skills", None, None, Tally(0, 0, 0))
    ]
