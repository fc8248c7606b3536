"""What becomes of a meeting: it is moved, cancelled, or held. `meetings` are rows of one, a group's several or one row.

Each is all or nothing. Raises NotFound for a meeting that somebody else arranged or whose student is out of sight,
PermissionDenied where the student may be seen but not acted for, Conflict where one of the rows is no longer scheduled.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from alpha.accounts.models import User
from interventions.actions.invitations import call_off, invite
from interventions.actions.meeting import (
    check_time,
    clean_location,
    clean_notes,
    tell_student,
    wall_time_of,
    when_and_where,
)
from interventions.actions.message import student_to_help
from interventions.agenda import SCHEDULED
from interventions.errors import Conflict, NotFound
from interventions.meeting_words import day_and_hour
from interventions.models import Meeting

Status = Meeting.Status


@transaction.atomic
def reschedule_meetings(
    meetings: Sequence[Meeting],
    *,
    by: User,
    scheduled_at: datetime,
    duration_minutes: int,
    location: str,
    notes: str,
    at: datetime | None = None,
) -> list[Meeting]:
    """Another time, place or note; those who were told of the old time and place are told of the new ones.

    Raises Invalid by field, as `schedule_meeting`.
    """
    rows = [_own(meeting, by) for meeting in meetings]
    at = at or timezone.now()
    location, notes = clean_location(location), clean_notes("notes", notes)
    check_time(scheduled_at, duration_minutes, at)
    agreed = (scheduled_at, duration_minutes, location)
    moved = any((row.scheduled_at, row.minutes, row.location or "") != agreed for row in rows)
    before = {row.pk: when_and_where(row) for row in rows}
    for row in rows:
        _change(row, notes=notes)
        if moved:
            _change(
                row,
                scheduled_at=scheduled_at,
                duration_minutes=duration_minutes,
                location=location,
                wall_time=wall_time_of(scheduled_at, row.student),
                time_zone=row.student.school.time_zone,
                ics_sequence=F("ics_sequence") + 1,
                told_at=at,
                reminded_at=None,
            )
            body = f"Now {when_and_where(row)} (before: {before[row.pk]})"
            tell_student(row, title=f"Meeting with {by.display_name} moved", body=body, at=at)
    if moved:
        invite(rows, at=at, moved=True)
    return rows


@transaction.atomic
def cancel_meetings(
    meetings: Sequence[Meeting], *, by: User, at: datetime | None = None
) -> list[Meeting]:
    """Calls it off; of one that is over already nobody is told that it will not be."""
    rows = [_own(meeting, by) for meeting in meetings]
    at = at or timezone.now()
    for row in rows:
        _change(row, status=Status.CANCELLED, cancelled_at=at, ics_sequence=F("ics_sequence") + 1)
        if row.ends_at > at:
            title = f"Meeting with {by.display_name} cancelled"
            tell_student(row, title=title, body=f"It was to be {when_and_where(row)}", at=at)
    if rows[0].ends_at > at:
        group_id = rows[0].group_id
        rest = Meeting.objects.filter(SCHEDULED, group_id=group_id, group_id__isnull=False)
        call_off(rows, at=at, whole=not rest.exists())
    return rows


@transaction.atomic
def complete_meetings(
    meetings: Sequence[Meeting], *, by: User, outcome_notes: str = "", at: datetime | None = None
) -> list[Meeting]:
    """Notes that it took place, on its day or later, and what came of it. Raises Invalid for notes that are too long."""
    rows = [_own(meeting, by) for meeting in meetings]
    at = at or timezone.now()
    outcome_notes = clean_notes("outcome_notes", outcome_notes)
    for row in rows:
        school = row.student.school
        if row.is_scheduled and school.day_of(row.scheduled_at) > school.day_of(at):
            when = day_and_hour(school, row.scheduled_at)
            raise Conflict(f"This meeting is still to come: {when}.")
        _change(row, status=Status.COMPLETED, outcome_notes=outcome_notes)
    return rows


def complete_meeting(
    meeting: Meeting, *, by: User, outcome_notes: str = "", at: datetime | None = None
) -> Meeting:
    return complete_meetings([meeting], by=by, outcome_notes=outcome_notes, at=at)[0]


def why_closed(meeting: Meeting) -> str:
    """Why nothing can be changed any more, for the person who arranged it; "" while it is scheduled."""
    if meeting.is_scheduled:
        return ""
    became = "it was cancelled" if meeting.status == Status.CANCELLED else "it is marked as held"
    return f"This meeting is no longer scheduled: {became}."


def _own(meeting: Meeting, by: User) -> Meeting:
    """The row as the database has it now, with the student as `by` may see her now."""
    row = Meeting.objects.select_related("teacher").filter(pk=meeting.pk, teacher=by).first()
    if row is None:
        raise NotFound
    row.student = student_to_help(by, row.student)
    return row


def _change(row: Meeting, **changes: object) -> None:
    """Changes the row while it is scheduled: of two who do at the same moment, the second finds it changed."""
    if not Meeting.objects.filter(SCHEDULED, pk=row.pk).update(**changes):
        row.refresh_from_db(fields=["status"])
        raise Conflict(why_closed(row))
    row.refresh_from_db(fields=list(changes))
