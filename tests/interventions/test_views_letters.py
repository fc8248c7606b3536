import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from alpha.learning.models import ClassroomTeacher
from alpha.notifications.delivery import deliver_due
from alpha.notifications.models import OutboundEmail
from interventions.actions.parent_notice import notify_parent
from interventions.mail_rights import may_send
from interventions.models import ParentNotification
from tests.factories import GuardianFactory, GuardianshipFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def write(student, teacher, name="Ana", email="ana@example.org", language="en", text="Hello."):
    guardian = GuardianFactory(school=student.school, name=name, email=email, language=language)
    GuardianshipFactory(student=student, guardian=guardian)
    texts = {language: text}
    notify_parent(student, by=teacher, message=text, texts=texts, guardian_ids=[guardian.pk])
    return ParentNotification.objects.get(guardian=guardian)


def page_of(letter):
    return reverse("interventions:letter", args=[letter.pk])


def cancel(client, letter, *, key=None, **options):
    address = reverse("interventions:cancel_letter", args=[letter.pk])
    return client.post(address, {"idempotency_key": key or str(uuid4())}, **options)


def history_of(student):
    return reverse("interventions:history", args=[student.pk])


# The page to read and print


def test_letter_is_shown_as_the_family_reads_it(signed_in, student, teacher):
    letter = write(student, teacher, language="es", text="Hola,\n<b>Ana</b>.")

    response = signed_in.get(page_of(letter))

    assert '<article class="sheet letter-sheet" lang="es" dir="ltr">' in response.text
    assert "Hola,\n&lt;b&gt;Ana&lt;/b&gt;." in response.text
    assert "23 de noviembre de 2026" in response.text
    assert "<strong>Maple School</strong>" in response.text
    assert "Queued, leaves at 12:00 PM today" in " ".join(response.text.split())


def test_letter_in_a_language_read_from_the_right_is_laid_out_so(signed_in, student, teacher):
    letter = write(student, teacher, language="ar", text="مرحبا")

    assert 'lang="ar" dir="rtl"' in signed_in.get(page_of(letter)).text


def test_letter_to_nobody_can_be_printed(signed_in, student, teacher):
    notify_parent(student, by=teacher, message="Hello {guardian_name}.")

    response = signed_in.get(page_of(ParentNotification.objects.get()))

    assert "Hello family of Sam Okafor." in response.text
    assert "No contact possible" in response.text


def test_teacher_who_left_the_class_reads_no_letter(signed_in, student, teacher, school):
    letter = write(student, teacher)
    ClassroomTeacher.objects.update(ends_on=school.today())

    assert signed_in.get(page_of(letter)).status_code == 404


# The history


def test_history_tells_what_became_of_each_letter(signed_in, student, teacher):
    write(student, teacher, "Ana")
    deliver_due(NOON, may_send)
    write(student, teacher, "Ben", "ben@example.org")
    write(student, teacher, "Cleo", "")

    words = " ".join(signed_in.get(history_of(student)).text.split())

    found = re.findall(r"<strong>(\w+)</strong> <span class=\"tag[^>]*>([^<]+)</span>", words)
    assert sorted(found) == [
        ("Ana", "Sent"),
        ("Ben", "Queued"),
        ("Cleo", "To be printed: no address"),
    ]
    assert words.count(">Take back<") == 1


def test_reason_of_a_cancelled_letter_is_told(signed_in, student, teacher):
    letter = write(student, teacher)
    letter.guardian.guardianships.update(may_be_contacted=False)
    deliver_due(NOON, may_send)

    text = signed_in.get(history_of(student)).text

    assert "Cancelled" in text
    assert "may not be contacted" in text


def test_colleague_is_not_offered_to_take_it_back(client, people, student):
    write(student, people.TE)
    client.force_login(people.CO)

    assert ">Take back<" not in client.get(history_of(student)).text


@pytest.mark.parametrize("number", [1, 3])
def test_history_asks_the_same_of_one_and_of_three_letters(
    signed_in, student, teacher, number, django_assert_num_queries
):
    for n in range(number):
        write(student, teacher, f"Ana {n}", f"ana{n}@example.org")
    signed_in.get(history_of(student))

    with django_assert_num_queries(14):
        signed_in.get(history_of(student))


# Taking it back


def test_letter_is_taken_back(signed_in, student, teacher):
    letter = write(student, teacher)

    response = cancel(signed_in, letter, follow=True)

    assert response.redirect_chain == [(history_of(student), 302)]
    assert [str(message) for message in response.context["messages"]] == [
        "The letter was taken back."
    ]
    assert "taken back by the sender" in response.text
    assert OutboundEmail.objects.get().status == "cancelled"


def test_in_the_dialog_the_list_alone_comes_back(signed_in, student, teacher):
    letter = write(student, teacher)

    response = cancel(signed_in, letter, headers=HTMX)

    assert response.status_code == 200
    assert response.text.strip().startswith('<ul class="letter-list">')
    assert "Cancelled" in response.text


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_second_click_is_answered_as_the_first(signed_in, student, teacher, headers):
    letter, key = write(student, teacher), str(uuid4())

    answers = [cancel(signed_in, letter, key=key, headers=headers) for _ in range(2)]

    assert answers[0].status_code == answers[1].status_code
    assert answers[0].get("Location") == answers[1].get("Location")


def test_letter_that_left_meanwhile_stays(signed_in, student, teacher):
    letter = write(student, teacher)
    deliver_due(NOON, may_send)

    response = cancel(signed_in, letter, follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "It is too late to take this letter back."
    ]
    assert OutboundEmail.objects.get().status == "sent"
    assert cancel(signed_in, letter, headers=HTMX).status_code == 409


def test_form_without_its_key_is_refused(signed_in, student, teacher):
    letter = write(student, teacher)
    address = reverse("interventions:cancel_letter", args=[letter.pk])

    assert signed_in.post(address, {}).status_code == 400
    assert OutboundEmail.objects.get().status == "queued"


def test_button_in_the_history_works(signed_in, student, teacher):
    letter = write(student, teacher)
    text = signed_in.get(history_of(student)).text
    [form] = re.findall(r'<form class="inline-form".*?</form>', text, re.DOTALL)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]+)"', form))

    signed_in.post(reverse("interventions:cancel_letter", args=[letter.pk]), fields)

    assert OutboundEmail.objects.get().status == "cancelled"
