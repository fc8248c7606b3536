"""The office's pages: one school, no permission to tick, no way up to the server's own people."""

from datetime import date

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from alpha.accounts.models import Role, School, User
from alpha.learning.models import Classroom, ClassroomTeacher, Enrollment, Skill, Student
from tests import factories as make

pytestmark = pytest.mark.django_db

OFFICE_PAGES = {
    "accounts_school",
    "accounts_user",
    "learning_student",
    "learning_guardian",
    "learning_classroom",
    "learning_skill",
    "learning_item",
    "learning_assignment",
    "analytics_reportview",
}
# Not a school's: only whoever runs the server comes here.
SERVER_PAGES = {
    "gamification_achievement": make.AchievementFactory,
    "notifications_outboundemail": make.OutboundEmailFactory,
}
# Registered by others, for superusers only.
LIBRARY_PAGES = {"auth_group", "account_emailaddress"}


@pytest.fixture
def office(school, client):
    person = make.UserFactory(
        school=school, username="office", role=Role.ADMINISTRATOR, is_staff=True
    )
    client.force_login(person)
    return person


@pytest.fixture
def superuser(client):
    person = make.UserFactory(school=None, username="root", is_staff=True, is_superuser=True)
    client.force_login(person)
    return person


def address(page, action="changelist", *args):
    return reverse(f"admin:{page}_{action}", args=args)


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
        "learning_student": student,
        "learning_guardian": make.GuardianFactory(
            school=school, user=make.UserFactory(school=school, role=Role.GUARDIAN)
        ),
        "learning_classroom": classroom,
        "learning_skill": skill,
        "learning_item": make.ItemFactory(skill=skill),
        "learning_assignment": make.AssignmentFactory(
            school=school, created_by=teacher, classroom=classroom
        ),
        "analytics_reportview": make.ReportViewFactory(viewer=teacher, student=student),
    }


def management_form(prefix, total=0, initial=0):
    return {f"{prefix}-TOTAL_FORMS": total, f"{prefix}-INITIAL_FORMS": initial}


def test_every_page_of_the_admin_is_tested_here():
    registered = {f"{m._meta.app_label}_{m._meta.model_name}" for m in admin.site._registry}
    templates = {"interventions_messagetemplate"}

    assert registered - templates == OFFICE_PAGES | set(SERVER_PAGES) | LIBRARY_PAGES


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


@pytest.mark.parametrize("page", sorted(OFFICE_PAGES - {"analytics_reportview", "accounts_school"}))
def test_new_row_form_offers_only_the_own_school(page, client, office, school):
    rows_of(make.SchoolFactory(name="Birch School"))

    response = client.get(address(page, "add"))

    assert response.status_code == 200
    assert "Birch School" not in response.text


