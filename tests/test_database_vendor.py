"""The suite runs on two databases; these tests say which one this run really uses."""

import os

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def expected_vendor():
    """What the run was started for: named by the caller, else by the address of the database."""
    address = os.environ.get("DATABASE_URL", "sqlite://")
    from_address = "postgresql" if address.startswith("postgres") else "sqlite"
    return os.environ.get("EXPECTED_DB_VENDOR", from_address)


def fetch(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def check_sqlite():
    assert {
        "journal_mode": fetch("PRAGMA journal_mode"),
        "foreign_keys": fetch("PRAGMA foreign_keys"),
        "wait_milliseconds": fetch("PRAGMA busy_timeout"),
        "transaction_mode": connection.transaction_mode,
    } == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "wait_milliseconds": 20_000,
        "transaction_mode": "IMMEDIATE",
    }


def check_postgresql():
    assert connection.pg_version >= 16_00_00
    assert connection.Database.__name__ == "psycopg"
    assert fetch("SHOW server_encoding") == "UTF8"


CHECKS = {"sqlite": check_sqlite, "postgresql": check_postgresql}


def test_run_uses_the_database_it_was_started_for():
    assert connection.vendor == expected_vendor()


def test_database_is_set_up_as_production_needs_it():
    CHECKS[connection.vendor]()
