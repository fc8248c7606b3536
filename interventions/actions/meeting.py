"""A meeting with one student, with her family, or with several students."""

import uuid
from collections.abc import Sequence
from copy import copy
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from alpha.accounts.models import User
from alpha.learning.models import Student
from alpha.notifications.models import Notification
from analytics.models import Alert
from interventions.actions.invitations import invite
from interventions.actions.message import student_to_help
from interventions.actions.record import notify_student, record_intervention
from interventions.calendar import plain
from interventions.errors import Invalid
from interventions.meeting_words import day_and_hour
from interventions.models import Intervention, Meeting
from interventions.models.meetings import DEFAULT_MINUTES

KINDS: dict[str, str] = {
    Meeting.MeetingType.ONE_ON_ONE: "one-on-one meeting",
    Meeting.MeetingType.PARENT_CONFERENCE: "parent conference",
    Meeting.MeetingType.GROUP: "group meeting",
}
MAX_MINUTES = 8 * 60
MAX_LOCATION_LENGTH = 200
MAX_NOTES_LENGTH = 5_000
MAX_AHEAD = timedelta(days=366)


@transaction.atomic
def schedule_meeting(
    students: Sequence[Student],
    *,
    by: User,
    meeting_type: str,
    scheduled_at: datetime,
    duration_minutes: int = DEFAULT_MINUTES,
    location: str = "",
    notes: str = "",
    invite_family: bool = False,
    alert: Alert | None = None,
    at: datetime | None = None,
) -> list[Intervention]:
    """Writes a meeting and an intervention for each student, joined by one `group_id` where it is a group's.

    `at`: when it was arranged, now unless the past is being told. `alert` is linked to its own student's part.
    `notes` are the teacher's own; students are told time and place, but not of a parent conference. To that the family
    is always invited, to others with `invite_family`. Two meetings at one time are allowed: warning of it is the
    form's part. Raises NotFound or PermissionDenied for all where one student is out of reach, Invalid by field.
    """
    found = [student_to_help(by, student) for student in students]
    location, notes = clean_location(location), clean_notes("notes", notes)
    _check_students(found, meeting_type)
    at = at or timezone.now()
    check_time(scheduled_at, duration_minutes, at)
    if alert and alert.student_id not in {student.pk for student in found}:
        raise Invalid("alert", "This alert is about another student.")
    agreed = Meeting(
        teacher=by,
        meeting_type=meeting_type,
        scheduled_at=scheduled_at,
        duration_minutes=duration_minutes,
        location=location,
        notes=notes,
        created_at=at,
        told_at=at,
        invites_family=invite_family or meeting_type == Meeting.MeetingType.PARENT_CONFERENCE,
        group_id=uuid.uuid4() if meeting_type == Meeting.MeetingType.GROUP else None,
    )
    alert_of = {alert.student_id: alert} if alert else {}
    meetings = [_book(copy(agreed), student) for student in found]
    interventions = [_record(meeting, alert_of.get(meeting.student_id), at) for meeting in meetings]
    invite(meetings, at=at)
    return interventions


def tell_student(
    meeting: Meeting,
    *,
    title: str,
    body: str,
    at: datetime,
    kind: Notification.Kind = Notification.Kind.MEETING,
) -> None:
    """A parent conference is the family's to hear of, not the child's to carry home."""
    if meeting.meeting_type != Meeting.MeetingType.PARENT_CONFERENCE:
        notify_student(meeting.student, kind=kind, title=title, body=body, at=at)


def when_and_where(meeting: Meeting) -> str:
    """ "Tuesday, November 24, 10:00 AM, Room 101"."""
    place = f", {meeting.location}" if meeting.location else ""
    return f"{day_and_hour(meeting.student.school, meeting.scheduled_at)}{place}"


def wall_time_of(instant: datetime, student: Student) -> str:
    """What the school's clocks show then: kept beside the instant, since the rules of a zone may change."""
    return f"{instant.astimezone(student.school.zone):%Y-%m-%dT%H:%M}"


def clean_location(location: str) -> str:
    location = plain(location)
    if len(location) > MAX_LOCATION_LENGTH:
        raise Invalid("location", f"Use at most {MAX_LOCATION_LENGTH} characters.")
    return location


def clean_notes(field: str, notes: str) -> str:
    notes = notes.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(notes) > MAX_NOTES_LENGTH:
        raise Invalid(field, f"Use at most {MAX_NOTES_LENGTH:,} characters.")
    return notes


def check_time(scheduled_at: datetime, duration_minutes: int, at: datetime) -> None:
    """Raises Invalid for what cannot be agreed on at `at`: a meeting may have begun, but not be over."""
    if timezone.is_naive(scheduled_at):
        raise Invalid("scheduled_at", "Say in which time zone this hour is meant.")
    if not 1 <= duration_minutes <= MAX_MINUTES:
        raise Invalid("duration_minutes", f"Choose 1 to {MAX_MINUTES} minutes.")
    if scheduled_at <= at - timedelta(minutes=duration_minutes):
        raise Invalid("scheduled_at", "This hour has passed. Choose one to come.")
    if scheduled_at > at + MAX_AHEAD:
        raise Invalid("scheduled_at", "Choose a date within a year from now.")


def _book(meeting: Meeting, student: Student) -> Meeting:
    """Saves one student's row of what was agreed."""
    meeting.student = student
    meeting.ics_uid = uuid.uuid4()
    meeting.time_zone = student.school.time_zone
    meeting.wall_time = wall_time_of(meeting.scheduled_at, student)
    meeting.save(force_insert=True)
    return meeting


def _record(meeting: Meeting, alert: Alert | None, at: datetime) -> Intervention:
    """The intervention with its baseline, and the student's notice."""
    when = day_and_hour(meeting.student.school, meeting.scheduled_at)
    intervention = record_intervention(
        meeting.student,
        by=meeting.teacher,
        action_taken=f"Scheduled {KINDS[meeting.meeting_type]} for {when}",
        at=at,
        made=meeting,
        alert=alert,
    )
    title = f"Meeting with {meeting.teacher.display_name}"
    tell_student(meeting, title=title, body=when_and_where(meeting), at=at)
    return intervention


def _check_students(students: Sequence[Student], meeting_type: str) -> None:
    if meeting_type not in Meeting.MeetingType.values:
        raise Invalid("meeting_type", "Choose one-on-one, parent conference or group.")
    if not students:
        raise Invalid("student_ids", "Choose at least one student.")
    if len({student.pk for student in students}) < len(students):
        raise Invalid("student_ids", "Name each student once.")
    if len(students) > 1 and meeting_type != Meeting.MeetingType.GROUP:
        raise Invalid("student_ids", "A meeting with several students is a group meeting.")
