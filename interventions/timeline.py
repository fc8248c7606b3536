"""A student's timeline: practice, messages, assigned work, meetings and outcomes in one stream, newest first.

What a page shows is found in two steps: the moments of all kinds together, in one query whatever their tables, and
then the rows behind the moments of that page, one query for each kind on it.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db.models import Count, F, Max, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format

from alpha.accounts.models import User
from alpha.learning.models import AssignedWork, Student
from analytics import words
from analytics.metrics.activity import practice
from analytics.metrics.assignments import days_late
from interventions.models import Intervention, InterventionChange, Meeting, TeacherMessage
from interventions.words import day_and_hour

Kind = Literal["practice", "help", "outcome", "given", "finished", "meeting"]
# (kind, instant, id): of practice the newest session of the day.
Moment = tuple[Kind, datetime, int]

# Columns of the union; the checker of types would look for them in the first table.
NEWEST_FIRST: tuple[str, ...] = ("-moment", "what", "-ref")

ICONS = {
    Intervention.InterventionType.MESSAGE: "message",
    Intervention.InterventionType.ASSIGNMENT: "assignment",
    Intervention.InterventionType.MEETING: "meeting",
    Intervention.InterventionType.PARENT_NOTIFICATION: "family",
}
MEETING_STATES = {
    Meeting.Status.SCHEDULED: "Not marked as held",
    Meeting.Status.COMPLETED: "Held",
    Meeting.Status.CANCELLED: "Cancelled",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, or will. `day`: shown instead of the instant where only the date counts."""

    kind: Kind
    icon: str
    at: datetime
    title: str
    text: str = ""
    note: str = ""
    day: date | None = None
    by: User | None = None


def moments(student: Student) -> QuerySet[AssignedWork, Moment]:
    """Everything in the timeline as (kind, instant, id), newest first; one query, to be sliced or counted."""
    works = AssignedWork.objects.filter(student=student)
    done = Intervention.objects.filter(student=student)
    given_at = Coalesce("assignment__released_at", "assignment__created_at")
    parts = [
        practice().filter(student=student).values("school_day"),
        done.filter(created_at__isnull=False),
        InterventionChange.objects.filter(intervention__student=student),
        # A targeted assignment is there already, as the help it was.
        works.annotate(given_at=given_at).filter(
            intervention__isnull=True, given_at__lte=timezone.now()
        ),
        works.filter(completed_at__isnull=False),
        Meeting.objects.filter(student=student),
    ]
    columns = [
        ("practice", Max("started_at"), Max("pk")),
        ("help", F("created_at"), F("pk")),
        ("outcome", F("at"), F("pk")),
        ("given", F("given_at"), F("pk")),
        ("finished", F("completed_at"), F("pk")),
        ("meeting", F("scheduled_at"), F("pk")),
    ]
    first, *others = [
        part.order_by()
        .annotate(what=Value(kind), moment=at, ref=ref)
        .values_list("what", "moment", "ref")
        for part, (kind, at, ref) in zip(parts, columns, strict=True)
    ]
    stream: QuerySet[AssignedWork, Moment] = first.union(*others, all=True)
    return stream.order_by(*NEWEST_FIRST)


def events(student: Student, found: Iterable[Moment]) -> list[Event]:
    """The moments told, in their order; one query for each kind among them."""
    moments_found = list(found)
    told: dict[tuple[Kind, int], Event] = {}
    for kind, tell in TELLERS.items():
        refs = {ref for of, _, ref in moments_found if of == kind}
        told |= {(kind, ref): event for ref, event in tell(student, refs)}
    return [told[kind, ref] for kind, _, ref in moments_found if (kind, ref) in told]


def _practice(student: Student, refs: Collection[int]) -> Iterable[tuple[int, Event]]:
    days = practice().filter(student=student, pk__in=refs).order_by().values("school_day")
    rows = (
        practice()
        .filter(student=student, school_day__in=days)
        .order_by("skill__name")
        .values_list("school_day", "skill__name")
        .annotate(
            Sum("questions_answered"),
            Sum("questions_correct"),
            Sum("time_spent_seconds"),
            Max("started_at"),
            Max("pk"),
            estimated=Count("pk", filter=Q(is_estimated=True)),
        )
    )
    by_day: dict[date, list[tuple]] = {}
    for row in rows:
        by_day.setdefault(row[0], []).append(row)
    for day, parts in by_day.items():
        _, skills, answered, correct, seconds, started, keys, estimated = zip(*parts, strict=True)
        yield (
            max(keys),
            Event(
                kind="practice",
                icon="trend",
                at=max(started),
                day=day,
                title=f"Practiced: {words.accuracy_with_n(sum(correct), sum(answered))}",
                text=f"{', '.join(skills)}; {words.duration(sum(seconds))}",
                note="Estimated date" if any(estimated) else "",
            ),
        )


