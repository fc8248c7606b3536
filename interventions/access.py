"""Which messages and meetings somebody may open. Every lookup begins with the students the person may see."""

from django.http import Http404

from alpha.accounts.models import Role, User
from alpha.learning.access import find_student, find_student_to_help, students_visible_to
from interventions.models import Meeting, TeacherMessage


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


def find_meeting_to_change(user: User, meeting_id: int) -> Meeting:
    """A meeting the person arranged herself, with a student she still sees; Http404 for every other.

    PermissionDenied where she sees the student and may no longer act for her.
    """
    own = Meeting.objects.filter(teacher=user, student__in=students_visible_to(user))
    meeting = own.select_related("student__school", "teacher").filter(pk=meeting_id).first()
    if meeting is None:
        raise Http404
    find_student_to_help(user, meeting.student_id)
    return meeting
