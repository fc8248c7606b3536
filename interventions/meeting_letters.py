"""What mail about a meeting says. A subject is seen on locked screens and by mail servers: no child's name, no reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from interventions.calendar import plain
from interventions.meeting_words import day_and_hour, day_and_hours, hours
from interventions.models import Meeting, MeetingMail

Kind = MeetingMail.Kind


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str


def to_family(meeting: Meeting, kind: Kind, *, moved: bool = False) -> Letter:
    """The child is named after time and place: not in what mail programs show of a mail that is not open."""
    school, teacher = plain(meeting.student.school.name), plain(meeting.teacher.display_name)
    opening = {
        Kind.INVITATION: f"{teacher} of {school} invites you to a meeting.",
        Kind.CANCELLATION: f"The meeting with {teacher} of {school} is cancelled.",
        Kind.REMINDER: f"A reminder of your meeting with {teacher} of {school}.",
    }[kind]
    if moved:
        opening = f"The meeting with {teacher} of {school} was moved."
    file = {
        Kind.INVITATION: "The file attached puts it into your calendar. ",
        Kind.CANCELLATION: "The file attached takes it out of your calendar.",
        Kind.REMINDER: "",
    }[kind]
    reply = "If this does not suit you, please write or call the school."
    closing = file if kind == Kind.CANCELLATION else file + reply
    about = f"It is about {plain(meeting.student.name)}."
    parts = [opening, _when_and_where(meeting), about, closing, school]
    return Letter(_subject(meeting, kind, moved=moved), "\n\n".join(parts))


def to_teacher(meeting: Meeting, kind: Kind, *, moved: bool = False) -> Letter:
    opening = "You arranged this meeting."
    if kind == Kind.CANCELLATION:
        opening = "You cancelled this meeting."
    elif moved:
        opening = "You moved this meeting."
    closing = "Whom it is with stands on your page “Meetings”."
    parts = [opening, _when_and_where(meeting), closing]
    return Letter(_subject(meeting, kind, moved=moved), "\n\n".join(parts))


def teachers_reminder(meetings: Sequence[Meeting]) -> Letter:
    """The meetings of one day, in their order."""
    school = meetings[0].student.school
    day = day_and_hour(school, meetings[0].scheduled_at).rpartition(", ")[0]
    number = "1 meeting" if len(meetings) == 1 else f"{len(meetings)} meetings"
    lines = [
        ", ".join(part for part in (_hours(each), plain(each.location or "")) if part)
        for each in meetings
    ]
    closing = "Whom you meet stands on your page “Meetings”."
    return Letter(
        f"Reminder: {number} on {day}", "\n\n".join([f"{day}:", "\n".join(lines), closing])
    )


def _subject(meeting: Meeting, kind: Kind, *, moved: bool) -> str:
    when = day_and_hour(meeting.student.school, meeting.scheduled_at)
    if moved:
        return f"Moved: school meeting, now {when}"
    return {
        Kind.INVITATION: f"School meeting: {when}",
        Kind.CANCELLATION: f"Cancelled: school meeting, {when}",
        Kind.REMINDER: f"Reminder: school meeting, {when}",
    }[kind]


def _when_and_where(meeting: Meeting) -> str:
    school = meeting.student.school
    # The name of the zone tells the two apart where an hour comes twice.
    zone = f"{meeting.scheduled_at.astimezone(school.zone):%Z}"
    when = f"When: {day_and_hours(school, meeting.scheduled_at, meeting.ends_at)} ({zone})"
    place = plain(meeting.location or "")
    return f"{when}\nWhere: {place}" if place else when


def _hours(meeting: Meeting) -> str:
    return hours(meeting.student.school.zone, meeting.scheduled_at, meeting.ends_at)