def _help(student: Student, refs: Collection[int]) -> Iterable[tuple[int, Event]]:
    rows = Intervention.objects.filter(student=student, pk__in=refs)
    for row in rows.select_related("teacher", "message"):
        message = row.message
        if message is None:
            title, text, note = row.action_taken, "", ""
        else:
            title, text, note = _message(student, message)
        yield (
            row.pk,
            Event(
                kind="help",
                icon=ICONS[Intervention.InterventionType(row.intervention_type)],
                at=row.created_at or timezone.now(),
                title=title,
                text=text,
                note=note,
                by=row.teacher,
            ),
        )


def _message(student: Student, message: TeacherMessage) -> tuple[str, str, str]:
    if not message.is_released:
        release = day_and_hour(message.sent_at.astimezone(student.school.zone))
        return "Message written", message.message, f"Will be sent {release}"
    return "Message sent", message.message, "Read" if message.is_read else "Not read yet"


def _outcomes(student: Student, refs: Collection[int]) -> Iterable[tuple[int, Event]]:
    rows = InterventionChange.objects.filter(intervention__student=student, pk__in=refs)
    for row in rows.select_related("intervention", "by"):
        stars = row.effectiveness_rating
        yield (
            row.pk,
            Event(
                kind="outcome",
                icon="check-circle" if row.kind == InterventionChange.Kind.RESOLVED else "reminder",
                at=row.at,
                title=f"{row.get_kind_display()}: {row.intervention.action_taken}",
                text=row.notes,
                note=f"Rated {stars} of 5" if stars else "",
                by=row.by,
            ),
        )


def _given(student: Student, refs: Collection[int]) -> Iterable[tuple[int, Event]]:
    for work in _works(student, refs):
        given = work.assignment
        due = f", due {_date(student, given.due_at)}" if given.due_at else ""
        yield (
            work.pk,
            Event(
                kind="given",
                icon="assignment",
                at=given.released_at or given.created_at,
                title=f"Assigned: {given.title}",
                text=f"{given.question_count} questions{due}",
                by=given.created_by,
            ),
        )


def _finished(student: Student, refs: Collection[int]) -> Iterable[tuple[int, Event]]:
    for work in _works(student, refs):
        if work.completed_at is None:
            continue
        due_at = work.assignment.due_at
        late = words.lateness(days_late(due_at, work.completed_at, student.school))
        yield (
            work.pk,
            Event(
                kind="finished",
                icon="check",
                at=work.completed_at,
                title=f"Finished: {work.assignment.title}",
                text=words.accuracy_with_n(work.questions_correct, work.questions_answered),
                note=late.capitalize() or ("On time" if due_at else ""),
            ),
        )


def _meetings(student: Student, refs: Collection[int]) -> Iterable[tuple[int, Event]]:
    now = timezone.now()
    rows = Meeting.objects.filter(student=student, pk__in=refs).select_related("teacher")
    for row in rows:
        state = Meeting.Status(row.status or Meeting.Status.SCHEDULED)
        upcoming = state == Meeting.Status.SCHEDULED and row.scheduled_at > now
        minutes = f"{row.duration_minutes} minutes" if row.duration_minutes else ""
        outcome = f"outcome: {row.outcome_notes}" if row.outcome_notes else ""
        yield (
            row.pk,
            Event(
                kind="meeting",
                icon="meeting",
                at=row.scheduled_at,
                title=f"Meeting: {row.get_meeting_type_display()}",
                text=", ".join(part for part in (row.location, minutes, outcome) if part),
                note="Upcoming" if upcoming else MEETING_STATES[state],
                by=row.teacher,
            ),
        )


TELLERS: dict[Kind, Callable[[Student, Collection[int]], Iterable[tuple[int, Event]]]] = {
    "practice": _practice,
    "help": _help,
    "outcome": _outcomes,
    "given": _given,
    "finished": _finished,
    "meeting": _meetings,
}


def _works(student: Student, refs: Collection[int]) -> QuerySet[AssignedWork]:
    rows = AssignedWork.objects.filter(student=student, pk__in=refs)
    return rows.select_related("assignment__created_by")


def _date(student: Student, moment: datetime) -> str:
    return date_format(student.school.day_of(moment), "M j")
