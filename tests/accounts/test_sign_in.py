"""Signing in with a user name or an e-mail address, and every way in which that is refused."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from alpha.accounts.models import Role
from tests.factories import StudentFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
WRONG = "The username and/or password you specified are not correct."
TOO_MANY = "Too many failed login attempts. Try again later."


@pytest.fixture(autouse=True)
def no_tries_before():
    cache.clear()


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def alice(school):
    return with_password(UserFactory(school=school, username="alice", email="alice@example.org"))


def sign_in(client, login, password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": login, "password": password, **more})


def errors(response):
    return [str(error) for error in response.context["form"].non_field_errors()]


def is_signed_in(client):
    return client.get("/inbox/").status_code == 200


@pytest.mark.parametrize(
    "login", ["alice", "ALICE", "alice@example.org", "Alice@Example.ORG", " alice "]
)
def test_teacher_signs_in_by_name_or_email_in_any_spelling(client, alice, login):
    response = sign_in(client, login)

    assert (response.status_code, response.url) == (302, "/")
    assert is_signed_in(client)


def test_student_without_email_signs_in_by_name(client, school):
    student = StudentFactory(school=school)
    student.user.username = "sam.okafor"
    with_password(student.user)

    assert sign_in(client, "sam.okafor").url == "/"
    assert client.get("/").url == reverse("learning:my_work")


def test_nobody_signs_in_with_the_empty_email_of_others(client, school):
    with_password(StudentFactory(school=school).user)

    response = sign_in(client, "")

    assert response.context["form"].errors == {"login": ["This field is required."]}


@pytest.mark.parametrize(
    "login, password",
    [
        ("alice", "wrong"),
        ("alice@example.org", "wrong"),
        ("nobody", PASSWORD),
        ("nobody@example.org", PASSWORD),
    ],
)
def test_refusal_does_not_say_which_half_was_wrong(client, alice, login, password):
    response = sign_in(client, login, password)

    words = errors(response)
    assert len(words) == 1
    assert words[0].endswith("you specified are not correct.")
    assert not is_signed_in(client)


def test_refusals_of_known_and_unknown_names_are_the_same_page(alice):
    pages = [
        re.sub(r'value="[^"]*"|"X-CSRFToken": "\w+"', "", sign_in(Client(), login, "wrong").text)
        for login in ("alice", "nobody")
    ]

    assert pages[0] == pages[1]


def test_user_without_a_password_of_the_office_does_not_get_in(client, school):
    student = StudentFactory(school=school)
    student.user.set_unusable_password()
    student.user.save()

    for password in ("", "!", student.user.password):
        sign_in(client, student.user.username, password)

    assert not is_signed_in(client)


def test_disabled_user_is_told_only_with_the_right_password(client, alice):
    alice.is_active = False
    alice.save()

    right, wrong = sign_in(client, "alice"), sign_in(client, "alice", "wrong")

    assert (right.status_code, right.url) == (302, "/accounts/inactive/")
    assert wrong.status_code == 200
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "after, lands_on",
    [
        ("/analytics/classes/", "/analytics/classes/"),
        ("/inbox/?page=2", "/inbox/?page=2"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("http:///evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        (" https://evil.example/", "/"),
        ("\thttps://evil.example/", "/"),
    ],
)
def test_way_on_stays_on_this_site(client, alice, after, lands_on):
    assert sign_in(client, "alice", next=after).url == lands_on


@pytest.mark.parametrize(
    "role, first",
    [
        (Role.TEACHER, "/today/"),
        (Role.LEADER, "/today/"),
        (Role.ADMINISTRATOR, "/admin/"),
        (Role.STUDENT, "/me/"),
        (Role.GUARDIAN, "/inbox/"),
    ],
)
def test_each_role_lands_on_a_page_it_may_open(client, school, role, first):
    user = with_password(
        UserFactory(school=school, username="robin", role=role, is_staff=role == Role.ADMINISTRATOR)
    )
    if role == Role.STUDENT:
        StudentFactory(school=school, user=user)

    response = client.post(
        "/accounts/login/", {"login": "robin", "password": PASSWORD}, follow=True
    )

    assert [url for url, _ in response.redirect_chain] == ["/", first]
    assert response.status_code == 200


def test_session_gets_a_new_key(client, alice):
    client.cookies["sessionid"] = "chosen-by-somebody-else"

    sign_in(client, "alice")

    assert client.cookies["sessionid"].value != "chosen-by-somebody-else"
    assert is_signed_in(client)


def test_session_ends_with_the_browser(client, alice):
    sign_in(client, "alice")

    assert client.cookies["sessionid"]["max-age"] == ""
    assert client.session.get_expire_at_browser_close()


def test_signing_out_ends_the_session_on_the_server(client, alice):
    sign_in(client, "alice")
    key = client.cookies["sessionid"].value

    client.post("/accounts/logout/")

    replayed = Client()
    replayed.cookies["sessionid"] = key
    assert not is_signed_in(replayed)


def test_asking_for_the_sign_out_page_signs_nobody_out(client, alice):
    sign_in(client, "alice")

    client.get("/accounts/logout/")

    assert is_signed_in(client)


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_set_password"])
def test_nobody_signs_up(client, name):
    with pytest.raises(NoReverseMatch):
        reverse(name)
    assert client.get("/accounts/signup/").status_code == 404


def test_sign_in_page_offers_no_sign_up(client):
    assert "sign up" not in client.get("/accounts/login/").text.lower()


# Guessing


def test_sixth_wrong_try_for_one_name_is_refused_even_with_the_right_password(client, alice):
    for _ in range(5):
        sign_in(client, "alice", "wrong")

    assert errors(sign_in(client, "alice")) == [TOO_MANY]
    assert not is_signed_in(client)


def test_other_names_of_the_same_school_are_not_locked_with_it(client, alice, school):
    with_password(UserFactory(school=school, username="bob"))
    for _ in range(6):
        sign_in(client, "alice", "wrong")

    assert sign_in(client, "bob").url == "/"


def test_address_claimed_by_the_visitor_does_not_start_the_count_again(client, alice):
    for number in range(6):
        response = client.post(
            "/accounts/login/",
            {"login": "alice", "password": "wrong"},
            headers={"X-Forwarded-For": f"10.0.0.{number}"},
        )

    assert errors(response) == [TOO_MANY]


def test_whole_class_signs_in_from_one_address_in_one_minute(school):
    for number in range(35):
        with_password(UserFactory(school=school, username=f"pupil{number}"))

    answers = [sign_in(Client(), f"pupil{number}").status_code for number in range(35)]

    assert answers == [302] * 35


def test_too_many_resets_are_answered_with_when_to_come_back(client):
    for _ in range(6):
        response = client.post("/accounts/password/reset/", {"email": "a@example.org"})

    assert (response.status_code, response["Retry-After"]) == (429, "300")
    assert "Please wait five minutes and try again." in response.text


# A new password


def test_reset_answers_the_same_for_known_and_unknown_addresses(alice, mailoutbox):
    answers = [
        Client().post("/accounts/password/reset/", {"email": address})
        for address in ("alice@example.org", "nobody@example.org")
    ]

    assert [(answer.status_code, answer.url) for answer in answers] == [
        (302, "/accounts/password/reset/done/")
    ] * 2
    assert [mail.to for mail in mailoutbox] == [["alice@example.org"]]


def reset_link(client, mailoutbox, email="alice@example.org"):
    client.post("/accounts/password/reset/", {"email": email})
    return re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mailoutbox[-1].body)[1]


def set_password_with(client, link, password):
    form = client.get(link, follow=True)
    return client.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})


def test_link_of_the_mail_sets_a_new_password_once(client, alice, mailoutbox):
    link = reset_link(client, mailoutbox)

    set_password_with(client, link, "another horse battery")

    alice.refresh_from_db()
    assert alice.check_password("another horse battery")
    again = Client().get(link)
    assert again.status_code == 200
    assert again.context["token_fail"]


@pytest.mark.parametrize("password", ["12345678", "short", "password", "alice@example.org"])
def test_weak_new_password_is_refused(client, alice, mailoutbox, password):
    link = reset_link(client, mailoutbox)

    response = set_password_with(client, link, password)

    assert response.status_code == 200
    assert response.context["form"].errors
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_disabled_user_gets_no_link(client, alice, mailoutbox):
    alice.is_active = False
    alice.save()

    client.post("/accounts/password/reset/", {"email": "alice@example.org"})

    assert mailoutbox == []


def test_new_password_of_ones_own_keeps_this_session_and_ends_others(client, alice):
    other = Client()
    sign_in(client, "alice")
    sign_in(other, "alice")

    client.post(
        "/accounts/password/change/",
        {
            "oldpassword": PASSWORD,
            "password1": "another horse battery",
            "password2": "another horse battery",
        },
    )

    assert is_signed_in(client)
    assert not is_signed_in(other)


def test_new_password_needs_the_present_one(client, alice):
    sign_in(client, "alice")

    response = client.post(
        "/accounts/password/change/",
        {
            "oldpassword": "wrong",
            "password1": "another horse battery",
            "password2": "another horse battery",
        },
    )

    assert response.context["form"].errors == {
        "oldpassword": ["Please type your current password."]
    }
