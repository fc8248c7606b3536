"""Who of a student's family a letter reaches, how and when: said before it is sent, by the rules it is sent by."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Prefetch, Q, QuerySet

from alpha.learning.models import Guardian, Guardianship, MailOptOut, Student
from alpha.notifications.models import OutboundEmail
from alpha.notifications.services import QuietHours, first_moment_allowed, is_address
from interventions.languages import best_of, language_name
from interventions.models import LetterTemplate, ParentNotification

PROGRESS = OutboundEmail.Category.PROGRESS
MANY_LETTERS = 2
WEEK = timedelta(days=7)

# "paper": there is no address, so the letter is printed. "not_allowed" never says why.
How = Literal["mail", "paper", "opted_out", "not_allowed"]
NOT_REACHED = frozenset({"opted_out", "not_allowed"})


@dataclass(frozen=True, slots=True)
class Recipient:
    """`send_at`: for mail, when it may leave; later than the moment asked about in quiet hours.

    `language`: what the letter to this person is written in; `lacking`: the name of the own language where it is
    another one. `letters_this_week`: letters about this student in the last seven times 24 hours.
    """

    link: Guardianship
    how: How
    send_at: datetime | None
    is_later: bool
    language: str
    lacking: str
    letters_this_week: int

    @property
    def guardian(self) -> Guardian:
        return self.link.guardian

    @property
    def language_name(self) -> str:
        return language_name(self.language)

    @property
    def is_reached(self) -> bool:
        return self.how not in NOT_REACHED

    @property
    def is_often(self) -> bool:
        """Whether one more letter makes it more than two a week."""
        return self.letters_this_week >= MANY_LETTERS


def family_of(
    student: Student, *, at: datetime, languages: Collection[str], category: str = PROGRESS
) -> list[Recipient]:
    """Everybody the school knows of as family, by name; `languages` are those there is a text in. Three queries."""
    return families_of([student], at=at, languages=languages, category=category)[student.pk]


def families_of(
    students: Sequence[Student],
    *,
    at: datetime,
    languages: Collection[str],
    category: str = PROGRESS,
) -> dict[int, list[Recipient]]:
    """The same for each of several students, by her id; three queries for all of them."""
    stopped = Prefetch("mail_opt_outs", MailOptOut.objects.filter(category=category), "stopped")
    links = (
        Guardianship.objects.filter(student__in=students)
        .select_related("guardian", "student__school")
        .prefetch_related(stopped)
        .order_by("guardian__name", "guardian__pk")
    )
    recent = _letters_since(students, at - WEEK)
    families: dict[int, list[Recipient]] = {student.pk: [] for student in students}
    for link in links:
        families[link.student_id].append(_recipient(link, at, languages, recent))
    return families


def how_reached(link: Guardianship, *, has_opted_out: bool) -> How:
    if link.status != Guardianship.Status.ACTIVE or not link.may_be_contacted:
        return "not_allowed"
    if has_opted_out:
        return "opted_out"
    return "mail" if is_address(link.guardian.email) else "paper"


def own_hours(guardian: Guardian) -> QuietHours | None:
    if guardian.quiet_from is None or guardian.quiet_until is None:
        return None
    return QuietHours(guardian.quiet_from, guardian.quiet_until)


def last_letter_at(student: Student) -> datetime | None:
    """When somebody of the family was last written to; letters that were taken back do not count."""
    letters = _letters_that_count([student]).order_by("-created_at")
    return letters.values_list("created_at", flat=True).first()


def letter_templates(student: Student, topic: str) -> dict[str, LetterTemplate]:
    """The letters in use on a topic, by language."""
    found = LetterTemplate.objects.filter(school=student.school_id, topic=topic, is_active=True)
    return {template.language: template for template in found}


def topics_of(student: Student) -> list[tuple[str, str]]:
    """The topics there is any letter on, with their names, in the order of the model."""
    used = set(
        LetterTemplate.objects.filter(school=student.school_id, is_active=True)
        .order_by()
        .values_list("topic", flat=True)
    )
    return [(topic, label) for topic, label in LetterTemplate.Topic.choices if topic in used]


def _recipient(
    link: Guardianship,
    at: datetime,
    languages: Collection[str],
    recent: Counter[tuple[int, int | None]],
) -> Recipient:
    guardian = link.guardian
    stopped: Iterable[MailOptOut] = link.stopped  # type: ignore[attr-defined]  # prefetched above
    how = how_reached(link, has_opted_out=bool(stopped))
    send_at = None
    if how == "mail":
        send_at = first_moment_allowed(link.student.school, at, own_hours(guardian))
    language = best_of(guardian.language, languages)
    own = language_name(guardian.language)
    return Recipient(
        link=link,
        how=how,
        send_at=send_at,
        is_later=send_at is not None and send_at > at,
        language=language,
        lacking="" if own == language_name(language) else own,
        letters_this_week=recent[link.student_id, guardian.pk],
    )


def _letters_that_count(students: Collection[Student]) -> QuerySet[ParentNotification]:
    """Letters to a person, unless they never left."""
    never_left = [OutboundEmail.Status.CANCELLED, OutboundEmail.Status.FAILED]
    letters = ParentNotification.objects.filter(student__in=students, guardian__isnull=False)
    return letters.filter(Q(email__isnull=True) | ~Q(email__status__in=never_left))


def _letters_since(
    students: Collection[Student], moment: datetime
) -> Counter[tuple[int, int | None]]:
    """Ids of student and guardian to the number of letters; absent is none."""
    letters = _letters_that_count(students).filter(created_at__gte=moment)
    return Counter(letters.values_list("student_id", "guardian_id"))
