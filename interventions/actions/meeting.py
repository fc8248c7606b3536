"""A meeting with one student, with her family, or with several students."""

import uuid
from collections.abc import Sequence
from copy import copy
from datetime import datetime

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format, time_format

from alpha.accounts.models import School, User
from alpha.learning.access import find_student
from alpha.learning.models import Student
from alpha.notifications.models import Notification
from analytics.models import Alert
from interventions.actions.message import student_to_help
from interventions.actions.record import notify_student, record_intervention
from interventions.errors import Conflict, Invalid, NotFound
from interventions.models import Intervention, Meeting

KINDS: dict[str, str] = {
    Meeting.MeetingType.ONE_ON_ONE: "one-on-one meeting",
    Meeting.MeetingType.PARENT_CONFERENCE: "parent conference",
    Meeting.MeetingType.GROUP: "group meeting",
}
MAX_MINUTES = 8 * 60
MAX_LOCATION_LENGTH = 200
MAX_NOTES_LENGTH = 5_000


@transaction.atomic
def schedule_meeting(
    students: Sequence[Student],
    *,
    by: User,
    meeting_type: str,
    scheduled_at: datetime,
    duration_minutes: int = 30,
    location: str = "",
    notes: str = "",
    alert: Alert | None = None,
    at: datetime | None = None,
) -> list[Intervention]:
    """Writes a meeting and an intervention for each student, joined by one `group_id` where it is a group's.

    `at`: when it was arranged, now unless the past is being told. `alert` is linked to its own student's part.
    `notes` are the teacher's own; students are told time and place, but not of a parent conference. Two meetings at
    one time are allowed: warning of it is the form's part. Raises NotFound or PermissionDenied for all where one
    student is out of reach, Invalid by field.
    """
    found = [student_to_help(by, student) for student in students]
    location, notes = location.strip(), notes.replace("\r\n", "\n").strip()
    _check_students(found, meeting_type)
    _check_details(scheduled_at, duration_minutes, location, notes)
    if alert and alert.student_id not in {student.pk for student in found}:
        raise Invalid("alert", "This alert is about another student.")
    at = at or timezone.now()
    agreed = Meeting(
        teacher=by,
        meeting_type=meeting_type,
        scheduled_at=scheduled_at,
        duration_minutes=duration_minutes,
        location=location,
        notes=notes,
        created_at=at,
        group_id=uuid.uuid4() if meeting_type == Meeting.MeetingType.GROUP else None,
    )
    alert_of = {alert.student_id: alert} if alert else {}
    return [_book(copy(agreed), student, alert_of.get(student.pk)) for student in found]


@transaction.atomic
def complete_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """Notes that it took place. Raises NotFound, PermissionDenied, and Conflict where it is no longer scheduled."""
    try:
        find_student(by, meeting.student_id)
    except Http404:
        raise NotFound from None
    scheduled = Meeting.objects.filter(pk=meeting.pk, status=Meeting.Status.SCHEDULED)
    if not scheduled.update(status=Meeting.Status.COMPLETED):
        raise Conflict("This meeting is no longer scheduled.")
    meeting.refresh_from_db(fields=["status"])
    return meeting


def _book(meeting: Meeting, student: Student, alert: Alert | None) -> Intervention:
    """Saves one student's row of what was agreed, with the hour as her school's clocks will show it."""
    meeting.student = student
    meeting.ics_uid = uuid.uuid4()
    meeting.time_zone = student.school.time_zone
    meeting.wall_time = f"{meeting.scheduled_at.astimezone(student.school.zone):%Y-%m-%dT%H:%M}"
    meeting.save(force_insert=True)
    at = meeting.created_at or timezone.now()
    intervention = record_intervention(
        student,
        by=meeting.teacher,
        action_taken=f"Scheduled {KINDS[meeting.meeting_type]}"
        f" for {_when(student.school, meeting.scheduled_at)}",
        at=at,
        made=meeting,
        alert=alert,
    )
    _notify(student, meeting, at)
    return intervention


def _notify(student: Student, meeting: Meeting, at: datetime) -> None:
    """A parent conference is the family's to hear of, not the child's to carry home."""
    if meeting.meeting_type == Meeting.MeetingType.PARENT_CONFERENCE:
        return
    place = f", {meeting.location}" if meeting.location else ""
    notify_student(
        student,
        kind=Notification.Kind.MEETING,
        title=f"Meeting with {meeting.teacher.display_name}",
        body=f"{_when(student.school, meeting.scheduled_at)}{place}",
        at=at,
    )


def _when(school: School, instant: datetime) -> str:
    """Date and hour at the school: "Tuesday, November 24, 10:00 AM"."""
    local = instant.astimezone(school.zone)
    return f"{date_format(local, 'l, F j')}, {time_format(local.time(), 'g:i A')}"


def _check_students(students: Sequence[Student], meeting_type: str) -> None:
    if meeting_type not in Meeting.MeetingType.values:
        raise Invalid("meeting_type", "Choose one-on-one, parent conference or group.")
    if not students:
        raise Invalid("student_ids", "Choose at least one student.")
    if len({student.pk for student in students}) < len(students):
        raise Invalid("student_ids", "Name each student once.")
    if len(students) > 1 and meeting_type != Meeting.MeetingType.GROUP:
        raise Invalid("student_ids", "A meeting with several students is a group meeting.")


def _check_details(
    scheduled_at: datetime, duration_minutes: int, location: str, notes: str
) -> None:
    if timezone.is_naive(scheduled_at):
        raise Invalid("scheduled_at", "Say in which time zone this hour is meant.")
    if not 1 <= duration_minutes <= MAX_MINUTES:
        raise Invalid("duration_minutes", f"Choose 1 to {MAX_MINUTES} minutes.")
    if len(location) > MAX_LOCATION_LENGTH:
        raise Invalid("location", f"Use at most {MAX_LOCATION_LENGTH} characters.")
    if len(notes) > MAX_NOTES_LENGTH:
        raise Invalid("notes", f"Use at most {MAX_NOTES_LENGTH:,} characters.")
