from datetime import UTC, date, datetime, timedelta

import pytest

from alpha.periods import Period
from analytics.metrics.alert_counts import RuleRecord, rule_records
from tests.factories import AlertFactory, ClassroomFactory, StudentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
MONTH = Period.last(30, today=date(2026, 11, 23))


def raised(classroom, kind="inactivity", number=1, **fields):
    if fields.get("status") in {"dismissed", "resolved"}:
        fields = {"closed_at": NOW} | fields
    for _ in range(number):
        student = StudentFactory(school=classroom.school)
        AlertFactory(student=student, classroom=classroom, kind=kind, **fields)


def test_what_became_of_the_alerts_of_each_rule(classroom):
    raised(classroom, number=11, status="dismissed", close_reason="known_reason")
    raised(classroom, status="acknowledged")
    raised(classroom, status="resolved", close_reason="handled")
    raised(classroom, status="resolved", close_reason="over")
    raised(classroom, kind="struggling")
    raised(ClassroomFactory(school=classroom.school))

    records = rule_records(classroom, MONTH)

    assert records == {
        "inactivity": RuleRecord(raised=14, dismissed=11, acted_on=2),
        "struggling": RuleRecord(raised=1, dismissed=0, acted_on=0),
    }
    assert records["inactivity"].is_mostly_dismissed
    assert not records["struggling"].is_mostly_dismissed


@pytest.mark.parametrize(
    "record, expected",
    [
        (RuleRecord(8, 5, 0), True),
        (RuleRecord(4, 4, 0), False),  # too few to say
        (RuleRecord(10, 5, 5), False),  # half
        (RuleRecord(11, 6, 0), True),
    ],
)
def test_a_rule_is_mostly_dismissed_by_more_than_half_of_enough(record, expected):
    assert record.is_mostly_dismissed is expected


def test_alerts_of_other_dates_do_not_count(classroom):
    # The first of the 30 dates begins at midnight in New York, five hours after that of UTC.
    raised(classroom, opened_at=datetime(2026, 10, 25, 3, 59, tzinfo=UTC))
    raised(classroom, opened_at=datetime(2026, 10, 25, 4, 0, tzinfo=UTC))
    raised(classroom, opened_at=NOW + timedelta(days=1))

    assert rule_records(classroom, MONTH)["inactivity"].raised == 1


def test_a_class_without_alerts_has_no_records(classroom, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert rule_records(classroom, MONTH) == {}
