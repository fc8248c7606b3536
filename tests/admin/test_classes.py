"""The office fills classes and names skills, all of one school."""

from datetime import date

import pytest
from django.urls import reverse

from alpha.accounts.models import Role
from alpha.learning.models import Classroom, ClassroomTeacher, Enrollment, Skill
from tests import factories as make
from tests.admin.pages import address, management_form

pytestmark = pytest.mark.django_db


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


def test_class_with_practice_behind_it_is_protected(client, office, classroom):
    make.AlertFactory(classroom=classroom, student=make.StudentFactory(school=classroom.school))

    response = client.post(address("learning_classroom", "delete", classroom.pk), {"post": "yes"})

    assert response.status_code == 200
    assert Classroom.objects.filter(pk=classroom.pk).exists()
