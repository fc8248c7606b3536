"""Rights that end between writing a letter and its leaving: the next look decides."""

import pytest

from alpha.accounts.models import Role
from alpha.learning.models import ClassroomTeacher, Enrollment, Guardian, Guardianship, Student
from alpha.learning.services.mail_opt_outs import opt_in, opt_out
from alpha.notifications.models import OutboundEmail
from interventions.actions.parent_notice import notify_parent
from interventions.mail_rights import may_send
from tests.factories import (
    GuardianFactory,
    GuardianshipFactory,
    OutboundEmailFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(student):
    guardian = GuardianFactory(school=student.school, name="Ana", email="ana@example.org")
    return GuardianshipFactory(student=student, guardian=guardian)


@pytest.fixture
def email(student, teacher, link):
    notify_parent(student, by=teacher, message="Hello.")
    return OutboundEmail.objects.get()


def test_nothing_changed_and_the_mail_may_leave(email):
    assert may_send(email) == ""
    assert email.to == "ana@example.org"


def end_link(link, teacher):
    Guardianship.objects.update(status="suspended")


def restrict(link, teacher):
    Guardianship.objects.update(may_be_contacted=False)


def remove_link(link, teacher):
    Guardianship.objects.all().delete()


def stop(link, teacher):
    opt_out(link, "progress")


def lose_address(link, teacher):
    Guardian.objects.update(email="")


def leave_school(link, teacher):
    Student.objects.update(is_active=False)


def leave_class(link, teacher):
    Enrollment.objects.update(ends_on=link.student.school.today())


def stop_teaching(link, teacher):
    ClassroomTeacher.objects.update(ends_on=link.student.school.today())


def disable_teacher(link, teacher):
    type(teacher).objects.filter(pk=teacher.pk).update(is_active=False)


@pytest.mark.parametrize(
    "change, reason",
    [
        (end_link, "may not be contacted"),
        (restrict, "may not be contacted"),
        (remove_link, "may not be contacted"),
        (stop, "has opted out"),
        (lose_address, "has no address any more"),
        (leave_school, "the student is no longer at the school"),
        (leave_class, "the sender no longer works with this student"),
        (stop_teaching, "the sender no longer works with this student"),
        (disable_teacher, "the sender no longer works with this student"),
    ],
)
def test_mail_whose_right_has_ended_is_stopped(email, link, teacher, change, reason):
    change(link, teacher)

    assert may_send(email) == reason


def test_mail_goes_to_the_address_the_school_has_now(email):
    Guardian.objects.update(email="new@example.org")

    assert may_send(email) == ""
    assert email.to == "new@example.org"


def test_other_category_and_other_guardian_stop_nothing(email, link, student):
    opt_out(link, "meetings")
    opt_out(GuardianshipFactory(student=student), "progress")

    assert may_send(email) == ""


def test_way_back_lets_it_go(email, link):
    opt_out(link, "progress")
    opt_in(link, "progress")

    assert may_send(email) == ""


def test_leader_still_may(student, link):
    leader = UserFactory(school=student.school, role=Role.LEADER)
    notify_parent(student, by=leader, message="Hello.")

    assert may_send(OutboundEmail.objects.get()) == ""


def test_mail_to_nobody_of_a_family_is_not_asked_about():
    assert may_send(OutboundEmailFactory()) == ""
