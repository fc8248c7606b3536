"""An alert over the days: it follows its finding, closes by itself, and does not come back too soon."""

from datetime import date, timedelta

import pytest
import time_machine

from alpha.learning.models import Student
from analytics.alerts import evaluate_school, evaluate_students
from analytics.models import Alert, AlertChange, AlertTrigger, ClassroomRules
from tests.analytics.alerts.records import TODAY, daily, days_ago, struggler
from tests.analytics.records import classmate, practiced
from tests.factories import AlertFactory, AssignedWorkFactory, LearningPathFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def evaluate(classroom):
    """Evaluates the school on a day, `ahead` days after the Monday of the tests."""

    def evaluate_on(ahead=0):
        day = TODAY + timedelta(days=ahead)
        with time_machine.travel(f"{day}T15:00Z", tick=False):
            return evaluate_school(classroom.school)

    return evaluate_on


def practiced_on(student, ahead, correct, answered):
    practiced(student, -ahead, correct, answered)


def test_an_alert_says_what_is_true_today(classroom, evaluate):
    student = struggler(classroom)
    evaluate()
    practiced_on(student, 2, 12, 20)

    evaluate(2)

    alert = Alert.objects.get()
    # 16 of 40, then 28 of 60: 47 %, still more than ten points below the line.
    assert (alert.evidence["correct"], alert.evidence["answered"]) == (28, 60)
    assert (alert.evaluated_on, alert.opened_at.date()) == (TODAY + timedelta(days=2), TODAY)
    assert [trigger.evidence["answered"] for trigger in AlertTrigger.objects.order_by("pk")] == [
        40,
        60,
    ]
    assert set(AlertTrigger.objects.values_list("alert", flat=True)) == {alert.pk}


def test_struggling_closes_after_seven_clear_evaluations(classroom, evaluate):
    student = struggler(classroom)
    evaluate()
    # 16 of 40, then 76 of 100: P(< .70) is far below one half.
    practiced_on(student, 1, 60, 60)

    for ahead in range(1, 7):
        assert evaluate(ahead).closed == 0
    alert = Alert.objects.get()
    assert (alert.status, alert.clear_evaluations) == ("open", 6)

    assert evaluate(7).closed == 1

    alert.refresh_from_db()
    assert (alert.status, alert.close_reason) == ("resolved", "over")
    assert alert.closed_at.date() == TODAY + timedelta(days=7)
    change = AlertChange.objects.get()
    assert (change.alert, change.action, change.reason) == (alert, "closed", "over")
    assert (change.made_by, change.before["status"]) == (None, "open")


def test_looking_twice_a_day_counts_once_and_a_finding_starts_again(classroom, evaluate):
    student = struggler(classroom)
    evaluate()
    practiced_on(student, 1, 60, 60)
    for _ in range(3):
        evaluate(1)
    evaluate(2)
    assert Alert.objects.get().clear_evaluations == 2

    practiced_on(student, 3, 0, 60)
    evaluate(3)

    assert (Alert.objects.get().clear_evaluations, Alert.objects.get().status) == (0, "open")


def test_between_sure_and_over_an_alert_stays(classroom, evaluate):
    student = struggler(classroom)
    evaluate()
    # 44 of 68 is 65 %: P(< .70) is between one half and four fifths.
    practiced_on(student, 1, 28, 28)

    for ahead in range(1, 12):
        evaluate(ahead)

    alert = Alert.objects.get()
    assert (alert.status, alert.clear_evaluations) == ("open", 0)
    assert AlertTrigger.objects.count() == 1


def test_facts_close_as_soon_as_they_end(classroom, evaluate):
    quiet = daily(classroom, "Quiet", last=10)
    work = AssignedWorkFactory(student=quiet, assignment__due_at="2026-11-20T17:00Z")
    evaluate()
    assert set(Alert.objects.values_list("kind", flat=True)) == {"inactivity", "overdue"}
    practiced_on(quiet, 1, 8, 10)
    work.status, work.completed_at = "completed", "2026-11-24T14:00Z"
    work.save()

    evaluate(1)

    assert {alert.kind: (alert.status, alert.close_reason) for alert in Alert.objects.all()} == {
        "inactivity": ("resolved", "over"),
        "overdue": ("resolved", "over"),
        "returned": ("open", ""),
    }


