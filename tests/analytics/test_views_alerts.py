"""Why there is an alert: the rule, the values, the practice behind it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from analytics.alerts import acknowledge
from tests.factories import (
    AlertFactory,
    AssignmentFactory,
    PracticeSessionFactory,
    SkillFactory,
)
from tests.interventions.deeds import HTMX, words_of

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def ask(client, alert, **headers):
    return client.get(reverse("analytics:alert", args=[alert.pk]), headers=headers)


def stuck_on(skill, student, classroom):
    return AlertFactory(
        student=student,
        classroom=classroom,
        kind="wheel_spinning",
        skill=skill,
        opened_at=datetime(2026, 11, 20, 15, tzinfo=UTC),
        evidence={
            "rule": "wheel_spinning",
            "on": "2026-11-22",
            "since": "2026-11-10",
            "last_practice": "2026-11-20",
            "correct": 9,
            "answered": 24,
            "active_days": 5,
            "last_correct": 3.0,
            "last_answered": 10.0,
            "chance": 0.92,
            "limits": {"answers": 8, "days": 2, "below": 0.6, "certainty": 0.8},
        },
    )


def test_rule_values_and_the_sessions_it_counted(signed_in, teacher, student, classroom):
    skill = SkillFactory(school=student.school, name="Fractions")
    alert = stuck_on(skill, student, classroom)
    for day, other in ((12, skill), (9, skill), (12, SkillFactory(school=student.school))):
        PracticeSessionFactory(student=student, skill=other, school_day=date(2026, 11, day))
    acknowledge(alert, by=teacher)

    response = ask(signed_in, alert)

    words = words_of(response)
    assert "Fractions: 9 of 24 right (38%) on 5 days since Nov 10" in words
    assert "without mastering the skill, and the newest ten are below 60%" in words
    assert "<dd>92%</dd>" in words
    # That of the day before the window, and that of the other skill, are no reasons.
    assert [row.day for row in response.context["sessions"]] == [date(2026, 11, 12)]
    assert "acknowledged by Alice Moreno" in words
    assert reverse("analytics:class_rules", args=[classroom.pk]) in words


def test_a_card_shows_a_few_and_leads_to_the_rest(signed_in, student, classroom):
    alert = AlertFactory(student=student, classroom=classroom, evidence={"on": "2026-11-22"})
    for back in range(8):
        PracticeSessionFactory(
            student=student, school_day=date(2026, 11, 22) - timedelta(days=back)
        )

    piece, page = ask(signed_in, alert, **HTMX), ask(signed_in, alert)

    assert "<html" not in piece.text
    assert len(piece.context["sessions"]) == 6
    assert "and 2 earlier sessions" in piece.text
    assert len(page.context["sessions"]) == 8


def test_a_gap_shows_the_practice_before_it(signed_in, student, classroom):
    alert = AlertFactory(
        student=student,
        classroom=classroom,
        kind="inactivity",
        evidence={"on": "2026-11-22", "last_practice": "2026-11-02"},
    )
    for day in (date(2026, 11, 2), date(2026, 10, 1)):
        PracticeSessionFactory(student=student, school_day=day)

    assert [row.day for row in ask(signed_in, alert).context["sessions"]] == [date(2026, 11, 2)]


def test_late_work_and_notes_about_a_class_have_no_sessions(signed_in, student, classroom):
    PracticeSessionFactory(student=student)
    work = AssignmentFactory(school=student.school)
    late = AlertFactory(student=student, classroom=classroom, kind="overdue", assignment=work)
    gap = AlertFactory(student=None, classroom=classroom, kind="class_gap")

    assert [ask(signed_in, alert).context["sessions"] for alert in (late, gap)] == [(), ()]
    assert "Grade 5 Blue: Class without recent practice" in words_of(ask(signed_in, gap))
