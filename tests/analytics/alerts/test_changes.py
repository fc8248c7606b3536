"""What people do with an alert: every change, every refusal, and the way back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from analytics.alerts import (
    AlertConflictError,
    acknowledge,
    dismiss,
    reopen,
    resolve,
    snooze,
    undo,
)
from analytics.models import Alert, AlertChange
from tests.factories import AlertFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
OPEN = {"status": "open", "snoozed_until": None, "closed_at": None, "close_reason": ""}


@pytest.fixture
def alert(student, classroom):
    return AlertFactory(student=student, classroom=classroom, clear_evaluations=3)


def state(alert):
    return Alert.objects.filter(pk=alert.pk).values(*OPEN).get()


def log(alert):
    rows = AlertChange.objects.filter(alert=alert).order_by("pk")
    return [(row.action, row.reason, row.made_by.username) for row in rows]


def test_acknowledging_says_that_somebody_takes_care(alert, teacher):
    changed = acknowledge(alert, by=teacher)

    assert changed.status == "acknowledged"
    assert state(alert) == OPEN | {"status": "acknowledged"}
    change = AlertChange.objects.get()
    assert (change.action, change.made_by, change.made_at) == ("acknowledged", teacher, NOW)
    assert change.before == OPEN


def test_acknowledging_twice_is_once(alert, teacher):
    acknowledge(alert, by=teacher)
    acknowledge(alert, by=teacher)

    assert log(alert) == [("acknowledged", "", "alice")]


def test_snoozing_until_a_day_or_for_days(alert, teacher):
    snooze(alert, by=teacher, days=3)
    assert state(alert) == OPEN | {"snoozed_until": date(2026, 11, 26)}

    snooze(alert, by=teacher, until=date(2026, 12, 7))

    assert state(alert) == OPEN | {"snoozed_until": date(2026, 12, 7)}
    assert log(alert) == [("snoozed", "2026-11-26", "alice"), ("snoozed", "2026-12-07", "alice")]


@pytest.mark.parametrize(
    "given",
    [
        {"days": 0},
        {"days": 91},
        {"until": date(2026, 11, 23)},
        {"until": date(2026, 11, 1)},
        {"until": date(2027, 2, 22)},
        {},
    ],
)
def test_snoozing_into_the_past_or_for_ever_is_refused(alert, teacher, given):
    with pytest.raises(ValidationError) as refusal:
        snooze(alert, by=teacher, **given)

    assert refusal.value.message_dict == {"until": ["Choose a day within the next 90 days."]}
    assert (state(alert), log(alert)) == (OPEN, [])


@pytest.mark.parametrize("reason", ["known_reason", "absent", "data_wrong", "already_handled"])
def test_dismissing_closes_it_with_the_reason(alert, teacher, reason):
    snooze(alert, by=teacher, days=3)

    dismiss(alert, by=teacher, reason=reason)

    assert state(alert) == {
        "status": "dismissed",
        "snoozed_until": None,
        "closed_at": NOW,
        "close_reason": reason,
    }
    assert log(alert)[-1] == ("dismissed", reason, "alice")


@pytest.mark.parametrize("reason", ["", "handled", "boring"])
def test_dismissing_needs_one_of_the_reasons(alert, teacher, reason):
    with pytest.raises(ValidationError) as refusal:
        dismiss(alert, by=teacher, reason=reason)

    assert refusal.value.message_dict == {"reason": ["Choose one of the reasons."]}
    assert state(alert) == OPEN


def test_resolving_closes_it_as_handled(alert, teacher):
    acknowledge(alert, by=teacher)

    resolve(alert, by=teacher)

    assert state(alert) == OPEN | {
        "status": "resolved",
        "closed_at": NOW,
        "close_reason": "handled",
    }


@pytest.mark.parametrize(
    "act",
    [
        acknowledge,
        resolve,
        lambda alert, by: snooze(alert, by=by, days=3),
        lambda alert, by: dismiss(alert, by=by, reason="absent"),
    ],
)
def test_a_closed_alert_is_done_with(alert, teacher, act):
    resolve(alert, by=teacher)

    with pytest.raises(AlertConflictError, match=r"^This alert is closed already\.$"):
        act(alert, by=teacher)

    assert len(log(alert)) == 1


def test_opening_again_what_was_closed(alert, teacher):
    dismiss(alert, by=teacher, reason="absent")

    reopen(alert, by=teacher)

    assert state(alert) == OPEN
    assert Alert.objects.get(pk=alert.pk).clear_evaluations == 0
    assert log(alert)[-1] == ("reopened", "", "alice")


def test_opening_again_what_is_open_or_has_a_successor_is_refused(alert, teacher):
    with pytest.raises(AlertConflictError, match=r"^This alert is open\.$"):
        reopen(alert, by=teacher)
    dismiss(alert, by=teacher, reason="absent")
    AlertFactory(student=alert.student, classroom=alert.classroom, dedupe_key=alert.dedupe_key)

    for act in (reopen, undo):
        with pytest.raises(AlertConflictError, match="There is a newer alert about the same"):
            act(alert, by=teacher)

    assert state(alert)["status"] == "dismissed"


def test_each_change_can_be_taken_back_one_after_the_other(alert, teacher):
    acknowledge(alert, by=teacher)
    snooze(alert, by=teacher, days=3)
    dismiss(alert, by=teacher, reason="absent")
    acknowledged = OPEN | {"status": "acknowledged"}

    states = []
    for _ in range(3):
        undo(alert, by=teacher)
        states.append(state(alert))

    assert states == [
        acknowledged | {"snoozed_until": date(2026, 11, 26)},
        acknowledged,
        OPEN,
    ]
    with pytest.raises(AlertConflictError, match=r"^There is nothing to take back\.$"):
        undo(alert, by=teacher)
    undone = AlertChange.objects.filter(action="undone").order_by("pk")
    assert [change.undoes.action for change in undone] == ["dismissed", "snoozed", "acknowledged"]


def test_what_was_taken_back_can_be_done_again_and_taken_back_again(alert, teacher):
    acknowledge(alert, by=teacher)
    undo(alert, by=teacher)
    acknowledge(alert, by=teacher)

    undo(alert, by=teacher)

    assert state(alert) == OPEN


def test_what_happened_by_itself_is_not_taken_back(alert, teacher):
    acknowledge(alert, by=teacher)
    Alert.objects.filter(pk=alert.pk).update(status="resolved", close_reason="over", closed_at=NOW)
    AlertChange.objects.create(alert=alert, action="closed", reason="over")

    with pytest.raises(AlertConflictError, match="nothing to take back"):
        undo(alert, by=teacher)

    reopen(alert, by=teacher)
    assert state(alert) == OPEN


def test_a_colleague_may_take_back_what_another_did(alert, people):
    dismiss(alert, by=people.TE, reason="data_wrong")

    undo(alert, by=people.CO)

    assert log(alert)[-1] == ("undone", "", "co-teacher")


def test_the_past_can_be_told(alert, teacher):
    at = NOW - timedelta(days=10)

    dismiss(alert, by=teacher, reason="absent", at=at)

    assert state(alert)["closed_at"] == AlertChange.objects.get().made_at == at
    # A snooze of then counts its days from then.
    undo(alert, by=teacher, at=at)
    snooze(alert, by=teacher, days=3, at=at)
    assert state(alert)["snoozed_until"] == date(2026, 11, 16)


@pytest.mark.parametrize(
    "who, refusal",
    [
        ("TE", None),
        ("CO", None),
        ("LE", None),
        ("AIDE", PermissionDenied),
        ("AD", PermissionDenied),
        ("TO", Http404),
        ("TX", Http404),
        ("ST", Http404),
        ("GU", Http404),
    ],
)
@pytest.mark.parametrize("about", ["student", "class"])
def test_who_may_act_on_an_alert(people, classroom, about, who, refusal):
    given = (
        {"student": people.ST.student}
        if about == "student"
        else {"student": None, "kind": "class_gap"}
    )
    alert = AlertFactory(classroom=classroom, **given)
    person = getattr(people, who)

    if refusal is None:
        acknowledge(alert, by=person)
        assert log(alert) == [("acknowledged", "", person.username)]
        return
    for act in (acknowledge, resolve, undo, reopen):
        with pytest.raises(refusal):
            act(alert, by=person)
    assert (state(alert), log(alert)) == (OPEN, [])
