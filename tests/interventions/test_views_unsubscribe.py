import pytest
from django.test import Client
from django.urls import reverse

from alpha.learning.models import MailOptOut
from alpha.learning.services.mail_opt_outs import has_opted_out, opt_out, opt_out_token
from tests.factories import GuardianFactory, GuardianshipFactory

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def link(student):
    guardian = GuardianFactory(school=student.school, name="Ana Okafor", email="ana@example.org")
    return GuardianshipFactory(student=student, guardian=guardian)


@pytest.fixture
def anybody():
    """As a mail program comes: no cookie, no token of a page, and the check for one switched on."""
    return Client(enforce_csrf_checks=True)


def address_of(link, category="progress"):
    return reverse("unsubscribe", args=[opt_out_token(link, category)])


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_page_changes_nothing(anybody, link, method):
    response = getattr(anybody, method)(address_of(link))

    assert response.status_code == 200
    assert not MailOptOut.objects.exists()


def test_page_asks_first(anybody, link):
    response = anybody.get(address_of(link))

    assert "Stop this mail?" in response.text
    assert "letters on how practice is going" in response.text
    assert '<form method="post">' in response.text


@pytest.mark.parametrize("multipart", [True, False])
def test_one_click_of_a_mail_program_is_enough(anybody, link, multipart):
    if multipart:
        response = anybody.post(address_of(link), ONE_CLICK)
    else:
        response = anybody.post(
            address_of(link),
            "List-Unsubscribe=One-Click",
            content_type="application/x-www-form-urlencoded",
        )

    assert (response.status_code, response.text) == (200, "Unsubscribed.\n")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert has_opted_out(link, "progress")


def test_one_click_twice_is_answered_alike(anybody, link):
    answers = [anybody.post(address_of(link), ONE_CLICK).text for _ in range(2)]

    assert answers == ["Unsubscribed.\n"] * 2
    assert MailOptOut.objects.count() == 1


def test_button_stops_the_mail_and_offers_the_way_back(anybody, link):
    response = anybody.post(address_of(link))

    assert "You get no more of this mail" in response.text
    assert has_opted_out(link, "progress")
    again = anybody.post(address_of(link), {"again": "1"})
    assert "You get this mail again" in again.text
    assert not has_opted_out(link, "progress")


def test_who_stopped_it_earlier_is_told_so(anybody, link):
    opt_out(link, "progress")

    assert "You get no more of this mail" in anybody.get(address_of(link)).text


def test_only_this_guardian_child_and_category_are_stopped(anybody, link):
    other = GuardianshipFactory(student=link.student)

    anybody.post(address_of(link), ONE_CLICK)

    assert not has_opted_out(other, "progress")
    assert not has_opted_out(link, "meetings")
    assert "invitations and reminders" in anybody.get(address_of(link, "meetings")).text


def test_page_names_neither_child_nor_guardian_nor_address(anybody, link):
    text = anybody.get(address_of(link)).text + anybody.post(address_of(link)).text

    assert [word for word in ("Sam", "Okafor", "Ana", "ana@") if word in text] == []
    assert "Maple School" in text


def test_page_is_in_the_language_of_the_guardian(anybody, link):
    link.guardian.language = "es-MX"
    link.guardian.save()

    response = anybody.get(address_of(link))

    assert '<html lang="es">' in response.text
    assert "¿Dejar de recibir estos mensajes?" in response.text
    assert "Ya no recibirá estos mensajes" in anybody.post(address_of(link)).text


def test_no_cookie_is_set_and_none_is_needed(anybody, link):
    for response in (anybody.get(address_of(link)), anybody.post(address_of(link))):
        assert response.cookies.output() == ""
        assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["get", "post"])
def test_bad_link_is_the_ordinary_page_that_does_not_exist(anybody, link, method):
    token = opt_out_token(link, "progress")
    link.delete()
    nowhere = anybody.get("/nowhere/")

    for bad in (token, token[:-1], "x", "a:b"):
        response = getattr(anybody, method)(reverse("unsubscribe", args=[bad]))
        assert (response.status_code, response.content) == (404, nowhere.content)
    assert not MailOptOut.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_do_nothing(anybody, link, method):
    assert getattr(anybody, method)(address_of(link)).status_code == 405
    assert not MailOptOut.objects.exists()


def test_sign_in_of_somebody_else_makes_no_difference(client, teacher, link):
    client.force_login(teacher)

    assert client.post(address_of(link), ONE_CLICK).text == "Unsubscribed.\n"
    assert has_opted_out(link, "progress")