def test_an_acknowledged_or_snoozed_alert_closes_by_itself_too(classroom, evaluate):
    quiet = daily(classroom, "Quiet", last=10)
    evaluate()
    Alert.objects.update(status="acknowledged", snoozed_until=TODAY + timedelta(days=9))
    practiced_on(quiet, 1, 8, 10)

    evaluate(1)

    alert = Alert.objects.get(kind="inactivity")
    assert (alert.status, alert.snoozed_until) == ("resolved", None)
    assert AlertChange.objects.get().before == {
        "status": "acknowledged",
        "snoozed_until": "2026-12-02",
        "closed_at": None,
        "close_reason": "",
    }


def close(alert, ahead=0, status="dismissed", reason="known_reason"):
    Alert.objects.filter(pk=alert.pk).update(
        status=status,
        close_reason=reason,
        closed_at=f"{TODAY + timedelta(days=ahead)}T15:00Z",
    )


def test_it_does_not_come_back_within_fourteen_days_but_every_trigger_is_kept(classroom, evaluate):
    student = struggler(classroom)
    evaluate()
    close(Alert.objects.get())

    assert evaluate(13).opened == 0
    assert evaluate(14).opened == 1

    assert list(Alert.objects.order_by("pk").values_list("status", flat=True)) == [
        "dismissed",
        "open",
    ]
    new = Alert.objects.current().get()
    first, second, third = AlertTrigger.objects.filter(student=student).order_by("evaluated_on")
    assert (second.alert, third.alert) == (None, new)
    assert first.alert.status == "dismissed"


def test_a_gap_is_told_once_however_long_it_lasts(classroom, evaluate):
    quiet = daily(classroom, "Quiet", last=10)
    evaluate()
    close(Alert.objects.get())

    assert evaluate(40).opened == 0
    assert AlertTrigger.objects.filter(student=quiet).count() == 2

    # She comes back, and goes again: that is another gap.
    for ahead in range(41, 70):
        if (TODAY + timedelta(days=ahead)).weekday() < 5:
            practiced_on(quiet, ahead, 8, 10)
    evaluate(80)
    assert Alert.objects.current().get(kind="inactivity").episode == f"after {date(2027, 1, 29)}"


def test_good_news_is_old_after_a_week(classroom, evaluate):
    student = classmate(classroom, "Master")
    path = LearningPathFactory(
        student=student, mastery_achieved=True, mastered_at="2026-11-23T14:00Z"
    )
    practiced(student, 0, 10, 10, skill=path.skill)
    evaluate()

    assert evaluate(6).closed == 0
    assert evaluate(7).closed == 1
    assert Alert.objects.get().close_reason == "old_news"
    assert evaluate(8).opened == 0


def test_switching_a_rule_off_closes_its_alerts(classroom, evaluate):
    struggler(classroom)
    evaluate()
    ClassroomRules.objects.create(classroom=classroom, is_struggling_on=False)

    assert evaluate().closed == 1

    assert Alert.objects.get().close_reason == "rule_off"


def test_telling_the_past_does_not_touch_what_is_known_of_later(classroom, evaluate):
    student = struggler(classroom)
    evaluate()
    before = Alert.objects.values().get()

    found = evaluate_school(classroom.school, on=days_ago(2))

    assert (found.findings, found.opened) == (1, 0)
    assert Alert.objects.values().get() == before
    old = AlertTrigger.objects.get(evaluated_on=days_ago(2))
    assert (old.student, old.alert) == (student, None)


def test_an_alert_closed_later_is_not_opened_in_the_past(classroom, evaluate):
    struggler(classroom)
    evaluate()
    close(Alert.objects.get())

    assert evaluate_school(classroom.school, on=days_ago(2)).opened == 0


def test_practice_later_the_same_day_brings_the_trigger_up_to_date(classroom, evaluate):
    student = struggler(classroom)
    evaluate()
    practiced_on(student, 0, 0, 20)

    evaluate()

    assert AlertTrigger.objects.get().evidence["answered"] == 60


def test_alerts_of_other_students_and_hands_are_left_alone(classroom, evaluate):
    struggler(classroom)
    other = AlertFactory(student=classmate(classroom, "Other"), classroom=classroom)

    evaluate_students(classroom.school, [Student.objects.get(name="Struggler").pk])

    other.refresh_from_db()
    assert (other.status, other.evaluated_on) == ("open", None)
