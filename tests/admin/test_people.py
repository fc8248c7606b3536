"""The office makes people and gives them passwords; nobody rises above it."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from alpha.accounts.models import User
from alpha.learning.models import Student
from tests import factories as make
from tests.admin.pages import address, management_form

pytestmark = pytest.mark.django_db


def test_office_makes_a_teacher_who_is_no_staff(client, office, school):
    response = client.post(
        address("accounts_user", "add"),
        {
            "school": school.pk,
            "role": "teacher",
            "username": "grace",
            "email": "grace@example.org",
            "usable_password": "true",
            "password1": "correct horse battery",
            "password2": "correct horse battery",
        },
    )

    made = User.objects.get(username="grace")
    assert response.status_code == 302
    assert (made.school, made.role, made.is_staff, made.is_superuser) == (
        school,
        "teacher",
        False,
        False,
    )
    assert made.check_password("correct horse battery")


def test_office_makes_another_administrator(client, office, school):
    client.post(
        address("accounts_user", "add"),
        {
            "school": school.pk,
            "role": "administrator",
            "username": "second",
            "usable_password": "false",
        },
    )

    made = User.objects.get(username="second")
    assert (made.is_staff, made.is_superuser, made.has_usable_password()) == (True, False, False)


def test_office_cannot_put_a_user_into_another_school(client, office):
    other = make.SchoolFactory()

    response = client.post(
        address("accounts_user", "add"),
        {
            "school": other.pk,
            "role": "teacher",
            "username": "grace",
            "usable_password": "false",
        },
    )

    assert response.context["adminform"].form.errors == {
        "school": ["Select a valid choice. That choice is not one of the available choices."]
    }
    assert not User.objects.filter(username="grace").exists()


def test_second_user_with_the_same_email_is_refused_beside_the_form(client, office, school):
    make.UserFactory(email="grace@example.org")

    response = client.post(
        address("accounts_user", "add"),
        {
            "school": school.pk,
            "role": "teacher",
            "username": "grace",
            "email": "Grace@Example.org",
            "usable_password": "false",
        },
    )

    assert response.context["adminform"].form.errors == {
        "__all__": ["Somebody uses this e-mail address already."]
    }


def test_office_raises_nobody_to_superuser(client, office, teacher):
    permission = Permission.objects.first()

    client.post(
        address("accounts_user", "change", teacher.pk),
        {
            "school": teacher.school_id,
            "role": "teacher",
            "username": teacher.username,
            "is_active": "on",
            "is_staff": "on",
            "is_superuser": "on",
            "user_permissions": [permission.pk],
        },
    )

    teacher.refresh_from_db()
    assert (teacher.is_staff, teacher.is_superuser) == (False, False)
    assert teacher.user_permissions.count() == 0


def test_office_sees_no_superuser_even_of_its_own_school(client, office, school):
    root = make.UserFactory(
        school=school, username="headquarters", is_staff=True, is_superuser=True
    )

    page = client.get(address("accounts_user"))
    password_page = client.post(
        reverse("admin:auth_user_password_change", args=[root.pk]),
        {"password1": "correct horse battery", "password2": "correct horse battery"},
    )

    assert "headquarters" not in page.text
    assert password_page.status_code == 404
    root.refresh_from_db()
    assert not root.check_password("correct horse battery")


def test_office_issues_a_password_to_its_own_people_only(client, office, student):
    stranger = make.StudentFactory()
    password = {
        "usable_password": "true",
        "password1": "correct horse battery",
        "password2": "correct horse battery",
        "set-password": "Save",
    }

    for person in (student, stranger):
        client.post(reverse("admin:auth_user_password_change", args=[person.user_id]), password)

    student.user.refresh_from_db()
    stranger.user.refresh_from_db()
    assert student.user.check_password("correct horse battery")
    assert not stranger.user.check_password("correct horse battery")


def test_office_adds_a_student_with_a_sign_in(client, office, school):
    response = client.post(
        address("learning_student", "add"),
        {
            "school": school.pk,
            "name": "Ada Quill",
            "given_name": "Ada",
            "family_name": "Quill",
            "grade": "5",
            "language": "en",
            "username": "ada.quill",
            **management_form("guardianships"),
        },
    )

    assert response.status_code == 302, response.context["adminform"].form.errors
    student = Student.objects.get(name="Ada Quill")
    assert (student.user.username, student.user.role, student.user.school) == (
        "ada.quill",
        "student",
        school,
    )
    assert not student.user.has_usable_password()


def test_sign_in_name_that_is_taken_is_refused(client, office, school, teacher):
    response = client.post(
        address("learning_student", "add"),
        {
            "school": school.pk,
            "name": "Ada Quill",
            "language": "en",
            "username": teacher.username.upper(),
            **management_form("guardianships"),
        },
    )

    assert response.context["adminform"].form.errors == {
        "username": ["Somebody signs in with this name already."]
    }
    assert not Student.objects.filter(name="Ada Quill").exists()


def test_student_stays_a_student(client, office, student):
    client.post(
        address("accounts_user", "change", student.user_id),
        {
            "school": student.school_id,
            "role": "administrator",
            "username": student.user.username,
            "is_active": "on",
        },
    )

    student.user.refresh_from_db()
    assert (student.user.role, student.user.is_staff) == ("student", False)
