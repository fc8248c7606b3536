"""One line of JSON for each request, with its id, and without anything about a child."""

import hashlib
import json
import logging

import pytest
from django.test import Client
from django.urls import reverse

from alpha.request_log import JsonFormatter, RequestIdFilter, request_id
from tests.factories import CalendarFeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(caplog):
    """The lines as they are written where Alpha runs, each already read as JSON."""
    caplog.set_level(logging.INFO)
    caplog.handler.addFilter(RequestIdFilter())
    formatter = JsonFormatter()
    caplog.handler.setFormatter(formatter)
    yield lambda: [
        json.loads(line)
        for line in caplog.text.splitlines()
        if json.loads(line)["logger"] == "alpha.requests"
    ]
    caplog.handler.filters.clear()


def test_request_is_one_line(client, log, teacher):
    client.force_login(teacher)

    response = client.get("/inbox/")

    [line] = log()
    assert line.pop("milliseconds") >= 0
    assert line.pop("time")
    assert line == {
        "level": "INFO",
        "logger": "alpha.requests",
        "message": "request",
        "request_id": response["X-Request-ID"],
        "method": "GET",
        "path": "/inbox/",
        "status": 200,
        "user_id": teacher.pk,
    }


def test_names_and_query_strings_stay_out(client, caplog, log, teacher, student):
    client.force_login(teacher)

    client.get(
        reverse("analytics:student_report", args=[student.pk]),
        {"days": 30, "search": "Sam Okafor"},
    )

    assert [line["path"] for line in log()] == [f"/analytics/students/{student.pk}/"]
    for word in ("Sam", "Okafor", "search", "Moreno", "alice"):
        assert word not in caplog.text


@pytest.mark.parametrize("known", [True, False])
def test_the_secret_of_a_calendar_stays_out(client, caplog, log, known):
    token = "Zx9-" * 10 + "q_7"
    if known:
        CalendarFeedFactory(token_hash=hashlib.sha256(token.encode()).hexdigest())

    response = client.get(reverse("interventions:calendar_feed", args=[token]))

    assert response.status_code == (200 if known else 404)
    [line] = log()
    assert line["path"] == "/interventions/calendar/….ics"
    # Django's own word about a page that is not there names its address too.
    assert token not in caplog.text
    assert "user_id" not in line


def test_the_secret_of_a_password_link_stays_out(client, caplog, log):
    client.get("/accounts/password/reset/key/3-cxyz12-0123456789abcdef0123456789abcdef/")

    assert log()
    assert "0123456789abcdef" not in caplog.text


def test_password_of_a_failed_sign_in_stays_out(client, caplog, log):
    client.post("/accounts/login/", {"login": "alice", "password": "hunter2-hunter2"})

    assert log()
    assert "hunter2" not in caplog.text
    assert "alice" not in caplog.text


@pytest.mark.parametrize("given", ["0123456789abcdef", "b7a1c0de-0000-4000-8000-123456789012"])
def test_id_given_by_the_proxy_is_taken_over(client, given):
    assert client.get("/livez", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, 'abcdefgh"\n{"forged": 1}', "abc defgh ijk", "ábcdefghij"]
)
def test_id_that_could_break_a_line_is_replaced(client, given):
    used = client.get("/livez", headers={"X-Request-ID": given})["X-Request-ID"]

    assert used != given
    assert len(used) == 32


def test_each_request_has_an_id_of_its_own_and_leaves_none_behind(client):
    first, second = (client.get("/livez")["X-Request-ID"] for _ in range(2))

    assert first != second
    assert request_id.get() == ""


def test_line_break_in_an_address_starts_no_second_line(client, log, teacher):
    client.force_login(teacher)

    client.get("/nowhere%0a%7b%22level%22:%22INFO%22%7d/")

    [line] = log()
    assert line["path"] == '/nowhere\n{"level":"INFO"}/'
    assert line["status"] == 404


def test_failure_is_logged_with_its_trace_and_answered_without(caplog, log, monkeypatch, teacher):
    def fail(*args, **kwargs):
        raise RuntimeError("a secret of the server")

    monkeypatch.setattr("alpha.notifications.views.inbox_of", fail)
    client = Client(raise_request_exception=False)
    client.force_login(teacher)

    response = client.get("/inbox/")

    assert response.status_code == 500
    assert "secret" not in response.text
    assert "Something went wrong" in response.text
    errors = [json.loads(line) for line in caplog.text.splitlines() if "ERROR" in line]
    assert "RuntimeError: a secret of the server" in errors[0]["exception"]
    assert errors[0]["request_id"] == response["X-Request-ID"]


def test_probes_do_not_fill_the_log(client, log):
    client.get("/livez")
    client.get("/readyz")

    assert log() == []
