"""The office's pages: one school, no permission to tick, no way up to the server's own people."""

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from alpha.accounts.models import Role, User
from tests import factories as make
from tests.admin.pages import address

pytestmark = pytest.mark.django_db


OFFICE_PAGES = {
    "accounts_school",
    "accounts_user",
    "accounts_apitoken",
    "learning_student",
    "learning_guardian",
    "learning_mailoptout",
    "learning_classroom",
    "learning_skill",
    "learning_item",
    "learning_assignment",
    "analytics_classroomrules",
    "analytics_reportview",
}


# Records of what others did: looked at, never written by hand.
READ_ONLY = {"analytics_reportview", "learning_mailoptout"}

# Not a school's: only whoever runs the server comes here.
SERVER_PAGES = {
    "gamification_achievement": make.AchievementFactory,
    "notifications_outboundemail": make.OutboundEmailFactory,
    "jobs_jobrun": make.JobRunFactory,
}


# Texts have tests of their own (tests/interventions/).
TEMPLATE_PAGES = {"interventions_lettertemplate", "interventions_messagetemplate"}


# Registered by others, for superusers only.
LIBRARY_PAGES = {"auth_group", "account_emailaddress", "django_tasks_database_dbtaskresult"}


def rows_of(school):
    """One row on each page of the office, all of one school; the page's name to the row."""
    student = make.StudentFactory(school=school)
    classroom = make.ClassroomFactory(school=school)
    teacher = make.TeacherFactory(school=school)
    make.EnrollmentFactory(student=student, classroom=classroom)
    make.ClassroomTeacherFactory(classroom=classroom, teacher=teacher)
    skill = make.SkillFactory(school=school)
    return {
        "accounts_school": school,
        "accounts_user": teacher,
        "accounts_apitoken": make.ApiTokenFactory(user=teacher),
        "learning_student": student,
        "learning_guardian": make.GuardianFactory(
            school=school, user=make.UserFactory(school=school, role=Role.GUARDIAN)
        ),
        "learning_mailoptout": make.MailOptOutFactory(
            guardianship=make.GuardianshipFactory(student=student)
        ),
        "learning_classroom": classroom,
        "learning_skill": skill,
        "learning_item": make.ItemFactory(skill=skill),
        "learning_assignment": make.AssignmentFactory(
            school=school, created_by=teacher, classroom=classroom
        ),
        "analytics_classroomrules": make.ClassroomRulesFactory(classroom=classroom),
        "analytics_reportview": make.ReportViewFactory(viewer=teacher, student=student),
    }


def test_every_page_of_the_admin_is_tested_here():
    registered = {f"{m._meta.app_label}_{m._meta.model_name}" for m in admin.site._registry}

    assert registered - TEMPLATE_PAGES == OFFICE_PAGES | set(SERVER_PAGES) | LIBRARY_PAGES


@pytest.mark.parametrize("page", sorted(OFFICE_PAGES))
def test_office_lists_only_its_own_school(page, client, office, school):
    own, foreign = rows_of(school), rows_of(make.SchoolFactory())

    response = client.get(address(page))

    listed = {row.pk for row in response.context["cl"].result_list}
    assert response.status_code == 200
    assert own[page].pk in listed
    assert foreign[page].pk not in listed


