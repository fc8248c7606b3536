"""What the rows of alerts know by themselves."""

from datetime import date
from typing import get_args

import pytest
from django.core.exceptions import ValidationError

from analytics.detectors import GOOD_NEWS, Kind, RuleLimits
from analytics.models import Alert, ClassroomRules
from analytics.models.alert_history import AlertLogIsAppendOnlyError
from analytics.models.rules import SWITCHES, THRESHOLDS
from tests.factories import AlertChangeFactory, AlertFactory, ClassroomFactory


def test_kinds_and_severities_are_those_of_the_rules():
    assert set(Alert.Kind.values) == set(get_args(Kind))
    assert set(Alert.Severity.values) == {"low", "medium", "high"}


def test_switches_turn_off_every_kind_and_thresholds_are_limits():
    assert {kind for kinds in SWITCHES.values() for kind in kinds} == set(get_args(Kind))
    assert set(THRESHOLDS) <= set(RuleLimits.__dataclass_fields__)


def test_a_class_without_wishes_has_the_limits_of_its_school():
    school = RuleLimits(struggling_below=0.65)

    assert ClassroomRules().limits(school) == school


def test_thresholds_of_a_class_go_before_those_of_its_school():
    rules = ClassroomRules(inactive_school_days=8, struggling_below=0.6, is_good_news_on=False)

    assert rules.limits(RuleLimits(minimum_answers=30)) == RuleLimits(
        inactive_school_days=8,
        struggling_below=0.6,
        minimum_answers=30,
        switched_off=frozenset(GOOD_NEWS),
    )


def test_the_switch_of_gaps_is_that_of_the_class_note_too():
    off = ClassroomRules(is_inactivity_on=False).limits(RuleLimits()).switched_off

    assert off == {"inactivity", "class_gap"}


def test_a_threshold_out_of_its_range_is_refused_in_words(db):
    rules = ClassroomRules(classroom=ClassroomFactory(), decline_change=0.05)

    with pytest.raises(ValidationError, match=r"less than 0\.08 cannot be told from chance"):
        rules.full_clean()


def test_current_alerts_are_open_or_acknowledged(db):
    rows = [AlertFactory(), AlertFactory(status="acknowledged")]
    AlertFactory(status="dismissed", closed_at="2026-11-23T10:00Z", close_reason="absent")

    assert set(Alert.objects.current()) == set(rows)
    assert [row.is_current for row in rows] == [True, True]


def test_a_snoozed_alert_wakes_on_its_day(db):
    alert = AlertFactory(snoozed_until=date(2026, 11, 26))

    assert not Alert.objects.awake(date(2026, 11, 25)).exists()
    assert Alert.objects.awake(date(2026, 11, 26)).get() == alert
    AlertFactory()
    assert Alert.objects.awake(date(2026, 11, 25)).count() == 1


def test_what_was_done_is_never_changed_or_deleted(db):
    change = AlertChangeFactory()
    change.reason = "another"

    with pytest.raises(AlertLogIsAppendOnlyError):
        change.save()
    with pytest.raises(AlertLogIsAppendOnlyError):
        change.delete()
    change.refresh_from_db()
    assert change.reason == ""
