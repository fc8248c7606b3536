"""A teacher's own meetings: her schedule, and the calendar she can subscribe to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db.models import CharField, Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from alpha.accounts.models import School, User
from alpha.learning.access import (
    students_helpable_by,
    students_visible_to,
)
from alpha.learning.models import Student
from interventions.calendar import CalendarEvent
from interventions.models import CalendarFeed, Meeting, MeetingMail

# How far a subscribed calendar goes back, and how long it says of a meeting that it was cancelled.
FEED_GOES_BACK = timedelta(days=90)
CANCELLED_STAYS = timedelta(days=30)

# (instant, key): `key` is the same for the rows of one group.
Moment = tuple[datetime, str]
# Columns some of which are annotated; the checker of types would look for them in the table.
MOMENT: tuple[str, ...] = ("scheduled_at", "key")
SOONEST_FIRST: tuple[str, ...] = ("scheduled_at", "key", "student__name", "id")
NEWEST_FIRST: tuple[str, ...] = ("-scheduled_at", "key", "student__name", "id")

Status = Meeting.Status
SCHEDULED = Q(status=Status.SCHEDULED) | Q(status__isnull=True)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a schedule: one meeting, or the rows of a group that stand alike. `meeting` speaks for all of them."""

    rows: tuple[Meeting, ...]

    @property
    def meeting(self) -> Meeting:
        return self.rows[0]

    @property
    def students(self) -> list[Student]:
        return [row.student for row in self.rows]

    @property
    def may_change(self) -> bool:
        return self.meeting.is_scheduled and all(
            getattr(row, "helpable", False) for row in self.rows
        )

    @property
    def is_due(self) -> bool:
        """Whether it may be marked as held: its day has come, by the clocks in force."""
        return timezone.localdate(self.meeting.scheduled_at) <= timezone.localdate()

    @property
    def name(self) -> str:
        """For those who hear a button's name alone."""
        return f"the meeting with {', '.join(student.name for student in self.students)}"

    @property
    def mails(self) -> list[MeetingMail]:
        """The last invitation or cancellation to each guardian who was written to."""
        last = {(row.pk, mail.guardian_id): mail for row in self.rows for mail in row.mails.all()}
        return list(last.values())


@dataclass(frozen=True, slots=True)
class Agenda:
    """What lies ahead; what of today is over is in `today` too. The week ends on Sunday."""

    today: list[Entry]
    this_week: list[Entry]
    later: list[Entry]


def own_meetings(user: User) -> QuerySet[Meeting]:
    """Meetings the person arranged, with students she still sees."""
    return Meeting.objects.filter(teacher=user, student__in=students_visible_to(user))


def rows_of(user: User, meeting: Meeting) -> QuerySet[Meeting]:
    """The rows that are one meeting with this one, itself among them, as far as the person still sees them."""
    rows = own_meetings(user).select_related("student").order_by("student__name", "id")
    if meeting.group_id is None:
        return rows.filter(pk=meeting.pk)
    return rows.filter(group_id=meeting.group_id)


def agenda(user: User, school: School, *, status: str = "") -> Agenda:
    """Today's and later meetings in their order."""
    today = school.today()
    next_week = today + timedelta(days=7 - today.weekday())
    rows = _rows(user, status).filter(scheduled_at__gte=midnight(school, today))
    entries = _entries(rows.order_by(*SOONEST_FIRST))
    dated = [(school.day_of(entry.meeting.scheduled_at), entry) for entry in entries]
    return Agenda(
        today=[entry for day, entry in dated if day == today],
        this_week=[entry for day, entry in dated if today < day < next_week],
        later=[entry for day, entry in dated if day >= next_week],
    )


def meetings_within(
    user: User, start: date | None, end: date | None, *, status: str = ""
) -> QuerySet[Meeting]:
    """Her meetings from the first to the last date at the school, both inside, soonest first; None: however far."""
    rows = _keyed(own_meetings(user), status).select_related("student__school", "intervention")
    if user.school is None:
        return rows.none()
    if start is not None:
        rows = rows.filter(scheduled_at__gte=midnight(user.school, start))
    if end is not None:
        rows = rows.filter(scheduled_at__lt=midnight(user.school, end + timedelta(days=1)))
    return rows.order_by(*SOONEST_FIRST)


