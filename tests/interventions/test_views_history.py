from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from interventions.models import TeacherMessage
from tests.factories import (
    InterventionFactory,
    MeetingFactory,
    MessageTemplateFactory,
    TeacherMessageFactory,
)

HTMX = {"HX-Request": "true"}
HISTORY_QUERIES = 9
PANEL_QUERIES = 6


@pytest.fixture
def address(student):
    return reverse("interventions:history", args=[student.pk])


@pytest.fixture
def panel_address(student):
    return reverse("interventions:student_panel", args=[student.pk])


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def words_of(response):
    return " ".join(response.text.split())


def held_meeting(student, teacher):
    return InterventionFactory(
        student=student,
        teacher=teacher,
        intervention_type="meeting",
        message=None,
        meeting=MeetingFactory(student=student, teacher=teacher),
        action_taken="Scheduled a one-on-one meeting",
        is_resolved=True,
        resolved_at=timezone.now(),
        resolution_notes="Went through fractions with tiles.",
        effectiveness_rating=4,
    )


def test_history_is_newest_first(signed_in, address, student, teacher):
    now = timezone.now()
    made = [
        InterventionFactory(student=student, teacher=teacher, created_at=now - timedelta(days=days))
        for days in (3, 0, 5)
    ]

    response = signed_in.get(address)

    assert list(response.context["page"]) == [made[1], made[0], made[2]]


def test_message_shows_template_text_status_and_sender(signed_in, address, student, people):
    template = MessageTemplateFactory(school=student.school, title="Check In")
    message = TeacherMessageFactory(
        student=student, teacher=people.CO, message="Line one.\nLine two.", template=template
    )
    InterventionFactory(student=student, teacher=people.CO, message=message)

    response = signed_in.get(address)

    words = words_of(response)
    assert "Message sent: Check In</h2>" in words
    assert "Line one.\nLine two." in response.text
    assert "Not read yet" in words
    assert "Pending" in words
    assert f"by {people.CO.display_name}</p>" in words


@time_machine.travel(datetime(2026, 3, 4, 20, 0, tzinfo=UTC), tick=False)
def test_message_read_today_tells_the_hour_at_the_school(signed_in, address, student, teacher):
    read_at = datetime(2026, 3, 4, 15, 12, tzinfo=UTC)
    message = TeacherMessageFactory(student=student, teacher=teacher, is_read=True, read_at=read_at)
    InterventionFactory(student=student, teacher=teacher, message=message)

    words = words_of(signed_in.get(address))

    assert "Read today 10:12 AM" in words
    assert "by you</p>" in words


def test_resolved_intervention_shows_its_outcome(signed_in, address, student, teacher):
    held_meeting(student, teacher)

    words = words_of(signed_in.get(address))

    assert "Scheduled a one-on-one meeting</h2>" in words
    assert "<strong>Outcome:</strong> Went through fractions with tiles." in words
    assert "Rated 4 of 5" in words
    assert "Resolved" in words
    assert "Pending" not in words


def test_empty_history_says_what_will_be_here(signed_in, address):
    words = words_of(signed_in.get(address))

    assert "Nothing has been done yet" in words
    assert "Take Action" in words


def test_long_history_comes_in_pages(signed_in, address, student, teacher):
    for _ in range(21):
        InterventionFactory(student=student, teacher=teacher)

    first = signed_in.get(address)
    second = signed_in.get(address, {"page": 2})

    assert (len(first.context["page"]), len(second.context["page"])) == (20, 1)
    assert "Page 2 of 2" in words_of(second)


def test_page_that_is_no_number_is_the_first(signed_in, address, student, teacher):
    made = InterventionFactory(student=student, teacher=teacher)

    assert list(signed_in.get(address, {"page": "x"}).context["page"]) == [made]


def test_list_is_fetched_alone_when_something_changed(signed_in, address, student, teacher):
    InterventionFactory(student=student, teacher=teacher)

    response = signed_in.get(address, headers=HTMX)

    assert "<h1>" not in response.text
    assert 'hx-trigger="interventionChanged from:body"' in response.text
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_history(
    signed_in, address, student, teacher, rows, django_assert_num_queries
):
    for _ in range(rows):
        InterventionFactory(student=student, teacher=teacher)

    with django_assert_num_queries(HISTORY_QUERIES):
        signed_in.get(address)


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_panel(
    signed_in, panel_address, student, teacher, rows, django_assert_num_queries
):
    for _ in range(rows):
        InterventionFactory(student=student, teacher=teacher)

    with django_assert_num_queries(PANEL_QUERIES):
        signed_in.get(panel_address)


def test_aide_reads_the_history_and_is_offered_no_action(client, people, address):
    client.force_login(people.AIDE)

    response = client.get(address)

    assert response.status_code == 200
    assert "Take Action" not in response.text


@pytest.mark.parametrize(
    "code, status",
    [("CO", 200), ("LE", 200), ("AD", 403), ("TO", 404), ("TX", 404), ("ST", 404), ("GU", 404)],
)
@pytest.mark.parametrize("name", ["history", "student_panel"])
def test_who_may_look(client, people, student, name, code, status):
    client.force_login(getattr(people, code))

    response = client.get(reverse(f"interventions:{name}", args=[student.pk]))

    assert response.status_code == status


def test_panel_shows_what_is_open_and_the_last_message(signed_in, panel_address, student, teacher):
    held_meeting(student, teacher)
    InterventionFactory(student=student, teacher=teacher)
    TeacherMessage.objects.update(is_read=True, read_at=timezone.now())

    words = words_of(signed_in.get(panel_address, headers=HTMX))

    assert "<li>You sent a message today" in words
    assert "meeting" not in words
    assert "Last message today: Read today" in words
    assert "View Interventions</a>" in words


def test_panel_of_a_student_nobody_helped_yet(signed_in, panel_address):
    words = words_of(signed_in.get(panel_address, headers=HTMX))

    assert "Nothing is open for Sam Okafor." in words
    assert "Last message" not in words
