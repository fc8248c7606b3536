from datetime import UTC, datetime

import pytest

from alpha.notifications.models import OutboundEmail
from interventions.letter_library import create_default_letters
from interventions.models import GroupAction, ParentNotification
from tests.factories import EnrollmentFactory, GuardianFactory, GuardianshipFactory
from tests.interventions.views.groups.asking import filled_in, shown, ticked, to
from tests.interventions.views.groups.conftest import practiced

pytestmark = pytest.mark.django_db

LETTER = {"action": "parent"}


@pytest.fixture
def letters(school):
    create_default_letters(school)


def guardian(student, name, email="", **of_guardian):
    made = GuardianFactory(school=student.school, name=name, email=email, **of_guardian)
    GuardianshipFactory(student=student, guardian=made)


@pytest.fixture
def page(signed_in, address, letters, student, noa, fractions):
    guardian(student, "Ana Okafor", "ana@example.org")
    guardian(student, "Abuela Okafor", language="es")
    practiced(noa, "Division", correct=18)
    return signed_in.get(address, to(student, noa) | LETTER)


def send(client, page, **changes):
    return client.post(page.context["address"], filled_in(page, **changes), follow=True)


def test_each_family_reads_of_its_own_child_in_its_languages(page):
    letter = shown(page)["Sam Okafor"]

    assert set(letter.content["texts"]) == {"en", "es"}
    assert "Fractions" in letter.content["texts"]["en"]
    assert "Sam Okafor answered 20 questions on 1 day" in letter.text
    assert letter.note == "Abuela Okafor: a letter to print; Ana Okafor: by e-mail"
    assert shown(page)["Noa Lindqvist"].note.startswith("Nobody can be written to")


def test_a_topic_that_is_not_true_of_a_child_is_not_ticked(page):
    assert ticked(page) == ["Sam Okafor"]
    assert shown(page)["Noa Lindqvist"].caution == "no skill is below 70%"


def test_a_letter_that_would_stay_unfilled_is_left_out(
    signed_in, address, letters, student, noa, fractions
):
    response = signed_in.get(address, to(student, noa) | LETTER)

    assert [(one.student, one.problem) for one in response.context["left_out"]] == [
        (noa, "{skill_name}: not known")
    ]


def test_work_that_is_missing_is_about_work_that_is_late(signed_in, page):
    typed = filled_in(page, topic="missing_work") | {"preview": "topic"}

    response = signed_in.post(page.context["address"], typed)

    problems = [one.problem for one in response.context["left_out"]]
    cautions = [one.caution for one in shown(response).values()]
    assert set(problems + cautions) <= {
        "no work is overdue",
        "{assignment_title}: not known, {due_date}: not known",
        "{assignment_title}: not known",
    }


def test_sending_writes_to_each_family_that_is_ticked(signed_in, page, student, noa):
    result = send(signed_in, page, to=[student.pk, noa.pk])

    assert "2 families written to" in result.text
    assert ParentNotification.objects.filter(student=student).count() == 2
    # Nobody to reach is a row, too: the letter to print.
    assert ParentNotification.objects.get(student=noa).guardian is None
    assert OutboundEmail.objects.get().to == "ana@example.org"
    assert "Fractions" in OutboundEmail.objects.get().text


def test_the_summary_can_be_left_out(signed_in, page, student):
    typed = filled_in(page, include_summary=None) | {"preview": "topic"}
    response = signed_in.post(page.context["address"], typed)

    assert "answered 20 questions" not in shown(response)["Sam Okafor"].text
    send(signed_in, response, include_summary=None)
    assert {each.summary for each in ParentNotification.objects.all()} == {None}


def test_quiet_hours_are_said_before(signed_in, address, page, student, noa, monday):
    monday.move_to(datetime(2026, 11, 24, 3, tzinfo=UTC))

    response = signed_in.get(address, to(student, noa) | LETTER)

    assert "Ana Okafor: by e-mail, Tuesday at" in shown(response)["Sam Okafor"].note


def test_a_topic_nobody_wrote_a_letter_on_is_refused(signed_in, page):
    response = send(signed_in, page, topic="praise")

    assert response.context["form"].errors["topic"] == ["Choose one of the topics in the list."]
    assert not GroupAction.objects.exists()


def test_a_school_without_letters_can_send_none(signed_in, address, student):
    response = signed_in.get(address, to(student) | LETTER)

    assert [one.problem for one in response.context["left_out"]] == [
        "There is no letter on this topic in English."
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_the_preview_takes_the_same_queries_for_a_class(
    signed_in, address, classroom, letters, number, django_assert_num_queries
):
    for _ in range(number):
        student = EnrollmentFactory(classroom=classroom).student
        practiced(student, "Fractions", correct=8)
        guardian(student, "Ana", "ana@example.org")
    asked = {"everyone": "1"} | LETTER
    signed_in.get(address, asked)

    with django_assert_num_queries(26):
        assert len(shown(signed_in.get(address, asked))) == number
