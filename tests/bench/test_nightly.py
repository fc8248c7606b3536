"""The night of the benchmark: what is measured, where, and how it is said."""

import json

import pytest
from django.db import connection

from alpha.bench import nightly, table
from alpha.bench.nightly import Night, address_of, measure_night, peak_megabytes, spend_night
from alpha.bench.school import Plan
from analytics.models import Alert, AlertTrigger


def test_a_night_follows_the_one_before(bench_school):
    found = json.loads(spend_night())

    assert set(found) == {"seconds", "megabytes", "findings"}
    assert (
        found["findings"] == AlertTrigger.objects.filter(evaluated_on=bench_school.today()).count()
    )
    assert found["findings"] > 0
    assert Alert.objects.exists()
    assert AlertTrigger.objects.values("evaluated_on").distinct().count() == 2


def test_there_is_no_night_without_the_school(db):
    with pytest.raises(RuntimeError, match=r"^There is no school to measure in this database\.$"):
        spend_night()


def test_the_other_process_is_sent_to_the_database_of_the_plan(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://alpha@localhost:5432/bench?sslmode=disable")
    expected = {
        "postgresql": "postgres://alpha@localhost:5432/bench_300_365?sslmode=disable",
        "sqlite": f"sqlite:///{nightly.name_of(Plan(classes=10))}",
    }

    assert address_of(Plan(classes=10)) == expected[connection.vendor]


def test_a_night_that_fails_says_why(monkeypatch, tmp_path):
    monkeypatch.setattr(nightly, "use", lambda _plan: None)
    monkeypatch.setattr(nightly, "address_of", lambda _plan: f"sqlite:///{tmp_path}/none.sqlite3")
    monkeypatch.setenv("DEMO", "true")

    with pytest.raises(RuntimeError, match="no such table"):
        measure_night(Plan())


def test_this_process_holds_some_memory():
    assert 10 < peak_megabytes() < 10_000


@pytest.mark.parametrize(
    "large, words",
    [
        (Night(60.0, 100.0, 9732), ["ok", "ok"]),
        (Night(60.1, 100.0, 9732), ["OVER", "ok"]),
        (Night(9.0, 126.0, 9732), ["ok", "OVER"]),
    ],
)
def test_the_night_is_held_against_its_targets(large, words):
    *verdicts, about = table.night(Night(1.0, 100.0, 1011), large)

    assert [line.split()[-1] for line in verdicts] == words
    assert about == (
        f"  9,732 findings; at most {large.megabytes:.0f} MB, 100 MB for a tenth of the students"
    )
