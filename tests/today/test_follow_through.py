"""Whether a school answers its alerts."""

import pytest

from alpha.today.follow_through import FollowThrough, follow_through
from analytics.alerts import acknowledge, dismiss, snooze, undo
from tests.factories import InterventionFactory
from tests.today.conftest import ago, alert_about, newcomer


@pytest.fixture
def seen_by_leader(people, school):
    return lambda: follow_through(people.LE, school)


def test_an_alert_waits_until_somebody_answers_it(seen_by_leader, alert, teacher):
    assert seen_by_leader() == FollowThrough(opened=1, answered=0, ended=0)
    assert seen_by_leader().waiting == 1

    acknowledge(alert, by=teacher)

    assert seen_by_leader() == FollowThrough(opened=1, answered=1, ended=0)


@pytest.mark.parametrize(
    "answer",
    [
        lambda alert, by: snooze(alert, by=by, days=3),
        lambda alert, by: dismiss(alert, by=by, reason="absent"),
        lambda alert, by: InterventionFactory(student=alert.student, teacher=by),
    ],
    ids=["snoozed", "dismissed", "helped"],
)
def test_each_answer_counts(seen_by_leader, alert, teacher, answer):
    answer(alert, teacher)

    assert seen_by_leader().answered == 1


def test_what_was_taken_back_is_no_answer(seen_by_leader, alert, teacher):
    acknowledge(alert, by=teacher)
    undo(alert, by=teacher)

    assert seen_by_leader().answered == 0


def test_help_before_the_alert_is_no_answer_to_it(seen_by_leader, alert, teacher):
    InterventionFactory(student=alert.student, teacher=teacher, created_at=ago(2))

    assert seen_by_leader().answered == 0


def test_what_ended_by_itself_waits_for_nobody(seen_by_leader, alert):
    alert.status, alert.close_reason, alert.closed_at = "resolved", "over", ago(0)
    alert.save()

    found = seen_by_leader()
    assert (found.ended, found.waiting) == (1, 0)


def test_good_news_and_alerts_of_long_ago_are_left_out(seen_by_leader, classroom):
    alert_about(newcomer(classroom, "Ada"), classroom, "streak")
    alert_about(newcomer(classroom, "Ben"), classroom, opened_at=ago(31))

    assert seen_by_leader().opened == 0
