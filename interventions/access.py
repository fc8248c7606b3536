"""Which messages and meetings somebody may open. Every lookup begins with the students the person may see.

A calendar feed is opened by whoever has its secret address; what it shows begins with her students all the same.
"""

import hashlib

from django.http import Http404

from alpha.accounts.models import Role, User
from alpha.learning.access import (
    find_student,
    find_student_to_help,
    may_view_report,
    students_visible_to,
)
from interventions.models import CalendarFeed, Meeting, TeacherMessage


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
