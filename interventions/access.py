"""Which messages and letters somebody may open. Every lookup begins with the students the person may see."""

from dataclasses import dataclass

from django.http import Http404

from alpha.accounts.models import Role, User
from alpha.learning.access import find_student, students_visible_to
from alpha.learning.models import Guardianship
from alpha.learning.services.mail_opt_outs import read_opt_out_token
from interventions.models import ParentNotification, TeacherMessage


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


def find_letter(user: User, letter_id: int) -> ParentNotification:
    """A letter to a family, for the staff who may read the student's report now; refusals as in `find_student`."""
    in_scope = ParentNotification.objects.filter(student__in=students_visible_to(user))
    related = ("guardian", "student__school", "teacher", "email")
    letter = in_scope.select_related(*related).filter(pk=letter_id).first()
    if letter is None:
        raise Http404
    find_student(user, letter.student_id)
    return letter


@dataclass(frozen=True, slots=True)
class MailSubscription:
    """Mail of a category to a guardian about a child."""

    link: Guardianship
    category: str


def find_mail_subscription(token: str) -> MailSubscription:
    """What the link in a mail is about; Http404 for every token that we did not write or that stands for nothing now."""
    found = read_opt_out_token(token)
    if found is None:
        raise Http404
    return MailSubscription(*found)
