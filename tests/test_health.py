"""The two probes tell the truth, to anybody, whatever else is broken."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings

PROBES = ["/livez", "/readyz"]


def answer(response):
    return response.status_code, response.text


def without_database(monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("the database is away")

    monkeypatch.setattr(connection, "cursor", fail)
    monkeypatch.setattr(connection, "ensure_connection", fail)


def test_alive_without_a_database(client):
    """No `db` fixture: a query would fail the test."""
    assert answer(client.get("/livez")) == (200, "ok\n")


def test_alive_even_with_a_session_cookie_and_no_database(client):
    client.cookies["sessionid"] = "from-somewhere"

    assert answer(client.get("/livez")) == (200, "ok\n")


@pytest.mark.django_db
def test_ready_with_database_and_migrations(client):
    assert answer(client.get("/readyz")) == (200, "ok\n")


@pytest.mark.django_db
def test_not_ready_while_the_database_is_away(client, monkeypatch):
    without_database(monkeypatch)

    assert answer(client.get("/readyz")) == (503, "database\n")
    assert answer(client.get("/livez")) == (200, "ok\n")


@pytest.mark.django_db
def test_not_ready_while_migrations_are_missing(client):
    MigrationRecorder(connection).migration_qs.filter(app="interventions").delete()

    assert answer(client.get("/readyz")) == (503, "migrations\n")


@pytest.mark.django_db
@pytest.mark.parametrize("probe", PROBES)
def test_probe_sets_no_cookie_and_is_kept_by_nobody(client, probe):
    response = client.get(probe)

    assert response.cookies.output() == ""
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.django_db
@pytest.mark.parametrize("probe", PROBES)
def test_probe_comes_by_address_and_without_encryption(client, probe):
    """A machine asks the process itself, past the proxy that knows its name and its certificate."""
    with override_settings(
        SECURE_SSL_REDIRECT=True,
        SECURE_REDIRECT_EXEMPT=[r"^livez$", r"^readyz$"],
        ALLOWED_HOSTS=["alpha.example.org"],
    ):
        assert client.get(probe, headers={"Host": "10.0.0.7:8000"}).status_code == 200
        assert client.get("/inbox/", headers={"Host": "alpha.example.org"}).status_code == 301


@pytest.mark.django_db
@pytest.mark.parametrize("probe", PROBES)
def test_probe_is_asked_not_told(client, probe):
    assert client.head(probe).status_code == 200
    response = client.post(probe)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