QUERIES = {
    "accounts_school": 7,
    "accounts_user": 7,
    "learning_student": 8,
    "learning_guardian": 7,
    "learning_classroom": 8,
    "learning_skill": 8,
    "learning_item": 7,
    "learning_assignment": 7,
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


def class_form(classroom, **rows):
    return {
        "school": classroom.school_id,
        "name": classroom.name,
        **management_form("classroom_teachers"),
        **management_form("enrollments"),
        **rows,
    }


def test_office_enrolls_a_student(client, office, classroom):
    student = make.StudentFactory(school=classroom.school)

    response = client.post(
        address("learning_classroom", "change", classroom.pk),
        class_form(
            classroom,
            **management_form("enrollments", total=1),
            **{"enrollments-0-student": student.pk, "enrollments-0-starts_on": "2026-09-01"},
        ),
    )

    assert response.status_code == 302
    enrollment = Enrollment.objects.get(classroom=classroom)
    assert (enrollment.student, enrollment.starts_on) == (student, date(2026, 9, 1))


def test_office_ends_an_enrollment_and_the_student_of_the_row_stays(client, office, classroom):
    enrollment = make.EnrollmentFactory(classroom=classroom)
    other = make.StudentFactory(school=classroom.school)

    client.post(
        address("learning_classroom", "change", classroom.pk),
        class_form(
            classroom,
            **management_form("enrollments", total=1, initial=1),
            **{
                "enrollments-0-id": enrollment.pk,
                "enrollments-0-classroom": classroom.pk,
                "enrollments-0-student": other.pk,
                "enrollments-0-ends_on": "2026-11-23",
            },
        ),
    )

    before = enrollment.student
    enrollment.refresh_from_db()
    assert (enrollment.student, enrollment.ends_on) == (before, date(2026, 11, 23))


def test_office_cannot_enroll_a_student_of_another_school(client, office, classroom):
    stranger = make.StudentFactory()

    client.post(
        address("learning_classroom", "change", classroom.pk),
        class_form(
            classroom,
            **management_form("enrollments", total=1),
            **{"enrollments-0-student": stranger.pk},
        ),
    )

    assert not Enrollment.objects.filter(classroom=classroom).exists()


def test_even_a_superuser_mixes_no_schools_in_a_class(client, superuser, classroom):
    stranger = make.TeacherFactory()

    response = client.post(
        address("learning_classroom", "change", classroom.pk),
        class_form(
            classroom,
            **management_form("classroom_teachers", total=1),
            **{
                "classroom_teachers-0-teacher": stranger.pk,
                "classroom_teachers-0-role": "teacher",
            },
        ),
    )

    assert list(response.context["errors"]) == [[f"{stranger} is not of the school of this class."]]
    assert not ClassroomTeacher.objects.filter(classroom=classroom).exists()


def test_office_opens_a_class_with_its_first_student(client, office, school):
    student, stranger = make.StudentFactory(school=school), make.StudentFactory()
    form = {"school": school.pk, "name": "Grade 6", **management_form("classroom_teachers")}
    rows = management_form("enrollments", total=1)

    client.post(
        address("learning_classroom", "add"),
        form | rows | {"enrollments-0-student": stranger.pk},
    )
    assert not Classroom.objects.filter(name="Grade 6").exists()

    client.post(
        address("learning_classroom", "add"),
        form | rows | {"enrollments-0-student": student.pk},
    )
    assert list(Classroom.objects.get(name="Grade 6").students.all()) == [student]


def suggestions(client, model, field, term=""):
    response = client.get(
        reverse("admin:autocomplete"),
        {"app_label": "learning", "model_name": model, "field_name": field, "term": term},
    )
    return [row["text"] for row in response.json()["results"]]


def test_suggestions_come_from_the_own_school(client, office, school):
    make.StudentFactory(school=school, name="Ada Own")
    make.StudentFactory(name="Ada Foreign")

    assert suggestions(client, "enrollment", "student", "ada") == ["Ada Own"]


def test_only_teachers_are_suggested_to_teach(client, office, school):
    make.TeacherFactory(school=school, first_name="Grace", last_name="Teaches")
    make.UserFactory(school=school, first_name="Grace", last_name="Leads", role=Role.LEADER)

    assert suggestions(client, "classroomteacher", "teacher", "grace") == ["Grace Teaches"]


def test_prerequisites_come_from_the_own_school(client, office, school):
    own, foreign = make.SkillFactory(school=school), make.SkillFactory()
    skill = make.SkillFactory(school=school)
    form = {"school": school.pk, "code": skill.code, "name": skill.name}

    client.post(
        address("learning_skill", "change", skill.pk), form | {"prerequisites": [foreign.pk]}
    )
    assert list(skill.prerequisites.all()) == []

    client.post(address("learning_skill", "change", skill.pk), form | {"prerequisites": [own.pk]})
    assert list(skill.prerequisites.all()) == [own]


def test_second_skill_with_one_code_is_refused_beside_the_form(client, office, school):
    make.SkillFactory(school=school, code="fractions")

    response = client.post(
        address("learning_skill", "add"),
        {"school": school.pk, "code": "fractions", "name": "Fractions again"},
    )

    assert response.context["adminform"].form.errors == {
        "__all__": ["Skill with this School and Code already exists."]
    }
    assert Skill.objects.count() == 1


def school_form(school, **changes):
    return {
        "name": school.name,
        "code": school.code,
        "time_zone": school.time_zone,
        "locale": school.locale,
        "weekdays_taught": ["0", "1", "2", "3", "4"],
        "quiet_from": "18:00",
        "quiet_until": "07:00",
        "excellent_from": "0.9",
        "good_from": "0.8",
        "fair_from": "0.7",
        "struggling_below": "0.7",
        "struggling_certainty": "0.8",
        "minimum_answers": "20",
        **management_form("holidays"),
        **changes,
    }


def test_office_keeps_its_calendar(client, office, school):
    response = client.post(
        address("accounts_school", "change", school.pk),
        school_form(
            school,
            weekdays_taught=["6", "0", "1"],
            **management_form("holidays", total=1),
            **{
                "holidays-0-name": "Autumn break",
                "holidays-0-starts_on": "2026-10-26",
                "holidays-0-ends_on": "2026-10-30",
            },
        ),
    )

    assert response.status_code == 302
    school.refresh_from_db()
    assert school.weekdays_taught == [6, 0, 1]
    assert [str(day) for day in school.holidays.all()] == ["Autumn break (2026-10-26 – 2026-10-30)"]


@pytest.mark.parametrize(
    "changes, errors",
    [
        (
            {"time_zone": "Mars/Olympus"},
            {
                "time_zone": [
                    "“Mars/Olympus” is no time zone. Write it as Area/City, for example America/New_York."
                ]
            },
        ),
        ({"weekdays_taught": []}, {"weekdays_taught": ["This field is required."]}),
        (
            {"good_from": "0.95"},
            {
                "__all__": [
                    "Excellent, good and fair have to follow each other downward, between 0 and 1."
                ]
            },
        ),
    ],
)
def test_school_that_cannot_be_is_refused_with_a_sentence(client, office, school, changes, errors):
    response = client.post(
        address("accounts_school", "change", school.pk), school_form(school, **changes)
    )

    assert response.context["adminform"].form.errors == errors


def test_office_neither_opens_nor_closes_schools(client, office, school):
    assert client.get(address("accounts_school", "add")).status_code == 403
    assert (
        client.post(address("accounts_school", "delete", school.pk), {"post": "yes"}).status_code
        == 403
    )
    assert School.objects.filter(pk=school.pk).exists()


def test_record_of_access_is_never_written_by_hand(client, office, school):
    viewed = rows_of(school)["analytics_reportview"]

    assert client.get(address("analytics_reportview", "add")).status_code == 403
    assert (
        client.post(
            address("analytics_reportview", "delete", viewed.pk), {"post": "yes"}
        ).status_code
        == 403
    )


def test_class_with_practice_behind_it_is_protected(client, office, classroom):
    make.AlertFactory(classroom=classroom, student=make.StudentFactory(school=classroom.school))

    response = client.post(address("learning_classroom", "delete", classroom.pk), {"post": "yes"})

    assert response.status_code == 200
    assert Classroom.objects.filter(pk=classroom.pk).exists()


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

    assert names - {"interventions_messagetemplate"} == OFFICE_PAGES
