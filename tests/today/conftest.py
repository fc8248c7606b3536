from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from tests.factories import AlertFactory, EnrollmentFactory, StudentFactory

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def monday():
    """It is Monday, November 23, 2026, ten in the morning at the school (New York)."""
    with time_machine.travel(datetime(2026, 11, 23, 15, tzinfo=UTC), tick=False):
        yield


STRUGGLING = {
    "rule": "struggling",
    "on": "2026-11-22",
    "since": "2026-10-24",
    "correct": 99,
    "answered": 180,
    "active_days": 9,
    "chance": 0.9985,
    "limits": {"below": 0.7, "certainty": 0.8, "answers": 20},
}
STREAK = {"rule": "streak", "on": "2026-11-22", "days": 10, "since": "2026-11-09"}


def alert_about(student, classroom, kind="struggling", **fields):
    """Opened this morning."""
    evidence = {"struggling": STRUGGLING, "streak": STREAK}.get(kind, {})
    return AlertFactory(
        **{
            "student": student,
            "classroom": classroom,
            "kind": kind,
            "severity": "low" if kind == "streak" else "high",
            "evidence": evidence,
            "opened_at": datetime(2026, 11, 23, 12, tzinfo=UTC),
        }
        | fields
    )


def newcomer(classroom, name):
    student = StudentFactory(school=classroom.school, name=name)
    EnrollmentFactory(classroom=classroom, student=student)
    return student


def ago(days):
    return datetime(2026, 11, 23, 12, tzinfo=UTC) - timedelta(days=days)


TUESDAY = date(2026, 11, 24)


@pytest.fixture
def alert(student, classroom):
    return alert_about(student, classroom)


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def press(client, verb, *alerts, htmx=True, key="", **typed):
    """Press a button on the card of these alerts."""
    body = {
        "idempotency_key": key or str(uuid4()),
        "alerts": ",".join(str(alert.pk) for alert in alerts),
        **typed,
    }
    address = reverse(f"analytics:{verb}", args=[alerts[0].pk])
    return client.post(address, body, headers=HTMX if htmx else {})
