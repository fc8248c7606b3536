"""Taking back a message that has not left yet."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from alpha.notifications.models import Notification
from interventions.actions.message import send_message
from interventions.models import Intervention, TeacherMessage
from interventions.template_library import create_default_templates
from tests.digests import differing, tables
from tests.interventions.views.actions.asking import (
    HTMX,
    IN_DIALOG,
    form_of,
    posted,
    words_of,
)

# Thursday noon in New York.
NOW = datetime(2026, 3, 5, 17, tzinfo=UTC)
TEXT = "Hi Sam, let us look at this together."
TRANSPORTS = pytest.mark.parametrize("headers", [{}, IN_DIALOG], ids=["plain", "htmx"])


@pytest.fixture(autouse=True)
def thursday(settings):
    settings.MESSAGE_UNDO_SECONDS = 10
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def message(student, teacher):
    return send_message(student, by=teacher, message=TEXT).message


def undo_address(message):
    return reverse("interventions:undo_message", args=[message.pk])


def undo(client, message, headers=IN_DIALOG, key=None):
    data = {"idempotency_key": key or str(uuid4())}
    return client.post(undo_address(message), data, headers=headers)


def nothing_left():
    return not (
        TeacherMessage.objects.exists()
        or Intervention.objects.exists()
        or Notification.objects.exists()
    )


# Offering it


def test_success_says_when_it_leaves_and_offers_to_undo(signed_in, address):
    response = signed_in.post(address, posted(), headers=HTMX)

    words = words_of(response)
    assert "Message sent successfully!" in words
    assert 'data-leaves-in="10"' in words
    assert "Leaves in 10 seconds." in words
    assert f'action="{undo_address(TeacherMessage.objects.get())}"' in words


def test_repeated_click_shows_the_seconds_that_are_left(signed_in, address, thursday):
    sent = posted()
    signed_in.post(address, sent, headers=HTMX)

    thursday.shift(timedelta(seconds=9))
    assert "Leaves in 1 second." in words_of(signed_in.post(address, sent, headers=HTMX))
    thursday.shift(timedelta(seconds=1))
    left = words_of(signed_in.post(address, sent, headers=HTMX))
    assert "Undo" not in left
    assert "Sam Okafor will find it in the inbox." in left


def test_history_offers_it_to_who_wrote_it_until_it_leaves(
    signed_in, history_address, message, thursday
):
    before = words_of(signed_in.get(history_address))
    thursday.shift(timedelta(seconds=10))
    after = words_of(signed_in.get(history_address))

    assert f'action="{undo_address(message)}"' in before
    assert "Will be sent Thursday, March 5, 12:00 PM" in before
    assert "Undo" not in after
    assert "Not read yet" in after


def test_message_page_offers_it_too(signed_in, message):
    page = signed_in.get(reverse("interventions:message", args=[message.pk]))

    assert f'action="{undo_address(message)}"' in page.text


@pytest.mark.parametrize("code", ["CO", "LE", "AIDE"])
def test_nobody_else_is_offered_it(client, people, history_address, message, code):
    client.force_login(getattr(people, code))

    assert "Undo" not in client.get(history_address).text


def test_every_form_that_undoes_a_message_has_the_same_key(signed_in, history_address, message):
    page = reverse("interventions:message", args=[message.pk])
    texts = [signed_in.get(address).text for address in (history_address, page)]

    keys = {text.split('name="idempotency_key" value="')[1][:36] for text in texts}
    assert len(keys) == 1


# Doing it


@TRANSPORTS
def test_undo_leaves_nothing_and_brings_the_text_back(signed_in, message, headers):
    response = undo(signed_in, message, headers)

    assert response.status_code == 200
    assert nothing_left()
    assert form_of(response)["message"].value() == TEXT
    assert "Taken back. Sam Okafor has not seen it; here is your text." in words_of(response)
    assert ("<html" in response.text) is not bool(headers)


def test_form_comes_back_with_template_and_moment_and_a_new_key(
    signed_in, address, school, thursday
):
    create_default_templates(school)
    template = school.message_templates.get(default_key="inactive_encouragement")
    sent = posted(
        template=template.pk,
        message="Hello.",
        addition="See you.",
        release_date="2026-03-06",
        release_time="07:30",
    )
    signed_in.post(address, sent)

    form = form_of(undo(signed_in, TeacherMessage.objects.get()))

    assert {name: form[name].value() for name in form.fields if name in sent} | {
        "idempotency_key": ""
    } == {
        "idempotency_key": "",
        "category": "inactive",
        "template": template.pk,
        "message": "Hello. See you.",
        "addition": None,
        "release_date": "2026-03-06",
        "release_time": "07:30",
    }
    assert str(form["idempotency_key"].value()) != sent["idempotency_key"]


def test_moment_of_a_repeated_hour_comes_back_whole(signed_in, address):
    sent = posted(release_date="2026-11-01", release_time="01:30", release_fold="1")
    signed_in.post(address, sent)

    form = form_of(undo(signed_in, TeacherMessage.objects.get()))

    assert form["release_fold"].value() == 1
    assert form.asks_which_hour is True


def test_text_taken_back_can_be_sent_again(signed_in, address, message):
    form = form_of(undo(signed_in, message))
    shown = {name: form[name].value() or "" for name in form.fields}

    signed_in.post(address, shown)

    assert TeacherMessage.objects.get().message == TEXT


def test_lists_behind_the_dialog_are_told(signed_in, message):
    key = str(uuid4())

    assert undo(signed_in, message, key=key)["HX-Trigger"] == '{"interventionChanged": {}}'
    assert "HX-Trigger" not in undo(signed_in, message, key=key)


@TRANSPORTS
def test_second_click_shows_the_same_again(signed_in, message, headers):
    key = str(uuid4())
    undo(signed_in, message, headers, key=key)
    before = tables()

    response = undo(signed_in, message, headers, key=key)

    assert response.status_code == 200
    assert form_of(response)["message"].value() == TEXT
    assert differing(before, tables()) == set()


@TRANSPORTS
def test_message_sent_again_after_undo_does_not_claim_success(signed_in, address, headers):
    sent = posted(addition="See you.")
    signed_in.post(address, sent, headers=headers, follow=True)
    undo(signed_in, TeacherMessage.objects.get())

    response = signed_in.post(address, sent, headers=headers)

    assert nothing_left()
    words = words_of(response)
    assert "Message sent successfully!" not in words
    assert "You took this message back, so it was not sent." in words
    form = form_of(response)
    assert (form["message"].value(), form["addition"].value()) == (TEXT, "See you.")
    assert str(form["idempotency_key"].value()) != sent["idempotency_key"]


def test_student_never_sees_what_was_undone(client, signed_in, student, message, thursday):
    page = reverse("interventions:message", args=[message.pk])
    for moment in (timedelta(0), timedelta(seconds=9)):
        thursday.move_to(NOW + moment)
        client.force_login(student.user)
        assert client.get(page).status_code == 404
        assert TEXT not in client.get("/inbox/").text
    client.force_login(message.teacher)
    undo(client, message)

    thursday.move_to(NOW + timedelta(days=1))
    client.force_login(student.user)
    assert client.get(page).status_code == 404
    assert TEXT not in client.get("/inbox/").text


# Too late, or not hers to undo


@TRANSPORTS
def test_once_it_has_left_it_stays_and_the_page_says_so(signed_in, message, thursday, headers):
    thursday.shift(timedelta(seconds=10))
    before = tables()

    response = undo(signed_in, message, headers)

    assert response.status_code == 409
    assert "This message has left already: Sam Okafor can read it." in words_of(response)
    assert TEXT in response.text
    assert ("<html" in response.text) is not bool(headers)
    assert differing(before, tables()) == set()


def test_what_is_marked_as_resolved_has_to_be_reopened_first(signed_in, message):
    Intervention.objects.update(is_resolved=True, resolved_at=NOW)

    response = undo(signed_in, message)

    assert response.status_code == 409
    assert "Reopen it before you take it back." in response.text
    assert TeacherMessage.objects.exists()


@pytest.mark.parametrize(
    "code, status",
    [
        ("CO", 403),
        ("LE", 403),
        ("AIDE", 403),
        ("AD", 403),
        ("TO", 404),
        ("TX", 404),
        ("ST", 404),
        ("GU", 404),
    ],
)
@TRANSPORTS
def test_nobody_undoes_what_somebody_else_wrote(client, people, message, code, status, headers):
    client.force_login(getattr(people, code))
    before = tables()

    response = undo(client, message, headers)

    assert response.status_code == status
    assert differing(before, tables()) <= {"django_session", "users"}


def test_form_without_its_key_is_refused(signed_in, message):
    response = signed_in.post(undo_address(message), {})

    assert response.status_code == 400
    assert TeacherMessage.objects.exists()


def test_key_of_another_undo_is_refused(signed_in, student, teacher, message):
    other = send_message(student, by=teacher, message="Another.").message
    key = str(uuid4())
    undo(signed_in, message, key=key)

    assert undo(signed_in, other, key=key).status_code == 400
    assert TeacherMessage.objects.get() == other


def test_address_is_not_opened_by_a_link(signed_in, message):
    assert signed_in.get(undo_address(message)).status_code == 405
    assert TeacherMessage.objects.exists()
