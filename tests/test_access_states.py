"""Rights end at the next request: each test signs in, changes one thing elsewhere, and asks again."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from alpha.accounts.models import Role, User
from alpha.learning.models import ClassroomTeacher, Enrollment, Guardianship, Student
from interventions.models import TeacherMessage
from tests.api_client import ApiClient
from tests.factories import TeacherMessageFactory

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user, backend="alpha.accounts.backends.UsernameBackend")
    return client


def staff_pages(student, classroom):
    return [
        reverse("analytics:class_report", args=[classroom.pk]),
        reverse("analytics:student_report", args=[student.pk]),
        reverse("interventions:history", args=[student.pk]),
        reverse("interventions:student_panel", args=[student.pk]),
        reverse("interventions:take_action", args=[student.pk]),
    ]


def statuses(client, addresses):
    return [client.get(address).status_code for address in addresses]


def end_teaching(teacher, student, today):
    ClassroomTeacher.objects.filter(teacher=teacher).update(ends_on=today)


def put_teaching_off(teacher, student, today):
    ClassroomTeacher.objects.filter(teacher=teacher).update(starts_on=today + timedelta(days=1))


def take_out_of_class(teacher, student, today):
    Enrollment.objects.filter(student=student).update(ends_on=today)


def deactivate_student(teacher, student, today):
    Student.objects.filter(pk=student.pk).update(is_active=False)


def demote(teacher, student, today):
    User.objects.filter(pk=teacher.pk).update(role=Role.GUARDIAN)


@pytest.mark.parametrize(
    "change, keeps_class",
    [
        (end_teaching, False),
        (put_teaching_off, False),
        (take_out_of_class, True),
        (deactivate_student, True),
        (demote, False),
    ],
)
def test_teacher_loses_a_student_at_the_next_request(
    teacher, student, classroom, school, change, keeps_class
):
    client = signed_in(teacher)
    pages = staff_pages(student, classroom)
    assert statuses(client, pages) == [200] * 5

    change(teacher, student, school.today())

    assert statuses(client, pages) == [200 if keeps_class else 404, 404, 404, 404, 404]


@pytest.mark.parametrize("change", [end_teaching, take_out_of_class, deactivate_student, demote])
def test_form_opened_before_sends_nothing_after(teacher, student, school, change):
    client = signed_in(teacher)
    address = reverse("interventions:take_action", args=[student.pk])
    assert client.get(address).status_code == 200

    change(teacher, student, school.today())
    response = client.post(
        address, {"message": "Hi Sam, well done.", "idempotency_key": str(uuid4())}
    )

    assert response.status_code == 404
    assert TeacherMessage.objects.count() == 0


@pytest.mark.parametrize(
    "change, status",
    [
        (end_teaching, 404),
        (put_teaching_off, 404),
        (take_out_of_class, 404),
        (deactivate_student, 404),
        (demote, 401),
    ],
)
def test_token_loses_a_student_at_the_next_request(teacher, student, school, change, status):
    program = ApiClient(teacher)
    report = f"analytics/student/{student.pk}/report"
    assert program.get(report).status_code == 200

    change(teacher, student, school.today())

    sent = program.post("interventions/message", {"student_id": student.pk, "message": "Hi"})
    assert (program.get(report).status_code, sent.status_code) == (status, status)
    assert TeacherMessage.objects.count() == 0


def test_aide_keeps_reading_and_loses_acting(teacher, student, classroom):
    client = signed_in(teacher)
    ClassroomTeacher.objects.filter(teacher=teacher).update(role=ClassroomTeacher.Role.AIDE)

    assert statuses(client, staff_pages(student, classroom)) == [200, 200, 200, 200, 403]


def test_message_is_closed_to_the_teacher_who_left(teacher, student, school):
    message = TeacherMessageFactory(student=student, teacher=teacher)
    address = reverse("interventions:message", args=[message.pk])
    client = signed_in(teacher)
    assert client.get(address).status_code == 200

    end_teaching(teacher, student, school.today())

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("status", [Guardianship.Status.PROPOSED, Guardianship.Status.SUSPENDED])
def test_guardian_link_that_does_not_hold_changes_no_answer(people, student, classroom, status):
    Guardianship.objects.filter(student=student).update(status=status)

    assert statuses(signed_in(people.GU), staff_pages(student, classroom)) == [404] * 5


@pytest.mark.parametrize("role", ["ST", "GU", "TE", "LE", "AD"])
def test_disabled_user_is_signed_out_at_the_next_request(people, role):
    user = getattr(people, role)
    client = signed_in(user)
    assert client.get("/inbox/").status_code == 200

    User.objects.filter(pk=user.pk).update(is_active=False)

    response = client.get("/inbox/")
    assert (response.status_code, response.url) == (302, "/accounts/login/?next=/inbox/")


def test_new_password_ends_the_sessions_of_the_old_one(teacher):
    client = signed_in(teacher)
    assert client.get("/inbox/").status_code == 200

    teacher.set_password("issued by the office")
    teacher.save()

    assert client.get("/inbox/").status_code == 302


def test_archived_class_can_still_be_read(teacher, student, classroom):
    classroom.is_archived = True
    classroom.save()

    assert statuses(signed_in(teacher), staff_pages(student, classroom))[:2] == [200, 200]
