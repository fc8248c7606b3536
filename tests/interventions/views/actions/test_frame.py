from datetime import timedelta

import pytest
from django.utils import timezone

from interventions.models import TeacherMessage
from tests.factories import InterventionFactory, MessageTemplateFactory, PracticeSessionFactory
from tests.interventions.views.actions.asking import (
    HTMX,
    IN_DIALOG,
    SUPPORT,
    form_of,
    posted,
    words_of,
)

OPENING_QUERIES = 15


def test_plain_request_gets_the_same_form_as_a_page(signed_in, address, templates, fractions):
    response = signed_in.get(address)

    assert form_of(response)["message"].value() == SUPPORT
    assert "<html" in response.text
    assert "<dialog" not in response.text
    assert "HX-Request" in response["Vary"]


def test_modal_names_student_class_and_last_practice(signed_in, address, fractions):
    words = words_of(signed_in.get(address, headers=HTMX))

    assert "<strong>Sam Okafor</strong> · Grade 5 Blue · last practice today" in words


def test_modal_says_when_there_was_no_practice(signed_in, address):
    words = words_of(signed_in.get(address, headers=HTMX))

    assert "<strong>Sam Okafor</strong> · Grade 5 Blue · no practice yet" in words


# Already in hand


def test_header_shows_what_everybody_did_already(signed_in, address, student, teacher, people):
    now = timezone.now()
    InterventionFactory(student=student, teacher=people.CO, created_at=now - timedelta(days=2))
    template = MessageTemplateFactory(school=student.school, title="Check In")
    InterventionFactory(student=student, teacher=teacher, message__template=template)

    words = words_of(signed_in.get(address, headers=HTMX))

    colleague = people.CO.display_name
    assert "Already in hand" in words
    assert 'You sent a message today: Check In <span class="faint">(not read yet)</span>' in words
    assert f"{colleague} sent a message 2 days ago: “Well done today.” <span" in words
    assert "more</a>" not in words


def test_header_shows_three_and_links_to_the_rest(signed_in, address, history_address, student):
    for _ in range(5):
        InterventionFactory(student=student)

    words = words_of(signed_in.get(address, headers=HTMX))

    assert words.count("sent a message today") == 3
    assert f'<a href="{history_address}">and 2 more</a>' in words


def test_header_is_silent_where_nothing_was_done(signed_in, address):
    assert "Already in hand" not in signed_in.get(address, headers=HTMX).text


def test_header_does_not_come_again_with_the_body_alone(signed_in, address, student):
    InterventionFactory(student=student)

    response = signed_in.get(address, headers=IN_DIALOG)

    assert "Already in hand" not in response.text
    assert "Send Message" in response.text


@pytest.mark.parametrize("rows", [1, 3])
def test_opening_asks_the_same_questions_however_much_there_is(
    signed_in, address, student, templates, rows, django_assert_num_queries
):
    for number in range(rows):
        InterventionFactory(student=student)
        MessageTemplateFactory(school=student.school, title=f"Template {number}")
        PracticeSessionFactory(student=student)

    # Session, person, student, rights; where she stands (6); what is in hand (2); whether the teacher has written
    # today; templates.
    with django_assert_num_queries(OPENING_QUERIES):
        signed_in.get(address, headers=HTMX)


@pytest.mark.parametrize(
    "code, status",
    [("AIDE", 403), ("AD", 403), ("TO", 404), ("TX", 404), ("ST", 404), ("GU", 404), ("LE", 200)],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_act(client, people, address, code, status, method):
    client.force_login(getattr(people, code))

    response = getattr(client, method)(address, posted(), headers=HTMX)

    assert response.status_code == status
    assert TeacherMessage.objects.count() == (1 if (status, method) == (200, "post") else 0)
