"""Mail about meetings: a calendar entry for each guardian who is asked to come, and one for the teacher.

Each person gets a mail and an event of her own. What was written and has not left yet is taken back when something
newer is to be said; what is on its way is judged once more just before it leaves (`interventions.mail_rights`).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db.models import QuerySet

from alpha.learning.models import Guardian, Guardianship
from alpha.notifications.models import OutboundEmail
from alpha.notifications.services import Attachment, is_address, queue_email
from interventions.actions.family_mail import queue_family_mail
from interventions.arranging import family_of
from interventions.calendar import CalendarEvent, Mailbox, invitation, method_of
from interventions.mail_rights import rows_of_meeting
from interventions.meeting_letters import Letter, teachers_reminder, to_family, to_teacher
from interventions.models import Meeting, MeetingMail

LANGUAGE = "en"
Kind = MeetingMail.Kind
Status = OutboundEmail.Status

SUPERSEDED = "something newer was written in its place"


def invite(meetings: Sequence[Meeting], *, at: datetime, moved: bool = False) -> None:
    """Writes to the families that are asked to come, and to the teacher; `meetings` are the rows of one, as agreed."""
    _take_back(_to_families(meetings))
    _take_back(_to_teacher(meetings[0]))
    for meeting, link in _guardians_of([each for each in meetings if each.invites_family]):
        letter = to_family(meeting, Kind.INVITATION, moved=moved)
        _post_to_family(meeting, link, Kind.INVITATION, letter, at)
    letter = to_teacher(meetings[0], Kind.INVITATION, moved=moved)
    _post_to_teacher(meetings[0], Kind.INVITATION, letter, at)


def call_off(meetings: Sequence[Meeting], *, at: datetime, whole: bool) -> None:
    """Writes to everybody whose invitation has left. `whole`: nobody of a group remains, so the teacher hears too."""
    invited = set(_that_left(_to_families(meetings)).values_list("meeting", "guardian"))
    _take_back(_to_families(meetings))
    for meeting, link in _guardians_of(meetings):
        if (meeting.pk, link.guardian_id) in invited:
            letter = to_family(meeting, Kind.CANCELLATION)
            _post_to_family(meeting, link, Kind.CANCELLATION, letter, at)
    if whole:
        teacher_knows = _that_left(_to_teacher(meetings[0])).exists()
        _take_back(_to_teacher(meetings[0]))
        if teacher_knows:
            letter = to_teacher(meetings[0], Kind.CANCELLATION)
            _post_to_teacher(meetings[0], Kind.CANCELLATION, letter, at)


def remind_families(meetings: Sequence[Meeting], *, at: datetime) -> None:
    """Writes to those who were invited and may still be written to."""
    invited = set(
        _to_families(meetings)
        .exclude(email__status=Status.CANCELLED)
        .values_list("meeting", "guardian")
    )
    for meeting, link in _guardians_of(meetings):
        if (meeting.pk, link.guardian_id) in invited:
            letter = to_family(meeting, Kind.REMINDER)
            _post_to_family(meeting, link, Kind.REMINDER, letter, at)


def remind_teacher(meetings: Sequence[Meeting], *, at: datetime) -> None:
    """One mail for the teacher's meetings of a day, one row each."""
    _post_to_teacher(meetings[0], Kind.REMINDER, teachers_reminder(meetings), at)


def _guardians_of(meetings: Sequence[Meeting]) -> Iterator[tuple[Meeting, Guardianship]]:
    """Each meeting with the link of each guardian of its student who can be invited."""
    members = family_of([meeting.student for meeting in meetings])
    for meeting in meetings:
        for member in members:
            if member.student.pk == meeting.student_id and member.can_be_invited:
                yield meeting, member.link


def _to_families(meetings: Sequence[Meeting]) -> QuerySet[MeetingMail]:
    return MeetingMail.objects.filter(meeting__in=meetings, guardian__isnull=False)


def _to_teacher(meeting: Meeting) -> QuerySet[MeetingMail]:
    return MeetingMail.objects.filter(meeting__in=rows_of_meeting(meeting), guardian__isnull=True)


def _that_left(mails: QuerySet[MeetingMail]) -> QuerySet[MeetingMail]:
    """Invitations that have left, or may have."""
    invitations = mails.filter(kind=Kind.INVITATION)
    return invitations.exclude(email__status__in=[Status.QUEUED, Status.CANCELLED])


def _take_back(mails: QuerySet[MeetingMail]) -> None:
    """Stops mail that has not left; one that is just being sent is too late."""
    waiting = OutboundEmail.objects.filter(
        pk__in=list(mails.values_list("email", flat=True)), status=Status.QUEUED
    )
    waiting.update(status=Status.CANCELLED, last_error=SUPERSEDED)


def _post_to_family(
    meeting: Meeting, link: Guardianship, kind: Kind, letter: Letter, at: datetime
) -> None:
    # As all mail to families: with the way to stop it, in their own quiet hours. These letters are in English.
    email = queue_family_mail(
        link,
        by=meeting.teacher,
        subject=letter.subject,
        text=letter.text,
        language=LANGUAGE,
        dedupe_key=_key(meeting, str(link.guardian_id), kind),
        at=at,
        category=OutboundEmail.Category.MEETINGS,
        attachments=_files(meeting, kind, meeting.uid, Mailbox("Family", link.guardian.email), at),
    )
    _remember(meeting, link.guardian, kind, email)


def _post_to_teacher(meeting: Meeting, kind: Kind, letter: Letter, at: datetime) -> None:
    """A teacher without an address gets none."""
    teacher = meeting.teacher
    if not is_address(teacher.email):
        return
    email = queue_email(
        meeting.student.school,
        to=teacher.email,
        subject=letter.subject,
        text=letter.text,
        dedupe_key=_key(meeting, "teacher", kind),
        at=at,
        category=OutboundEmail.Category.MEETINGS,
        attachments=_files(
            meeting, kind, meeting.teachers_uid, Mailbox(teacher.display_name, teacher.email), at
        ),
    )
    _remember(meeting, None, kind, email)


def _key(meeting: Meeting, who: str, kind: Kind) -> str:
    key = f"meeting-{meeting.pk}-{who}-{meeting.ics_sequence}"
    return f"{key}-reminder" if kind == Kind.REMINDER else key


def _remember(
    meeting: Meeting, guardian: Guardian | None, kind: Kind, email: OutboundEmail
) -> None:
    MeetingMail.objects.create(
        meeting=meeting,
        guardian=guardian,
        kind=kind,
        sequence=meeting.ics_sequence,
        email=email,
    )


def _files(
    meeting: Meeting, kind: Kind, uid: str, attendee: Mailbox, at: datetime
) -> list[Attachment]:
    """The invitation that calendars read; a reminder has none."""
    if kind == Kind.REMINDER:
        return []
    event = CalendarEvent(
        uid=uid,
        sequence=meeting.ics_sequence,
        starts_at=meeting.scheduled_at,
        ends_at=meeting.ends_at,
        location=meeting.location or "",
        is_cancelled=meeting.status == Meeting.Status.CANCELLED,
    )
    organizer = Mailbox(meeting.student.school.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    content = invitation(event, organizer=organizer, attendee=attendee, now=at)
    return [
        Attachment(
            filename="invite.ics",
            content_type=f"text/calendar; method={method_of(event)}; charset=UTF-8",
            content=content,
            alternative=True,
        )
    ]
