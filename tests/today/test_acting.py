"""The buttons of a card: seen, snooze, not a concern, and undo."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from analytics.alerts import dismiss
from analytics.models import AlertChange
from interventions.actions.message import send_message
from tests.factories import AlertFactory, InterventionFactory
from tests.today.conftest import TUESDAY, alert_about, press

TODAY = reverse("analytics:today")
SNOOZED = "Snoozed until Monday, November 30."


def state(alert):
    alert.refresh_from_db()
    return alert.status, alert.snoozed_until, alert.close_reason


def test_snoozing_takes_the_card_away_until_its_day_and_says_so(signed_in, alert):
    response = press(signed_in, "snooze", alert, until="2026-11-30")

    assert state(alert) == ("open", date(2026, 11, 30), "")
    assert "<html" not in response.text
    assert f'<p id="said" hx-swap-oob="innerHTML">{SNOOZED}</p>' in response.text
    assert "Undo" in response.text
    assert signed_in.get(TODAY).context["board"].needs_action == 0


def test_the_days_offered_are_taught(signed_in, alert):
    page = signed_in.get(TODAY)

    # In three days, seven and fourteen: none of them falls on a weekend.
    assert [str(day) for day in page.context["snooze_days"]] == [
        "2026-11-26",
        "2026-11-30",
        "2026-12-07",
    ]


def test_not_a_concern_closes_it_with_its_reason(signed_in, alert):
    response = press(signed_in, "dismiss", alert, reason="absent")

    assert state(alert) == ("dismissed", None, "absent")
    assert "Not a concern: absent." in response.text


def test_seen_puts_it_under_way(signed_in, alert):
    response = press(signed_in, "acknowledge", alert)

    assert state(alert)[0] == "acknowledged"
    assert "Seen. It is listed under way now." in response.text


@pytest.mark.parametrize(
    "verb, typed",
    [
        ("acknowledge", {}),
        ("snooze", {"until": "2026-11-30"}),
        ("dismiss", {"reason": "known_reason"}),
    ],
)
def test_everything_can_be_undone(signed_in, alert, verb, typed):
    press(signed_in, verb, alert, **typed)

    response = press(signed_in, "undo_change", alert)

    assert state(alert) == ("open", None, "")
    assert "Taken back." in response.text
    assert "99 of 180 right" in response.text


def test_what_is_done_to_a_card_is_done_to_all_its_alerts(signed_in, alert, student, classroom):
    other = alert_about(student, classroom, "inactivity")

    press(signed_in, "snooze", alert, other, until="2026-11-30")
    assert {state(each)[1] for each in (alert, other)} == {date(2026, 11, 30)}

    press(signed_in, "undo_change", alert, other)
    assert {state(each)[1] for each in (alert, other)} == {None}


def test_what_the_card_did_not_show_is_left_alone(signed_in, alert, student, classroom):
    later = alert_about(student, classroom, "inactivity")

    press(signed_in, "dismiss", alert, reason="absent")

    assert state(later)[0] == "open"


@pytest.mark.parametrize(
    "verb, typed, said",
    [
        ("snooze", {}, "Choose a day."),
        ("snooze", {"until": "soon"}, "Choose a day from the list."),
        ("snooze", {"until": "2026-11-23"}, "Choose a day within the next 90 days."),
        ("snooze", {"until": "2027-11-23"}, "Choose a day within the next 90 days."),
        ("dismiss", {}, "Choose one of the reasons."),
        ("dismiss", {"reason": "dull"}, "Choose one of the reasons."),
        ("acknowledge", {"alerts": "1,x"}, "Please reload the page and try again."),
        ("acknowledge", {"alerts": ""}, "Please reload the page and try again."),
    ],
)
def test_what_cannot_be_is_refused_on_the_card(signed_in, alert, verb, typed, said):
    response = press(signed_in, verb, alert, **typed)

    assert response.status_code == 422
    assert said in response.text
    assert "99 of 180 right" in response.text
    assert state(alert) == ("open", None, "")


def test_a_second_click_changes_nothing_and_says_the_same(signed_in, alert):
    key = str(uuid4())

    first, second = (press(signed_in, "dismiss", alert, reason="absent", key=key) for _ in range(2))

    assert second.status_code == 200
    assert "Not a concern: absent." in first.text
    assert "Not a concern: absent." in second.text
    assert AlertChange.objects.count() == 1


def test_who_comes_second_is_told_how_it_stands(signed_in, alert, people):
    dismiss(alert, by=people.CO, reason="known_reason")

    response = press(signed_in, "snooze", alert, until=TUESDAY.isoformat())

    assert response.status_code == 409
    assert "This alert is closed already." in response.text


def test_nothing_to_undo_is_said(signed_in, alert):
    response = press(signed_in, "undo_change", alert)

    assert response.status_code == 409
    assert "There is nothing to take back." in response.text


def test_an_alert_out_of_reach_among_them_stops_all(signed_in, alert):
    response = press(signed_in, "dismiss", alert, AlertFactory(), reason="absent")

    assert response.status_code == 404
    assert state(alert)[0] == "open"


def test_a_plain_form_comes_back_to_the_page_with_the_way_to_undo_it(signed_in, alert):
    sent = press(signed_in, "snooze", alert, htmx=False, until="2026-11-30")

    assert sent.status_code == 302
    page = signed_in.get(sent.url)
    assert SNOOZED in page.text
    assert reverse("analytics:undo_change", args=[alert.pk]) in page.text

    back = press(signed_in, "undo_change", alert, htmx=False)
    assert state(alert) == ("open", None, "")
    assert back.url == f"{TODAY}#card-{alert.pk}"
    assert "Taken back." in signed_in.get(back.url).text


def test_a_plain_form_that_is_refused_shows_the_card_with_the_reason(signed_in, alert):
    response = press(signed_in, "snooze", alert, htmx=False, until="soon")

    assert response.status_code == 422
    assert "<html" in response.text
    assert "Choose a day from the list." in response.text


@pytest.mark.parametrize("asked", ["x", "", "9" * 30])
def test_an_address_that_names_nothing_done_is_a_plain_page(signed_in, alert, asked):
    assert signed_in.get(TODAY, {"done": asked}).context["done"] is None


def test_the_card_after_help_says_in_hand(signed_in, alert, teacher, student):
    InterventionFactory(student=student, teacher=teacher)

    card = signed_in.get(
        reverse("analytics:today_card", args=[alert.pk]), headers={"HX-Request": "true"}
    )

    assert "In hand" in card.text
    assert "You sent a message" in card.text
    assert "Assign targeted practice" not in card.text


def test_the_card_of_a_closed_alert_says_how_it_ended(signed_in, alert, teacher):
    dismiss(alert, by=teacher, reason="absent")

    page = signed_in.get(reverse("analytics:today_card", args=[alert.pk]))

    assert "Not a concern: absent." in page.text


def test_help_that_answers_the_alert_acknowledges_it(alert, teacher, student):
    done = send_message(student, by=teacher, message="Come and see me.", alert=alert)

    assert done.alert == alert
    assert state(alert)[0] == "acknowledged"
