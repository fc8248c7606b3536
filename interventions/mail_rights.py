"""The last look at a mail before it leaves: whatever changed since it was written decides."""

from django.db.models import QuerySet

from alpha.accounts.models import User
from alpha.learning.access import students_helpable_by
from alpha.learning.models import Guardian, Guardianship, Student
from alpha.learning.services.mail_opt_outs import has_opted_out
from alpha.notifications.models import OutboundEmail
from alpha.notifications.services import is_address
from interventions.models import Meeting, MeetingMail, ParentNotification

# What the teacher reads. Why somebody may not be contacted is the office's to know.
NOT_ALLOWED = "may not be contacted"
OPTED_OUT = "has opted out"
NO_ADDRESS = "has no address any more"
STUDENT_LEFT = "the student is no longer at the school"
SENDER_MAY_NOT = "the sender no longer works with this student"
TEACHER_LEFT = "the teacher cannot be written to any more"
MEETING_CHANGED = "the meeting has changed since"


def may_send(email: OutboundEmail) -> str:
    """ "" where the mail may leave, else the reason why it is cancelled.

    It goes to the address the school has now: `email.to` is changed to it. Mail about anything else may leave.
    """
    letters = ParentNotification.objects.select_related("guardian", "student", "teacher__school")
    letter = letters.filter(email=email).first()
    if letter is not None and letter.guardian is not None:
        return may_send_to_family(
            email, student=letter.student, guardian=letter.guardian, by=letter.teacher
        )
    mails = MeetingMail.objects.select_related("guardian", "meeting__student", "meeting__teacher")
    mail = mails.filter(email=email).first()
    return "" if mail is None else _may_send_about_meeting(email, mail)


def may_send_to_family(
    email: OutboundEmail, *, student: Student, guardian: Guardian, by: User | None
) -> str:
    """The same for any mail to a guardian about a student; `by`: who has to be allowed to act for her still."""
    if not student.is_active:
        return STUDENT_LEFT
    if by is not None and not students_helpable_by(by).filter(pk=student.pk).exists():
        return SENDER_MAY_NOT
    link = Guardianship.objects.filter(student=student, guardian=guardian).first()
    if link is None or link.status != Guardianship.Status.ACTIVE or not link.may_be_contacted:
        return NOT_ALLOWED
    if has_opted_out(link, email.category):
        return OPTED_OUT
    if not is_address(guardian.email):
        return NO_ADDRESS
    email.to = guardian.email
    return ""


def rows_of_meeting(meeting: Meeting) -> QuerySet[Meeting]:
    """The rows of a meeting: one, or one for each student of a group."""
    if meeting.group_id is None:
        return Meeting.objects.filter(pk=meeting.pk)
    return Meeting.objects.filter(group_id=meeting.group_id)


def _may_send_about_meeting(email: OutboundEmail, mail: MeetingMail) -> str:
    meeting, teacher = mail.meeting, mail.meeting.teacher
    is_called_off = mail.kind == MeetingMail.Kind.CANCELLATION
    if not is_called_off and not _still_holds(mail):
        return MEETING_CHANGED
    if mail.guardian is not None:
        # That it is called off the family has to hear, also when the teacher has left the class.
        sender = None if is_called_off else teacher
        return may_send_to_family(email, student=meeting.student, guardian=mail.guardian, by=sender)
    if not teacher.is_active or not is_address(teacher.email):
        return TEACHER_LEFT
    email.to = teacher.email
    return ""


def _still_holds(mail: MeetingMail) -> bool:
    """The meeting is still on, as it was when the mail was written; a group is as long as one of its rows is."""
    rows = [mail.meeting] if mail.guardian_id else rows_of_meeting(mail.meeting)
    return any(row.is_scheduled and row.ics_sequence == mail.sequence for row in rows)