@pytest.mark.parametrize("page", sorted(OFFICE_PAGES))
def test_page_of_another_school_answers_as_an_unknown_id(page, client, office):
    foreign = rows_of(make.SchoolFactory())[page]

    answers = [client.get(address(page, "change", key)) for key in (foreign.pk, 987654)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert [answer.url for answer in answers] == [reverse("admin:index")] * 2


@pytest.mark.parametrize("page", sorted(OFFICE_PAGES))
def test_form_of_the_own_school_opens(page, client, office, school):
    own = rows_of(school)[page]

    assert client.get(address(page, "change", own.pk)).status_code == 200


@pytest.mark.parametrize("page", sorted(OFFICE_PAGES - READ_ONLY - {"accounts_school"}))
def test_new_row_form_offers_only_the_own_school(page, client, office, school):
    rows_of(make.SchoolFactory(name="Birch School"))

    response = client.get(address(page, "add"))

    assert response.status_code == 200
    assert "Birch School" not in response.text


QUERIES = {
    "accounts_school": 7,
    "accounts_user": 7,
    "accounts_apitoken": 7,
    "learning_student": 8,
    "learning_guardian": 7,
    "learning_mailoptout": 7,
    "learning_classroom": 8,
    "learning_skill": 8,
    "learning_item": 7,
    "learning_assignment": 7,
    "analytics_classroomrules": 7,
    "analytics_reportview": 9,
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("page", sorted(OFFICE_PAGES))
def test_list_asks_the_same_number_of_queries_for_one_and_three_rows(
    page, rows, client, office, school, django_assert_num_queries
):
    for _ in range(rows):
        rows_of(school)

    with django_assert_num_queries(QUERIES[page]):
        client.get(address(page))


@pytest.mark.parametrize("page", SERVER_PAGES)
def test_what_belongs_to_no_school_is_not_for_the_office(page, client, office):
    SERVER_PAGES[page]()

    assert client.get(address(page)).status_code == 403


@pytest.mark.parametrize("page", sorted(OFFICE_PAGES | set(SERVER_PAGES) | LIBRARY_PAGES))
def test_superuser_sees_every_school(page, client, superuser):
    rows = [rows_of(make.SchoolFactory()).get(page) for _ in range(2)]

    response = client.get(address(page))

    assert response.status_code == 200
    if page in OFFICE_PAGES:
        listed = {row.pk for row in response.context["cl"].result_list}
        assert {row.pk for row in rows} <= listed


@pytest.mark.parametrize("rows", [1, 3])
def test_class_page_asks_the_same_number_of_queries_for_one_and_three_students(
    rows, client, office, school, classroom, django_assert_num_queries
):
    for _ in range(rows):
        make.EnrollmentFactory(classroom=classroom)
        make.ClassroomTeacherFactory(classroom=classroom)

    # The first visit remembers content types for good.
    client.get(address("learning_classroom", "change", classroom.pk))

    with django_assert_num_queries(8):
        client.get(address("learning_classroom", "change", classroom.pk))


@pytest.mark.parametrize("rows", [1, 3])
def test_student_page_asks_the_same_number_of_queries_for_one_and_three_guardians(
    rows, client, office, student, django_assert_num_queries
):
    make.GuardianshipFactory.create_batch(rows, student=student)

    # The first visit remembers content types for good.
    client.get(address("learning_student", "change", student.pk))

    with django_assert_num_queries(8):
        client.get(address("learning_student", "change", student.pk))


@pytest.mark.parametrize("page", sorted(READ_ONLY))
def test_records_are_never_written_by_hand(page, client, office, school):
    row = rows_of(school)[page]

    assert client.get(address(page, "add")).status_code == 403
    deleted = client.post(address(page, "delete", row.pk), {"post": "yes"})
    assert deleted.status_code == 403


def test_office_that_lost_its_role_is_out_at_the_next_request(client, office):
    assert client.get(reverse("admin:index")).status_code == 200

    User.objects.filter(pk=office.pk).update(role=Role.TEACHER)

    assert client.get(reverse("admin:index")).status_code == 403


def test_sign_in_of_the_admin_is_the_sign_in_of_the_site(client, db):
    response = client.get(reverse("admin:login"), {"next": "/admin/learning/student/"})

    assert (response.status_code, response.url) == (
        302,
        "/accounts/login/?next=/admin/learning/student/",
    )


def test_sign_in_of_the_admin_sends_an_administrator_on(client, office):
    response = client.get(reverse("admin:login"), {"next": "https://elsewhere.example"})

    assert (response.status_code, response.url) == (302, "/admin/")


def test_index_names_no_table_of_others(client, office, school):
    make.AlertFactory(opened_at=timezone.now())

    names = {
        f"{app['app_label']}_{model['object_name'].lower()}"
        for app in client.get(reverse("admin:index")).context["app_list"]
        for model in app["models"]
    }

    assert names - TEMPLATE_PAGES == OFFICE_PAGES
