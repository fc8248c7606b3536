"""Whose meetings are when: a teacher's own schedule, what a new meeting would clash with, and which day to propose."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import CharField, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Cast, Coalesce

from alpha.accounts.models import School, User
from alpha.accounts.selectors import school_day_test
from alpha.learning.access import (
    classrooms_shared_with,
    students_helpable_by,
    students_visible_to,
)
from alpha.learning.models import Enrollment, Guardian, Guardianship, Student
from alpha.learning.models.roster import current_on
from interventions.models import Meeting, MeetingMail

LONGEST_MEETING = timedelta(hours=24)
# A school that announces a whole year of holidays gets the day it asked for.
FARTHEST_DAY = 366

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


@dataclass(frozen=True, slots=True)
class Clash:
    """A meeting at the same time. `students`: names that the person who asks may read; `is_own`: it is hers."""

    meeting: Meeting
    students: tuple[str, ...]
    is_own: bool


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """A guardian with an active link; `can_be_invited`: may be written to, and has an address."""

    student: Student
    guardian: Guardian
    may_be_contacted: bool

    @property
    def can_be_invited(self) -> bool:
        return self.may_be_contacted and is_address(self.guardian.email)


def is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


# A teacher's own schedule


def own_meetings(user: User) -> QuerySet[Meeting]:
    """Meetings the person arranged, with students she still sees."""
    return Meeting.objects.filter(teacher=user, student__in=students_visible_to(user))


def group_rows(user: User, meeting: Meeting) -> list[Meeting]:
    """The rows that are one meeting with this one, itself among them, as far as the person still sees them."""
    rows = own_meetings(user).select_related("student__school", "student__user", "teacher")
    if meeting.group_id is None:
        return list(rows.filter(pk=meeting.pk))
    return list(rows.filter(group_id=meeting.group_id).order_by("student__name", "id"))


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


# A new meeting


def clashes(
    students: Sequence[Student],
    *,
    by: User,
    starts_at: datetime,
    minutes: int,
    but_not: Collection[Meeting] = (),
) -> list[Clash]:
    """Meetings of the teacher and of each student that overlap; one that begins as the other ends does not."""
    ends_at = starts_at + timedelta(minutes=minutes)
    near = (
        Meeting.objects.filter(SCHEDULED, Q(teacher=by) | Q(student__in=students))
        .filter(scheduled_at__lt=ends_at, scheduled_at__gt=starts_at - LONGEST_MEETING)
        .exclude(pk__in=[meeting.pk for meeting in but_not])
        .annotate(may_be_named=Exists(students_visible_to(by).filter(pk=OuterRef("student"))))
        .select_related("student", "teacher")
        .order_by("scheduled_at", "student__name", "id")
    )
    together: dict[object, list[Meeting]] = {}
    for meeting in near:
        if meeting.ends_at > starts_at:
            together.setdefault(meeting.group_id or meeting.pk, []).append(meeting)
    return [_clash(rows, by) for rows in together.values()]


def _clash(rows: list[Meeting], by: User) -> Clash:
    named = tuple(row.student.name for row in rows if getattr(row, "may_be_named", False))
    return Clash(rows[0], named, is_own=rows[0].teacher_id == by.pk)


def first_day_to_propose(school: School) -> date:
    """Tomorrow, or the next school day after it."""
    return next_school_day(school, school.today() + timedelta(days=1))


def next_school_day(school: School, day: date) -> date:
    """The day itself where school is held on it, else the first one after it."""
    is_school_day = school_day_test(school)
    days = (day + timedelta(days=ahead) for ahead in range(FARTHEST_DAY))
    return next((each for each in days if is_school_day(each)), day)


def last_location(user: User) -> str:
    """Where the person last asked somebody to meet."""
    places = (
        Meeting.objects.filter(teacher=user).exclude(location__isnull=True).exclude(location="")
    )
    newest = places.order_by("-created_at", "-id").values_list("location", flat=True)
    return newest.first() or ""


def classmates(student: Student, user: User) -> QuerySet[Student]:
    """Others whom the person may ask to a group meeting: from the classes she shares with the student."""
    shared = classrooms_shared_with(user, student).filter(is_archived=False).order_by()
    enrolled = Enrollment.objects.filter(
        current_on(student.school.today()),
        student=OuterRef("pk"),
        classroom__in=shared.values("pk"),
    )
    others = students_helpable_by(user).filter(Exists(enrolled)).exclude(pk=student.pk)
    return others.order_by("name", "id")


def family_of(students: Iterable[Student]) -> list[FamilyMember]:
    """The guardians of each student whose link is active, whether or not they can be invited; one query."""
    links = (
        Guardianship.objects.filter(
            student__in=[student.pk for student in students], status=Guardianship.Status.ACTIVE
        )
        .select_related("guardian", "student")
        .order_by("student__name", "student_id", "guardian__name", "guardian_id")
    )
    return [FamilyMember(link.student, link.guardian, link.may_be_contacted) for link in links]
