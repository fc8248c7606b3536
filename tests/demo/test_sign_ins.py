import pytest
from django.urls import reverse

from alpha.accounts.models import Role, School, User
from alpha.demo.sign_ins import PASSWORD, SIGN_INS, shown_sign_ins

USERNAMES = [sign_in.username for sign_in in SIGN_INS]


def shown_on_the_sign_in_page(client):
    page = client.get(reverse("account_login")).content.decode()
    return [username for username in [*USERNAMES, PASSWORD] if username in page]


def test_there_is_a_sign_in_for_every_role():
    assert {sign_in.role for sign_in in SIGN_INS} == set(Role.values)


@pytest.mark.parametrize("sign_in", SIGN_INS, ids=USERNAMES)
def test_every_sign_in_works(small_school, client, sign_in):
    assert client.login(username=sign_in.username, password=PASSWORD)

    user = User.objects.get(username=sign_in.username)
    assert (user.role, user.is_superuser) == (sign_in.role, False)
    assert user.is_staff is (sign_in.role == Role.ADMINISTRATOR)
    if sign_in.role != Role.STUDENT:
        assert user.display_name == sign_in.name


def test_the_student_of_the_sign_in_page_is_student_3_and_the_parent_is_hers(small_school):
    student = User.objects.get(username="demo.student3").student
    parent = User.objects.get(username="demo.parent").guardian

    assert student.name == "Student 3"
    assert list(parent.guardianships.values_list("student", "status")) == [(student.pk, "active")]


def test_the_sign_in_page_shows_them_in_demo_mode(small_school, client, settings):
    settings.DEMO = True

    assert shown_on_the_sign_in_page(client) == [*USERNAMES, PASSWORD]


def test_the_sign_in_page_keeps_them_to_itself_elsewhere(small_school, client, settings):
    settings.DEMO = False

    assert shown_on_the_sign_in_page(client) == []


def test_nothing_is_shown_for_a_school_of_that_code_made_by_others(small_school):
    School.objects.filter(code="demo").update(name="Birch School")

    assert shown_sign_ins() == []
