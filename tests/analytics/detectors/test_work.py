from datetime import date

import pytest

from analytics.detectors import RuleLimits, Work
from analytics.detectors.work import overdue
from tests.analytics.detectors.days import TODAY, calendar, day

LIMITS = RuleLimits()


def late(due, on=TODAY, *, is_begun=False, limits=LIMITS, closed=()):
    work = Work(assignment_id=4, due=due, questions=12, is_begun=is_begun, answered=0)
    return overdue(work, on, calendar(*closed), limits)


def test_work_due_on_friday_is_overdue_on_monday():
    found = late(day(11, 20))

    assert (found.kind, found.assignment_id, found.severity) == ("overdue", 4, "low")
    assert (found.certainty, found.episode) == (1.0, "once")
    assert found.evidence == {
        "rule": "overdue",
        "on": "2026-11-23",
        "due": "2026-11-20",
        "school_days_late": 1,
        "is_begun": False,
        "answered": 0,
        "questions": 12,
        "limits": {"school_days": 1},
    }


@pytest.mark.parametrize(
    "due, on",
    [
        (TODAY, TODAY),  # the day is not over
        (TODAY + 2, TODAY),
        (day(11, 20), day(11, 22)),  # it is still the weekend
        (TODAY - 31, TODAY),  # history
    ],
)
def test_work_that_is_not_late_yet_or_long_past_is_left_alone(due, on):
    assert late(due, on) is None


def test_a_holiday_after_the_due_date_is_not_late():
    assert late(day(11, 20), closed=[date(2026, 11, 23)]) is None


@pytest.mark.parametrize(
    "due, is_begun, severity",
    [
        (day(11, 16), False, "medium"),  # November 17 to 23: five school days
        (day(11, 16), True, "low"),
        (day(11, 17), False, "low"),
    ],
)
def test_a_school_week_late_and_not_begun_weighs_more(due, is_begun, severity):
    assert late(due, is_begun=is_begun).severity == severity


def test_a_class_may_wait_longer():
    assert late(day(11, 19), limits=RuleLimits(overdue_school_days=3)) is None
    assert late(day(11, 18), limits=RuleLimits(overdue_school_days=3)) is not None
