"""When a message leaves, and taking it back before."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from alpha.notifications.models import Notification
from alpha.notifications.selectors import inbox_of
from interventions.actions.message import mark_read, send_message, take_back
from interventions.errors import Conflict, Invalid, NotFound
from interventions.models import Intervention, TeacherMessage
from tests.digests import tables
from tests.factories import NotificationFactory
from tests.faults import fail_each_statement

pytestmark = pytest.mark.django_db

# Thursday noon in New York.
NOW = datetime(2026, 3, 5, 17, tzinfo=UTC)
TOMORROW = datetime(2026, 3, 6, 12, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ten_seconds(settings):
    settings.MESSAGE_UNDO_SECONDS = 10


@pytest.fixture
def sent(student, teacher, ten_seconds):
    return send_message(student, by=teacher, message="Hello").message


def released_at():
    return TeacherMessage.objects.get().sent_at, Notification.objects.get().created_at


def test_a_message_waits_for_a_second_thought(student, teacher, ten_seconds, thursday):
    intervention = send_message(student, by=teacher, message="Hello")

    in_ten_seconds = NOW + timedelta(seconds=10)
    assert released_at() == (in_ten_seconds, in_ten_seconds)
    assert intervention.created_at == NOW
    assert list(inbox_of(student.user)) == []
    thursday.move_to(in_ten_seconds)
    assert list(inbox_of(student.user)) == [Notification.objects.get()]


def test_a_message_for_later_is_released_then(student, teacher, ten_seconds):
    intervention = send_message(student, by=teacher, message="Hello", release_at=TOMORROW)

    assert released_at() == (TOMORROW, TOMORROW)
    assert intervention.created_at == NOW
    assert intervention.baseline["date"] == "2026-03-05"


def test_later_is_never_sooner_than_a_second_thought(student, teacher, ten_seconds):
    send_message(student, by=teacher, message="Hello", release_at=NOW + timedelta(seconds=3))

    assert released_at()[0] == NOW + timedelta(seconds=10)


def test_the_past_is_told_without_second_thoughts(student, teacher, ten_seconds):
    at = NOW - timedelta(days=3)

    send_message(student, by=teacher, message="Hello", at=at)

    assert released_at() == (at, at)


@pytest.mark.parametrize(
    "release_at, words",
    [
        (NOW, "This moment has passed. Choose a later one."),
        (NOW - timedelta(days=1), "This moment has passed. Choose a later one."),
        (NOW + timedelta(days=367), "Choose a moment within the next twelve months."),
        (datetime(2026, 3, 6, 7, 30), "Say in which time zone this hour is meant."),
    ],
)
def test_a_moment_that_cannot_be_is_refused(student, teacher, release_at, words):
    with pytest.raises(Invalid) as refused:
        send_message(student, by=teacher, message="Hello", release_at=release_at)

    assert (refused.value.field, refused.value.message) == ("release_at", words)
    assert not TeacherMessage.objects.exists()


def test_taking_it_back_leaves_no_trace(student, teacher, ten_seconds):
    other = NotificationFactory(recipient=student.user)
    before = tables()
    sent = send_message(student, by=teacher, message="Hello").message

    take_back(sent, by=teacher)

    assert tables() == before
    assert list(Notification.objects.all()) == [other]


def test_a_message_for_later_can_be_taken_back_until_its_moment(student, teacher, thursday):
    sent = send_message(student, by=teacher, message="Hello", release_at=TOMORROW).message
    thursday.move_to(TOMORROW - timedelta(seconds=1))

    take_back(sent, by=teacher)

    assert not TeacherMessage.objects.exists()


def test_once_it_has_left_it_stays(sent, teacher, thursday):
    thursday.move_to(sent.sent_at)
    before = tables()

    with pytest.raises(
        Conflict, match=r"^This message has left already: Sam Okafor can read it\.$"
    ):
        take_back(sent, by=teacher)

    assert tables() == before


def test_nobody_takes_back_what_somebody_else_wrote(sent, people):
    for code in ("CO", "LE", "AIDE", "ST"):
        with pytest.raises(PermissionDenied):
            take_back(sent, by=getattr(people, code))

    assert TeacherMessage.objects.exists()


def test_what_is_gone_is_not_found(sent, teacher):
    take_back(sent, by=teacher)

    with pytest.raises(NotFound):
        take_back(sent, by=teacher)


def test_what_somebody_has_closed_has_to_be_reopened_first(sent, teacher):
    Intervention.objects.update(is_resolved=True, resolved_at=NOW, resolution_notes="Not needed.")
    before = tables()

    with pytest.raises(Conflict, match="marked as resolved"):
        take_back(sent, by=teacher)

    assert tables() == before


def test_a_student_who_opens_it_at_that_very_moment_finds_nothing(sent, student, teacher):
    held_by_the_student = TeacherMessage.objects.get()
    take_back(sent, by=teacher)

    with pytest.raises(NotFound):
        mark_read(held_by_the_student, by=student.user)


def test_an_interruption_at_any_statement_takes_nothing_back(sent, teacher):
    failed = fail_each_statement(lambda: take_back(TeacherMessage.objects.get(), by=teacher))

    assert failed > 6
    assert not TeacherMessage.objects.exists()
    assert not Intervention.objects.exists()
    assert not Notification.objects.exists()
