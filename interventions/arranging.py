"""What there is to know before a meeting is arranged: clashes, which day and place to propose, who could come."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from alpha.accounts.models import School, User
from alpha.accounts.selectors import next_school_day
from alpha.learning.access import classrooms_shared_with, students_helpable_by, students_visible_to
from alpha.learning.models import Enrollment, Guardian, Guardianship, MailOptOut, Student
from alpha.learning.models.roster import current_on
from alpha.notifications.models import OutboundEmail
from interventions.agenda import SCHEDULED
from interventions.families import How, how_reached
from interventions.models import Meeting

LONGEST_MEETING = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Clash:
    """A meeting at the same time. `students`: names that the person who asks may read; `is_own`: it is hers."""

    meeting: Meeting
    students: tuple[str, ...]
    is_own: bool


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """A guardian with an active link, and how mail about meetings reaches her."""

    link: Guardianship
    how: How

    @property
    def student(self) -> Student:
        return self.link.student

    @property
    def guardian(self) -> Guardian:
        return self.link.guardian

    @property
    def can_be_invited(self) -> bool:
        return self.how == "mail"


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
    stopped = MailOptOut.objects.filter(category=OutboundEmail.Category.MEETINGS)
    links = (
        Guardianship.objects.filter(
            student__in=[student.pk for student in students], status=Guardianship.Status.ACTIVE
        )
        .select_related("guardian", "student__school")
        .annotate(has_stopped=Exists(stopped.filter(guardianship=OuterRef("pk"))))
        .order_by("student__name", "student_id", "guardian__name", "guardian_id")
    )
    return [FamilyMember(link, how_reached(link, has_opted_out=link.has_stopped)) for link in links]
