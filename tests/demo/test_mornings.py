"""The alerts of the demonstration school: months of them, and what its teachers did."""

from collections import Counter

import pytest
from django.utils import timezone

from alpha.accounts.models import User
from alpha.demo.sign_ins import AIDE, CO_TEACHER, LEADER, STUDENT, TEACHER
from alpha.demo.story import CLASS_NAME
from alpha.learning.models import Classroom
from alpha.periods import Period
from analytics.metrics.alert_counts import rule_records
from analytics.models import Alert, AlertChange, AlertTrigger
from analytics.reports import open_alerts
from interventions.school_figures import use_of
from interventions.what_works import what_works

pytestmark = pytest.mark.usefixtures("whole_school")


def cards_of(sign_in, **asked):
    return open_alerts(User.objects.get(username=sign_in.username), **asked)


@pytest.mark.parametrize("who", [TEACHER, CO_TEACHER, LEADER])
def test_student_3_comes_first_declining_and_struggling(who):
    card = cards_of(who).concerns[0]

    assert (card.student.name, card.severity) == (STUDENT.name, "high")
    assert [line.kind for line in card.lines] == ["decline", "struggling"]
    decline, struggling = (line.evidence for line in card.lines)
    assert (struggling["correct"], struggling["answered"], struggling["active_days"]) == (
        *(99, 180),
        9,
    )
    assert round(decline["change"], 2) == -0.27
    # A school week and more: nobody has looked at it.
    assert not any(line.is_seen for line in card.lines)
    assert card.waiting >= 5
    assert cards_of(who).first[0] == card


def test_the_story_is_untouched():
    room = Classroom.objects.get(name=CLASS_NAME)

    assert Counter(Alert.objects.filter(classroom=room).values_list("kind", "status")) == {
        ("decline", "open"): 1,
        ("struggling", "open"): 1,
    }
    assert not AlertChange.objects.filter(alert__classroom=room).exists()


def test_every_kind_of_alert_is_to_be_seen():
    assert set(Alert.objects.values_list("kind", flat=True)) >= set(Alert.Kind.values) - {
        "class_gap"
    }
    found = cards_of(TEACHER)
    assert len(found.concerns) >= 8
    assert len(found.good_news) >= 4
    assert any(card.assignment is not None for card in found.concerns)
    assert any(len({line.kind for line in card.lines}) > 1 for card in found.concerns)
    assert {card.is_good_news for card in found.first} == {False, True}
    assert cards_of(AIDE).concerns


def test_teachers_did_everything_that_can_be_done():
    made = AlertChange.objects.exclude(action="closed")

    assert set(made.values_list("action", flat=True)) == {
        "acknowledged",
        "dismissed",
        "resolved",
        "snoozed",
    }
    assert set(Alert.objects.filter(status="dismissed").values_list("close_reason", flat=True)) == {
        *Alert.DismissReason.values
    }
    assert Alert.objects.filter(close_reason="over").count() > 50
    assert not made.filter(made_by=None).exists()


def test_one_rule_is_mostly_dismissed_by_one_class():
    room = Classroom.objects.get(name="Grade 5 Math – Blue")
    records = rule_records(room, Period.last(90, today=room.school.today()))

    assert [kind for kind, record in records.items() if record.is_mostly_dismissed] == [
        "wheel_spinning"
    ]


def test_old_concerns_have_been_seen_and_new_ones_have_not():
    waiting = cards_of(TEACHER).concerns
    lines = [
        line
        for card in waiting
        for line in card.lines
        if line.kind != "overdue" and line.classroom.name != CLASS_NAME
    ]

    assert all(line.is_seen for line in lines if line.waiting > 3)
    assert any(not line.is_seen for line in lines)


def test_sixty_school_days_were_evaluated_and_nothing_lies_ahead():
    days = set(AlertTrigger.objects.values_list("evaluated_on", flat=True))

    assert len(days) == 60
    assert not Alert.objects.filter(opened_at__gt=timezone.now()).exists()
    assert not Alert.objects.filter(closed_at__gt=timezone.now()).exists()
    assert not AlertChange.objects.filter(made_at__gt=timezone.now()).exists()
    assert AlertTrigger.objects.filter(alert=None).exists()


def test_the_figures_of_the_school_have_something_to_say():
    leader = User.objects.get(username=LEADER.username)
    today = leader.school.today()

    found = what_works(leader, Period.school_year(today=today))
    use = use_of(leader, Period.last(28, today=today))

    # Only fitting work lifts anybody there; the other kinds are given as often and change nothing.
    directions = {row.kind.value: row.effect.direction for row in found.estimates}
    assert directions.pop("assignment") == "up"
    assert set(directions.values()) == {"unclear"}
    assert found.order_words.startswith("Targeted assignment comes first")
    assert found.caveat == ""
    assert 0.5 < use.viewing / use.teacher_weeks < 1
    assert use.answered > 20
