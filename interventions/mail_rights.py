"""The last look at a mail to a family before it leaves: whatever changed since it was written decides."""

from alpha.accounts.models import User
from alpha.learning.access import students_helpable_by
from alpha.learning.models import Guardian, Guardianship, Student
from alpha.learning.services.mail_opt_outs import has_opted_out
from alpha.notifications.models import OutboundEmail
from alpha.notifications.services import is_address
from interventions.models import ParentNotification

# What the teacher reads. Why somebody may not be contacted is the office's to know.
NOT_ALLOWED = "may not be contacted"
OPTED_OUT = "has opted out"
NO_ADDRESS = "has no address any more"
STUDENT_LEFT = "the student is no longer at the school"
SENDER_MAY_NOT = "the sender no longer works with this student"


def may_send(email: OutboundEmail) -> str:
    """ "" where the mail may leave, else the reason why it is cancelled.

    It goes to the address the school has now: `email.to` is changed to it.
    """
    letter = (
        ParentNotification.objects.select_related("guardian", "student", "teacher__school")
        .filter(email=email)
        .first()
    )
    if letter is None or letter.guardian is None:
        return ""
    return may_send_to_family(
        email, student=letter.student, guardian=letter.guardian, by=letter.teacher
    )


def may_send_to_family(
    email: OutboundEmail, *, student: Student, guardian: Guardian, by: User
) -> str:
    """The same for any mail to a guardian about a student that somebody sent."""
    if not student.is_active:
        return STUDENT_LEFT
    if not students_helpable_by(by).filter(pk=student.pk).exists():
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
