"""Take Action from a card: the action that fits the alert is ready, and what is sent carries the alert."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from interventions.models import Intervention
from tests.factories import AlertFactory, AssignmentFactory, LearningPathFactory, SkillFactory
from tests.interventions.views.actions.asking import HTMX, form_of, posted

GOOD_NEWS = {
    "streak": {"days": 10, "since": "2026-11-09"},
    "improved": {},
    "returned": {},
}


@pytest.fixture
def alert_of(student, classroom):
    def make(kind, **fields):
        return AlertFactory(student=student, classroom=classroom, kind=kind, **fields)

    return make


def opened(client, address, alert, **query):
    asked = {"alert": alert.pk, **query}
    return client.get(address, asked, headers=HTMX)


def category_and_template(response):
    form = form_of(response)
    template = form["template"].value()
    return form["category"].value(), template


def test_a_struggling_student_is_given_practice(signed_in, address, alert_of):
    response = opened(signed_in, address, alert_of("struggling"))

    assert 'id="tab-assignment"' in response.text
    assert "Create Assignment</button>" in response.text
    assert "Struggling:" in response.text


def test_who_is_stuck_is_given_practice_on_that_skill(signed_in, address, alert_of, student):
    weak, stuck = (
        SkillFactory(school=student.school, name=name) for name in ("Division", "Fractions")
    )
    for skill in (weak, stuck):
        LearningPathFactory(student=student, skill=skill, current_accuracy=0.3)

    response = opened(signed_in, address, alert_of("wheel_spinning", skill=stuck))

    assert form_of(response)["skills"].value() == [stuck.pk]
    assert form_of(response)["title"].value() == "Targeted Practice - Fractions"


@pytest.mark.parametrize(
    "kind, evidence, key",
    [
        ("decline", {}, "struggling_meeting_offer"),
        ("mastered", {}, "encouragement_praise"),
        ("returned", {}, "encouragement_praise"),
        ("overdue", {"is_begun": False}, "overdue_check"),
        ("overdue", {"is_begun": True, "school_days_late": 1}, "overdue_follow_up"),
    ],
)
def test_each_alert_has_its_message(
    signed_in, address, alert_of, student, templates, fractions, kind, evidence, key
):
    about = {
        "mastered": {"skill": fractions},
        "overdue": {"assignment": AssignmentFactory(school=student.school)},
    }.get(kind, {})

    response = opened(signed_in, address, alert_of(kind, evidence=evidence, **about))

    assert form_of(response)["template"].value() == templates[key].pk


def test_late_work_that_is_begun_gets_words_that_are_true(
    signed_in, address, alert_of, student, templates
):
    work = AssignmentFactory(school=student.school, title="Check-up")
    evidence = {"is_begun": True, "school_days_late": 4}

    response = opened(signed_in, address, alert_of("overdue", assignment=work, evidence=evidence))

    assert form_of(response)["message"].value() == (
        "Hi Sam Okafor, about “Check-up”. You have begun it, and it is still worth finishing."
        " Let me know if you need more time or some help, and we will find a way."
    )


def test_a_template_without_its_values_gives_way(signed_in, address, alert_of, templates):
    # There is no streak of hers that the text could name.
    response = opened(signed_in, address, alert_of("streak", evidence=GOOD_NEWS["streak"]))

    assert form_of(response)["category"].value() == "encouragement"
    assert "{" not in form_of(response)["message"].value()


def test_every_tab_and_form_carries_the_alert(signed_in, address, alert_of):
    alert = alert_of("inactivity", evidence={})

    response = opened(signed_in, address, alert)

    assert f'action="{address}?action=message&amp;alert={alert.pk}"' in response.text
    assert f'href="{address}?action=meeting&amp;alert={alert.pk}"' in response.text


def test_a_message_carries_the_alert_which_somebody_has_seen_then(
    signed_in, address, alert_of, templates, fractions
):
    alert = alert_of("inactivity", evidence={})

    response = signed_in.post(
        f"{address}?action=message&alert={alert.pk}", posted(message="Hi Sam"), headers=HTMX
    )

    assert Intervention.objects.get().alert == alert
    alert.refresh_from_db()
    assert alert.status == "acknowledged"
    assert f"alertChanged{alert.pk}" in response["HX-Trigger"]


def test_a_message_taken_back_leaves_the_alert_as_unseen_as_before(
    signed_in, address, alert_of, settings
):
    settings.MESSAGE_UNDO_SECONDS = 60
    alert = alert_of("inactivity", evidence={})
    signed_in.post(f"{address}?action=message&alert={alert.pk}", posted(message="Hi Sam"))
    message = Intervention.objects.get().message

    response = signed_in.post(
        reverse("interventions:undo_message", args=[message.pk]), posted(), headers=HTMX
    )

    alert.refresh_from_db()
    assert alert.status == "open"
    assert Intervention.objects.count() == 0
    assert f"alert={alert.pk}" in response.text
    assert f"alertChanged{alert.pk}" in response["HX-Trigger"]


@pytest.mark.parametrize("asked", ["x", "", "-1", "987654321", "9" * 40])
def test_an_alert_that_is_none_is_passed_over(signed_in, address, templates, fractions, asked):
    response = signed_in.get(address, {"alert": asked}, headers=HTMX)

    assert response.status_code == 200
    assert form_of(response)["category"].value() == "struggling"


def test_the_alert_of_another_student_is_passed_over(signed_in, address, templates, people):
    other = AlertFactory(student=people.ST2.student, evidence={})

    signed_in.post(f"{address}?action=message&alert={other.pk}", posted(message="Hi Sam"))

    assert Intervention.objects.get().alert is None


def test_leaders_write_where_a_teacher_would_give_practice(client, people, address, alert_of):
    client.force_login(people.LE)

    response = opened(client, address, alert_of("struggling"))

    assert response.status_code == 200
    assert "Send Message</button>" in response.text


def test_a_closed_alert_can_still_be_named(signed_in, address, alert_of):
    closed = alert_of(
        "inactivity",
        evidence={},
        status="resolved",
        close_reason="over",
        closed_at=datetime(2026, 11, 20, tzinfo=UTC),
    )

    signed_in.post(f"{address}?action=message&alert={closed.pk}", posted(message="Hi Sam"))

    assert Intervention.objects.get().alert == closed
    closed.refresh_from_db()
    assert closed.status == "resolved"
