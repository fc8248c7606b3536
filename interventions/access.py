"""Which messages and interventions somebody may open. Every lookup begins with the students the person may see."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from alpha.accounts.models import Role, User
from alpha.learning.access import find_student, students_visible_to
from interventions.models import Intervention, TeacherMessage
from interventions.selectors import told


def find_message(user: User, message_id: int) -> TeacherMessage:
    """The message for its student, or for the staff who may read the student's report now.

    Raises Http404 for everybody else, guardians too, and PermissionDenied for administrators, who see that the student
    exists but read no messages. Who sent it makes no difference: a teacher who left the class has left its messages.
    """
    in_scope = TeacherMessage.objects.filter(student__in=students_visible_to(user))
    message = in_scope.select_related("student", "teacher").filter(pk=message_id).first()
    if message is None:
        raise Http404
    if user.role != Role.STUDENT:
        find_student(user, message.student_id)
    return message


def find_intervention(user: User, intervention_id: int) -> Intervention:
    """The intervention, with what it made, for the staff who may read its student's report now.

    Raises Http404 for everybody else, the student and the family too, and PermissionDenied for administrators.
    """
    in_scope = told(Intervention.objects.filter(student__in=students_visible_to(user)))
    intervention = in_scope.filter(pk=intervention_id).first()
    if intervention is None:
        raise Http404
    find_student(user, intervention.student_id)
    return intervention


def find_intervention_to_change(user: User, intervention_id: int) -> Intervention:
    """The intervention for resolving, opening again or putting off; PermissionDenied where it is not hers to close."""
    intervention = find_intervention(user, intervention_id)
    if not may_change(user, intervention):
        raise PermissionDenied
    return intervention


def may_change(user: User, intervention: Intervention) -> bool:
    """Whether somebody who sees its student may close it: a class has one queue, a leader only what is her own."""
    return user.role != Role.LEADER or intervention.teacher_id == user.pk
