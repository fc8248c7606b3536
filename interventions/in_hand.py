"""What is already being done for a student, by whomever: shown where somebody is about to do more."""

import textwrap
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Prefetch, Q, Window
from django.utils import timezone
from django.utils.formats import date_format

from alpha.accounts.models import School
from alpha.learning.models import AssignedWork, Student
from alpha.notifications.models import OutboundEmail
from interventions.models import Intervention, Meeting, ParentNotification, TeacherMessage
from interventions.words import day_and_hour

RECENT = timedelta(days=14)
MOST_SHOWN = 3
LONGEST_QUOTE = 60

MEETING_STATES = {
    Meeting.Status.COMPLETED: "held",
    Meeting.Status.CANCELLED: "cancelled",
}
ON_ITS_WAY = frozenset(
    {OutboundEmail.Status.QUEUED, OutboundEmail.Status.SENDING, OutboundEmail.Status.RETRY}
)


@dataclass(frozen=True, slots=True)
class Deed:
    """An intervention with its template, first words, title or date in `what`, and how things stand in `state`."""

    intervention: Intervention
    what: str
    state: str


@dataclass(frozen=True, slots=True)
class InHand:
    """The newest deeds, newest first, and how many more there are."""

    deeds: tuple[Deed, ...]
    more: int


def in_hand(student: Student) -> InHand:
    """What was done within 14 days, and whatever is still open however old; two queries."""
    recent = Q(created_at__gte=timezone.now() - RECENT) | Q(is_resolved=False)
    letters = ParentNotification.objects.select_related("email")
    rows = list(
        Intervention.objects.filter(recent, student=student)
        .select_related("teacher", "message__template", "assigned_work__assignment", "meeting")
        .prefetch_related(Prefetch("parent_notifications", queryset=letters))
        .annotate(total=Window(Count("pk")))
        .order_by("-created_at", "-id")[:MOST_SHOWN]
    )
    total = rows[0].total if rows else 0
    return InHand(tuple(_deed(row, student.school) for row in rows), total - len(rows))


def under_way(student_ids: Collection[int], school: School) -> dict[int, list[Deed]]:
    """Help that is open and whose review is still to come, by student, newest first; one query.

    A meeting that was called off is no help. How letters to a family stand is left out.
    """
    to_come = Q(follow_up_on__gt=school.today()) | Q(follow_up_on__isnull=True)
    rows = (
        Intervention.objects.open()
        .filter(to_come, student__in=student_ids)
        .exclude(meeting__status=Meeting.Status.CANCELLED)
        .select_related("teacher", "message__template", "assigned_work__assignment", "meeting")
        .order_by("-created_at", "-id")
    )
    deeds: dict[int, list[Deed]] = defaultdict(list)
    for row in rows:
        deeds[row.student_id].append(_brief_deed(row, school))
    return deeds


def _brief_deed(row: Intervention, school: School) -> Deed:
    if row.intervention_type == Intervention.InterventionType.PARENT_NOTIFICATION:
        return Deed(row, "", "")
    return _deed(row, school)


def _deed(row: Intervention, school: School) -> Deed:
    if row.message is not None:
        what, state = _message(row.message, school)
    elif row.assigned_work is not None:
        what, state = _work(row.assigned_work, school)
    elif row.meeting is not None:
        what, state = _meeting(row.meeting, school)
    else:
        what, state = "", _letters(row.parent_notifications.all())
    return Deed(row, what, f"{state}, resolved" if row.is_resolved else state)


def _message(message: TeacherMessage, school: School) -> tuple[str, str]:
    words = textwrap.shorten(message.message, LONGEST_QUOTE, placeholder="…")
    what = message.template.title if message.template else f"“{words}”"
    if not message.is_released:
        return what, f"will be sent {day_and_hour(message.sent_at.astimezone(school.zone))}"
    return what, "read" if message.is_read else "not read yet"


def _work(work: AssignedWork, school: School) -> tuple[str, str]:
    given, done = work.assignment, work.status == AssignedWork.Status.COMPLETED
    state = work.get_status_display().lower()
    if done or given.due_at is None:
        return given.title, state
    is_late = given.due_at < timezone.now()
    due_on = date_format(school.day_of(given.due_at), "M j")
    return given.title, f"{state}, {'was ' if is_late else ''}due {due_on}"


def _meeting(meeting: Meeting, school: School) -> tuple[str, str]:
    what = day_and_hour(meeting.scheduled_at.astimezone(school.zone))
    state = MEETING_STATES.get(Meeting.Status(meeting.status or Meeting.Status.SCHEDULED))
    upcoming = meeting.scheduled_at > timezone.now()
    return what, state or ("upcoming" if upcoming else "not marked as held")


def _letters(letters: Collection[ParentNotification]) -> str:
    """As far as the outbox knows: nothing is called sent that only waits."""
    states = {letter.email.status for letter in letters if letter.email is not None}
    if not states:
        return "no contact possible"
    if states & ON_ITS_WAY:
        return "on its way"
    return "sent" if states == {OutboundEmail.Status.SENT} else "not delivered to everybody"
