"""Which messages, meetings, letters and interventions somebody may open, and which templates are her own.

Every lookup of what concerns a student begins with the students the person may see. A calendar feed is opened by
whoever has its secret address; what it shows begins with her students all the same.
"""

import hashlib
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404

from alpha.accounts.models import Role, User
from alpha.learning.access import (
    STAFF_ROLES,
    classrooms_visible_to,
    find_classroom_to_help,
    find_student,
    find_student_to_help,
    may_view_report,
    students_visible_to,
)
from alpha.learning.models import Guardianship
from alpha.learning.services.mail_opt_outs import read_opt_out_token
from interventions.models import (
    CalendarFeed,
    GroupAction,
    Intervention,
    Meeting,
    MessageTemplate,
    ParentNotification,
    TeacherMessage,
)
from interventions.selectors import own_templates, templates_for, told


def find_message(user: User, message_id: int) -> TeacherMessage:
    """The message for its student once it is released, or for the staff who may read the student's report now.

    Raises Http404 for everybody else, guardians too, and PermissionDenied for administrators, who see that the student
    exists but read no messages. Who sent it makes no difference: a teacher who left the class has left its messages.
    """
    in_scope = TeacherMessage.objects.filter(student__in=students_visible_to(user))
    message = in_scope.select_related("student", "teacher").filter(pk=message_id).first()
    if message is None or (user.role == Role.STUDENT and not message.is_released):
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


def find_message_to_undo(user: User, message_id: int) -> TeacherMessage:
    """The message for staff, as `find_message` finds it; students and guardians undo nothing (Http404)."""
    if user.role not in STAFF_ROLES:
        raise Http404
    return find_message(user, message_id)


def find_template(user: User, template_id: int) -> MessageTemplate:
    """One that the person may use: shared in her school, or her own (Http404)."""
    template = templates_for(user).filter(pk=template_id).first()
    if template is None:
        raise Http404
    return template


def find_own_template(user: User, template_id: int) -> MessageTemplate:
    """Only one's own: the shared ones are the office's to change, and those of others do not exist (Http404)."""
    template = own_templates(user).filter(pk=template_id).first()
    if template is None:
        raise Http404
    return template


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


def find_group_action(user: User, group_id: int) -> GroupAction:
    """What the person decided about several students herself, in a class she still acts on; Http404 for every other."""
    own = GroupAction.objects.filter(teacher=user, classroom__in=classrooms_visible_to(user))
    group = own.select_related("classroom__school").filter(pk=group_id).first()
    if group is None:
        raise Http404
    find_classroom_to_help(user, group.classroom_id)
    return group


def find_feed(token: str) -> CalendarFeed:
    """The feed of a secret address.

    Raises Http404, always the same, where there is none, it was revoked, or its owner left or arranges no meetings
    any more.
    """
    feeds = CalendarFeed.objects.filter(revoked_at__isnull=True, user__is_active=True)
    feed = feeds.select_related("user__school").filter(token_hash=digest_of(token)).first()
    if feed is None or feed.user.school is None or not may_view_report(feed.user):
        raise Http404
    return feed


def find_own_feed(user: User, feed_id: int) -> CalendarFeed:
    feed = CalendarFeed.objects.filter(user=user, pk=feed_id).first()
    if feed is None:
        raise Http404
    return feed


def digest_of(token: str) -> str:
    """What is kept of a secret: enough to know it again, nothing to find it from."""
    return hashlib.sha256(token.encode()).hexdigest()


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
