from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from alpha.learning.models import Enrollment
from alpha.notifications.models import Notification
from interventions.actions.message import send_message
from interventions.models import TeacherMessage
from tests.factories import TeacherMessageFactory

# Thursday noon in New York.
NOW = datetime(2026, 3, 5, 17, tzinfo=UTC)
TEXT = "Hi Sam, <well> done.\nSee you tomorrow."


@pytest.fixture
def message(student, teacher):
    return send_message(student, by=teacher, message=TEXT).message


@pytest.fixture
def address(message):
    return reverse("interventions:message", args=[message.pk])


def test_student_reads_the_message(client, student, address):
    client.force_login(student.user)

    response = client.get(address)

    assert "<h1>Message from Alice Moreno</h1>" in response.text
    assert "Hi Sam, &lt;well&gt; done.\nSee you tomorrow." in response.text
    assert "Not read yet" not in response.text


def test_opening_it_marks_message_and_notice_read(client, student, message, address):
    client.force_login(student.user)

    client.get(address)

    message.refresh_from_db()
    assert message.is_read is True
    assert Notification.objects.get().read_at == message.read_at


def test_opening_it_again_keeps_the_first_time(client, student, message, address):
    client.force_login(student.user)
    client.get(address)
    message.refresh_from_db()
    first = message.read_at

    client.get(address)

    message.refresh_from_db()
    assert message.read_at == first


def test_asking_for_the_headers_is_not_reading(client, student, message, address):
    client.force_login(student.user)

    client.head(address)

    message.refresh_from_db()
    assert (message.is_read, message.read_at) == (False, None)


@pytest.mark.parametrize("code", ["TE", "CO", "AIDE", "LE"])
def test_staff_see_it_and_its_state_without_marking_it(client, people, message, address, code):
    client.force_login(getattr(people, code))

    response = client.get(address)

    assert "Not read yet" in response.text
    assert f"To {message.student.name} ·" in response.text
    message.refresh_from_db()
    assert message.is_read is False


def test_sender_sees_when_it_was_read(client, student, teacher, address):
    client.force_login(student.user)
    client.get(address)
    client.force_login(teacher)

    response = client.get(address)

    assert "Read today" in response.text


@pytest.mark.parametrize(
    "code, status", [("ST2", 404), ("GU", 404), ("GU2", 404), ("TO", 404), ("TX", 404), ("AD", 403)]
)
def test_nobody_else_opens_it(client, people, message, address, code, status):
    client.force_login(getattr(people, code))

    response = client.get(address)

    assert response.status_code == status
    assert "See you tomorrow" not in response.text
    message.refresh_from_db()
    assert message.is_read is False


def test_sender_who_lost_the_student_lost_the_message(client, student, teacher, address):
    Enrollment.objects.update(ends_on=student.school.today())
    client.force_login(teacher)

    assert client.get(address).status_code == 404


def test_unknown_message_looks_like_somebody_elses(client, people, message, address):
    client.force_login(people.TO)

    unknown = client.get(reverse("interventions:message", args=[message.pk + 1]))

    assert (unknown.status_code, unknown.content) == (404, client.get(address).content)


@pytest.fixture
def later(student, teacher):
    """The address of a message written now that is released at 7:30 the next morning."""
    with time_machine.travel(NOW, tick=False):
        message = TeacherMessageFactory(
            student=student,
            teacher=teacher,
            message=TEXT,
            sent_at=datetime(2026, 3, 6, 12, 30, tzinfo=UTC),
        )
        yield reverse("interventions:message", args=[message.pk])


def test_student_does_not_find_it_before_it_is_released(client, student, later):
    client.force_login(student.user)
    unknown = reverse("interventions:message", args=[987_654])

    before = client.get(later)

    assert (before.status_code, before.content) == (404, client.get(unknown).content)
    assert TeacherMessage.objects.get().is_read is False


def test_student_reads_it_from_its_moment_on(client, student, later):
    with time_machine.travel(NOW + timedelta(hours=19, minutes=30), tick=False):
        client.force_login(student.user)
        response = client.get(later)

    assert "See you tomorrow." in response.text
    assert TeacherMessage.objects.get().is_read is True


@pytest.mark.parametrize("code", ["TE", "CO", "AIDE", "LE"])
def test_staff_see_when_it_will_be_sent(client, people, later, code):
    client.force_login(getattr(people, code))

    response = client.get(later)

    assert "Will be sent Friday, March 6, 7:30 AM" in response.text
    assert "Not read yet" not in response.text
