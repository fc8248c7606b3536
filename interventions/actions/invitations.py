"""Mail about meetings: a calendar entry for each guardian who is asked to come, and one for the teacher.

Each person gets a mail and an event of her own. What was written and has not left yet is taken back when something
newer is to be said; what is on its way is judged once more just before it leaves (`reason_to_hold_back`).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db.models import QuerySet

from alpha.learning.models import Guardian, Guardianship
from alpha.notifications.models import OutboundEmail
from alpha.notifications.services import Attachment, queue_email
from interventions.arranging import family_of, is_address
from interventions.calendar import CalendarEvent, Mailbox, invitation, method_of
from interventions.meeting_letters import Letter, teachers_reminder, to_family, to_teacher
from interventions.models import Meeting, MeetingMail

Kind = MeetingMail.Kind
Status = OutboundEmail.Status

SUPERSEDED = "Something newer was written in its place."
MEETING_CHANGED = "The meeting has changed since."
NOT_TO_BE_WRITTEN_TO = "This person may no longer be written to."


def invite(meetings: Sequence[Meeting], *, at: datetime, moved: bool = False) -> None:
    """Writes to the families that are asked to come, and to the teacher; `meetings` are the rows of one, as agreed."""
    _take_back(_to_families(meetings))
    _take_back(_to_teacher(meetings[0]))
    for meeting, guardian in _guardians_of([each for each in meetings if each.invites_family]):
        letter = to_family(meeting, Kind.INVITATION, moved=moved)
        _post(meeting, guardian, Kind.INVITATION, letter, at)
    letter = to_teacher(meetings[0], Kind.INVITATION, moved=moved)
    _post(meetings[0], None, Kind.INVITATION, letter, at)


def call_off(meetings: Sequence[Meeting], *, at: datetime, whole: bool) -> None:
    """Writes to everybody whose invitation has left. `whole`: nobody of a group remains, so the teacher hears too."""
    invited = set(_that_left(_to_families(meetings)).values_list("meeting", "guardian"))
    _take_back(_to_families(meetings))
    for meeting, guardian in _guardians_of(meetings):
        if (meeting.pk, guardian.pk) in invited:
            letter = to_family(meeting, Kind.CANCELLATION)
            _post(meeting, guardian, Kind.CANCELLATION, letter, at)
    if whole:
        teacher_knows = _that_left(_to_teacher(meetings[0])).exists()
        _take_back(_to_teacher(meetings[0]))
        if teacher_knows:
            letter = to_teacher(meetings[0], Kind.CANCELLATION)
            _post(meetings[0], None, Kind.CANCELLATION, letter, at)


def remind_families(meetings: Sequence[Meeting], *, at: datetime) -> None:
    """Writes to those who were invited and may still be written to."""
    invited = set(
        _to_families(meetings)
        .exclude(email__status=Status.CANCELLED)
        .values_list("meeting", "guardian")
    )
    for meeting, guardian in _guardians_of(meetings):
        if (meeting.pk, guardian.pk) in invited:
            letter = to_family(meeting, Kind.REMINDER)
            _post(meeting, guardian, Kind.REMINDER, letter, at)


def remind_teacher(meetings: Sequence[Meeting], *, at: datetime) -> None:
    """One mail for the teacher's meetings of a day, one row each."""
    _post(meetings[0], None, Kind.REMINDER, teachers_reminder(meetings), at)


def reason_to_hold_back(email: OutboundEmail) -> str:
    """Asked just before a mail leaves: why it must not, or "". Mail about anything else is not judged here."""
    mail = MeetingMail.objects.select_related("meeting__teacher").filter(email=email).first()
    if mail is None:
        return ""
    if mail.kind != Kind.CANCELLATION and not _still_holds(mail):
        return MEETING_CHANGED
    return "" if _may_receive(mail, email.to) else NOT_TO_BE_WRITTEN_TO


def _still_holds(mail: MeetingMail) -> bool:
    """The meeting is still on, as it was when the mail was written; a group is as long as one of its rows is."""
    rows = [mail.meeting] if mail.guardian_id else _group(mail.meeting)
    return any(row.is_scheduled and row.ics_sequence == mail.sequence for row in rows)


def _may_receive(mail: MeetingMail, address: str) -> bool:
    meeting = mail.meeting
    if mail.guardian_id is None:
        return meeting.teacher.is_active and meeting.teacher.email == address
    return Guardianship.objects.filter(
        guardian=mail.guardian_id,
        guardian__email=address,
        student=meeting.student_id,
        student__is_active=True,
        status=Guardianship.Status.ACTIVE,
        may_be_contacted=True,
    ).exists()


def _group(meeting: Meeting) -> QuerySet[Meeting]:
    if meeting.group_id is None:
        return Meeting.objects.filter(pk=meeting.pk)
    return Meeting.objects.filter(group_id=meeting.group_id)


def _guardians_of(meetings: Sequence[Meeting]) -> Iterator[tuple[Meeting, Guardian]]:
    """Each meeting with each guardian of its student who can be invited."""
    members = family_of([meeting.student for meeting in meetings])
    for meeting in meetings:
        for member in members:
            if member.student.pk == meeting.student_id and member.can_be_invited:
                yield meeting, member.guardian


def _to_families(meetings: Sequence[Meeting]) -> QuerySet[MeetingMail]:
    return MeetingMail.objects.filter(meeting__in=meetings, guardian__isnull=False)


def _to_teacher(meeting: Meeting) -> QuerySet[MeetingMail]:
    return MeetingMail.objects.filter(meeting__in=_group(meeting), guardian__isnull=True)


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


def _post(
    meeting: Meeting, guardian: Guardian | None, kind: Kind, letter: Letter, at: datetime
) -> None:
    """Puts one mail into the outbox. A teacher without an address gets none."""
    address = meeting.teacher.email if guardian is None else guardian.email
    if not is_address(address):
        return
    key = f"meeting-{meeting.pk}-{guardian.pk if guardian else 'teacher'}-{meeting.ics_sequence}"
    email = queue_email(
        meeting.student.school,
        to=address,
        subject=letter.subject,
        text=letter.text,
        dedupe_key=f"{key}-reminder" if kind == Kind.REMINDER else key,
        at=at,
        attachments=[] if kind == Kind.REMINDER else [_file(meeting, guardian, address, at)],
    )
    MeetingMail.objects.create(
        meeting=meeting,
        guardian=guardian,
        kind=kind,
        sequence=meeting.ics_sequence,
        email=email,
    )


def _file(meeting: Meeting, guardian: Guardian | None, address: str, at: datetime) -> Attachment:
    """The invitation that calendars read."""
    event = CalendarEvent(
        uid=meeting.uid if guardian else meeting.teachers_uid,
        sequence=meeting.ics_sequence,
        starts_at=meeting.scheduled_at,
        ends_at=meeting.ends_at,
        location=meeting.location or "",
        is_cancelled=meeting.status == Meeting.Status.CANCELLED,
    )
    name = "Family" if guardian else meeting.teacher.display_name
    organizer = Mailbox(meeting.student.school.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    content = invitation(event, organizer=organizer, attendee=Mailbox(name, address), now=at)
    return Attachment(
        filename="invite.ics",
        content_type=f"text/calendar; method={method_of(event)}; charset=UTF-8",
        content=content,
        alternative=True,
    )
