from datetime import UTC, datetime, time

import pytest

from alpha.learning.services.mail_opt_outs import read_opt_out_token
from alpha.notifications.delivery import message_of
from interventions.actions.family_mail import queue_family_mail, reply_address
from tests.factories import GuardianFactory, GuardianshipFactory, TeacherFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def school_mail(settings):
    settings.DEFAULT_FROM_EMAIL = "Alpha <office@school.example>"
    settings.SITE_URL = "https://alpha.school.example"


@pytest.fixture
def link(student):
    guardian = GuardianFactory(school=student.school, email="ana@example.org")
    return GuardianshipFactory(student=student, guardian=guardian)


def queued(link, teacher, **values):
    values = {"language": "en", "subject": "A note", "text": "Hello."} | values
    return queue_family_mail(link, by=teacher, dedupe_key="letter-1", at=NOON, **values)


def test_mail_can_be_stopped_by_the_link_below_and_by_the_mail_program(link, teacher):
    email = queued(link, teacher)

    text, footer = email.text.split("\n\n-- \n")
    assert text == "Hello."
    [name, why, how] = footer.splitlines()
    assert (name, why) == (
        "Maple School",
        "You get this because the school has you as a contact for a student.",
    )
    stop = how.removeprefix("To stop mail like this: ")
    assert stop.startswith("https://alpha.school.example/u/")
    assert read_opt_out_token(stop.split("/")[-2]) == (link, "progress")
    message = message_of(email).message()
    assert message["List-Unsubscribe"] == f"<{stop}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_footer_is_in_the_language_of_the_letter(link, teacher):
    assert (
        "Para no recibir más mensajes como este: https://"
        in queued(link, teacher, language="es").text
    )


def test_link_of_a_meeting_stops_meetings(link, teacher):
    email = queued(link, teacher, category="meetings")

    token = email.headers["List-Unsubscribe"].split("/")[-2]
    assert read_opt_out_token(token) == (link, "meetings")
    assert email.category == "meetings"


def test_mail_comes_from_the_school_at_the_address_of_the_server(link, teacher):
    teacher.email = "moreno@school.example"

    message = message_of(queued(link, teacher)).message()

    assert message["From"] == "Maple School <office@school.example>"
    assert message["Reply-To"] == "moreno@school.example"


@pytest.mark.parametrize(
    "address, sender, shown",
    [
        ("moreno@school.example", "office@school.example", True),
        ("moreno@School.Example", "office@school.example", True),
        ("moreno@school.example", "alpha@mail.school.example", True),
        ("alice1987@gmail.example", "office@school.example", False),
        ("moreno@hool.example", "office@school.example", False),
        ("", "office@school.example", False),
        ("office@school.example\nBcc: a@b.org", "office@school.example", False),
    ],
)
def test_private_address_of_a_teacher_is_not_given_away(settings, address, sender, shown):
    settings.DEFAULT_FROM_EMAIL = sender
    teacher = TeacherFactory.build(school=None, email=address)

    assert reply_address(teacher) == (address if shown else "")


def test_hours_of_the_guardian_go_along(link, teacher):
    link.guardian.quiet_from, link.guardian.quiet_until = time(11), time(15)

    email = queued(link, teacher)

    assert (email.quiet_from, email.quiet_until) == (time(11), time(15))
    assert email.send_after == datetime(2026, 11, 23, 20, tzinfo=UTC)