def past_moments(user: User, school: School, *, status: str = "") -> QuerySet[Meeting, Moment]:
    """The meetings before today, newest first, a group as one; to be counted and sliced."""
    rows = _keyed(own_meetings(user), status)
    over = rows.filter(scheduled_at__lt=midnight(school, school.today()))
    return over.order_by(*NEWEST_FIRST[:2]).values_list(*MOMENT).distinct()


def past_entries(user: User, moments: Iterable[Moment], *, status: str = "") -> list[Entry]:
    """The meetings of those moments, in their order."""
    wanted = set(moments)
    rows = _rows(user, status).filter(scheduled_at__in={instant for instant, _ in wanted})
    return _entries(
        row for row in rows.order_by(*NEWEST_FIRST) if (row.scheduled_at, _key(row)) in wanted
    )


def meetings_today(user: User, school: School) -> int:
    """How many meetings the person has today that are not cancelled, a group counted once; one query."""
    start = midnight(school, school.today())
    rows = _keyed(own_meetings(user), "").filter(
        scheduled_at__gte=start,
        scheduled_at__lt=midnight(school, school.today() + timedelta(days=1)),
    )
    standing = rows.exclude(status=Status.CANCELLED).order_by()
    return int(standing.aggregate(n=Count("key", distinct=True))["n"])


def midnight(school: School, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=school.zone)


def _key(row: Meeting) -> str:
    return str(getattr(row, "key", row.pk))


def _keyed(meetings: QuerySet[Meeting], status: str) -> QuerySet[Meeting]:
    meetings = meetings.annotate(
        key=Coalesce(Cast("group_id", CharField()), Cast("pk", CharField()))
    )
    if status == Status.SCHEDULED:
        return meetings.filter(SCHEDULED)
    return meetings.filter(status=status) if status else meetings


def _rows(user: User, status: str) -> QuerySet[Meeting]:
    mails = MeetingMail.objects.filter(guardian__isnull=False).exclude(
        kind=MeetingMail.Kind.REMINDER
    )
    helpable = students_helpable_by(user).filter(pk=OuterRef("student"))
    return (
        _keyed(own_meetings(user), status)
        .annotate(helpable=Exists(helpable))
        .select_related("student")
        .prefetch_related(Prefetch("mails", mails.select_related("guardian", "email")))
    )


def _entries(rows: Iterable[Meeting]) -> list[Entry]:
    """One entry for what is one meeting and reads the same; `rows` come in order, those of a group together."""
    entries: list[Entry] = []
    for _, together in groupby(rows, key=_key):
        alike: dict[tuple[object, ...], list[Meeting]] = {}
        for row in together:
            state = (row.scheduled_at, row.status, row.location, row.outcome_notes)
            alike.setdefault(state, []).append(row)
        entries += [Entry(tuple(part)) for part in alike.values()]
    return entries


def feeds_of(user: User) -> QuerySet[CalendarFeed]:
    """Calendars that are still open, the newest first."""
    return CalendarFeed.objects.filter(user=user, revoked_at__isnull=True)


def calendar_events(user: User, now: datetime, *, details: str) -> list[CalendarEvent]:
    """What a subscribed calendar shows of the person's meetings; a group is one event, off when all of it is."""
    shown = Q(cancelled_at__isnull=True, scheduled_at__gte=now - FEED_GOES_BACK) | Q(
        cancelled_at__gte=now - CANCELLED_STAYS
    )
    rows = own_meetings(user).filter(shown).order_by("scheduled_at", "id")
    together: dict[str, list[Meeting]] = {}
    for row in rows:
        together.setdefault(row.teachers_uid, []).append(row)
    return [_event(uid, group, details) for uid, group in together.items()]


def _event(uid: str, rows: list[Meeting], details: str) -> CalendarEvent:
    standing = [row for row in rows if row.status != Status.CANCELLED]
    lead = (standing or rows)[0]
    return CalendarEvent(
        uid=uid,
        sequence=max(row.ics_sequence for row in standing or rows),
        starts_at=lead.scheduled_at,
        ends_at=lead.ends_at,
        location=lead.location or "",
        details=details,
        is_cancelled=not standing,
    )
