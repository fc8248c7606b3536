import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from alpha.learning.access import check_may_record
from alpha.learning.selectors.accounts import students_by_account
from alpha.learning.xapi import Account
from tests.factories import EnrollmentFactory, StudentFactory

PLATFORM = "https://mathland.example/"


def account(name, home_page=PLATFORM):
    return Account(homePage=home_page, name=name)


@pytest.fixture
def known(student):
    student.external_id = "st_8f2c"
    student.source = "import"
    student.save()
    return student


def test_name_at_another_home_page_is_the_id_from_outside(teacher, known):
    assert students_by_account(teacher, [account("st_8f2c")]) == {account("st_8f2c"): known.pk}


def test_name_at_our_own_home_page_is_the_username(teacher, known, settings):
    settings.SITE_URL = "https://alpha.school.example"
    own = account(known.user.username, "https://Alpha.school.example/")

    assert students_by_account(teacher, [own]) == {own: known.pk}
    for other in (account("st_8f2c", own.home_page), account(known.user.username)):
        with pytest.raises(Http404):
            students_by_account(teacher, [other])


def test_id_of_two_sources_is_that_of_the_home_page_or_nobodys(teacher, known, classroom):
    double = StudentFactory(school=known.school, source=PLATFORM, external_id="st_8f2c")
    EnrollmentFactory(classroom=classroom, student=double)

    assert students_by_account(teacher, [account("st_8f2c")]) == {account("st_8f2c"): double.pk}
    with pytest.raises(Http404):
        students_by_account(teacher, [account("st_8f2c", "https://elsewhere.example/")])


@pytest.mark.parametrize("name", ["unknown", "", "st_8f2c\x00", "st_8f2c\ud800", "ST_8F2C"])
def test_one_account_that_is_nobodys_is_enough_to_find_nothing(teacher, known, name):
    nobody = Account.model_construct(home_page=PLATFORM, name=name)

    with pytest.raises(Http404):
        students_by_account(teacher, [account("st_8f2c"), nobody])


@pytest.mark.parametrize(
    "code, refusal",
    [
        ("TE", None),
        ("CO", None),
        ("LE", None),
        ("AD", None),
        ("AIDE", PermissionDenied),
        ("TO", Http404),
        ("TX", Http404),
        ("ST", Http404),
        ("ST2", Http404),
        ("GU", Http404),
        ("GU2", Http404),
    ],
)
def test_practice_is_recorded_by_who_acts_on_the_student_and_by_the_office(
    people, known, code, refusal
):
    user = getattr(people, code)

    if refusal is None:
        check_may_record(user, [known.pk, known.pk])
        assert students_by_account(user, [account("st_8f2c")])
    else:
        with pytest.raises(refusal):
            check_may_record(user, [known.pk])
        with pytest.raises(refusal):
            students_by_account(user, [account("st_8f2c")])


@pytest.mark.parametrize("student_id", [0, -1, 2**63, 10**40])
def test_id_that_no_database_holds_is_an_unknown_one(people, known, student_id):
    with pytest.raises(Http404):
        check_may_record(people.LE, [known.pk, student_id])


def test_batch_of_an_aide_with_an_unknown_student_does_not_exist(people, known):
    with pytest.raises(Http404):
        check_may_record(people.AIDE, [known.pk, 987_654])
