"""What waits for somebody: the open alerts as cards, the most urgent first.

Two rules about one student are one card. Good news are cards of their own. Overdue work is one card for each assignment
that several students have not finished, unless a student has another card anyway: then it stands on hers. Every alert
is on one card. Window: alerts open today, those snoozed until a later day left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from alpha.accounts.models import School, User
from alpha.accounts.selectors import school_day_test
from alpha.learning.access import (
    classrooms_helpable_by,
    enrolled_students,
    students_helpable_by,
)
from alpha.learning.models import Classroom, Student
from analytics import alert_words
from analytics.access import alerts_visible_to
from analytics.detectors import GOOD_NEWS, SchoolCalendar, Severity
from analytics.detectors.urgency import Claim, first_shown, highest, urgency
from analytics.models import Alert
from analytics.models.alerts import AlertKind
from analytics.reports.shape import Named

SEVERAL = 2
# Of an alert, one of them annotated: the checker of types would look for it in the table.
COLUMNS: tuple[str, ...] = (
    "pk",
    "kind",
    "severity",
    "certainty",
    "evidence",
    "opened_at",
    "status",
    "student_id",
    "student__name",
    "classroom_id",
    "classroom__name",
    "skill_id",
    "skill__name",
    "assignment_id",
    "assignment__title",
    "helpable",
)


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One open alert on a card. `waiting` counts school days since it was opened; `is_seen`: somebody takes care.

    `may_help`: whether the viewer may act on it.
    """

    alert_id: int
    kind: str
    severity: Severity
    certainty: float
    evidence: Mapping[str, Any]
    opened_on: date
    waiting: int
    is_seen: bool
    student: Named | None
    classroom: Named
    skill: Named | None
    assignment: Named | None
    may_help: bool = False

    @property
    def title(self) -> str:
        return str(AlertKind(self.kind).label)

    @property
    def sentence(self) -> str:
        about = alert_words.About(
            skill=self.skill.name if self.skill else "",
            assignment=self.assignment.name if self.assignment else "",
        )
        return alert_words.sentence(self.kind, self.evidence, about)

    @property
    def progress(self) -> str:
        """Of work that is late: how far it is."""
        return alert_words.progress(self.evidence)

    @property
    def claim(self) -> Claim:
        return Claim(
            self.kind, self.severity, self.certainty, waiting=0 if self.is_seen else self.waiting
        )


@dataclass(frozen=True, slots=True)
class Card:
    """`student` None: about a class, or about the work of several students (`assignment`)."""

    lines: tuple[AlertLine, ...]
    student: Named | None = None
    assignment: Named | None = None

    @property
    def classroom(self) -> Named:
        return self.lines[0].classroom

    @property
    def students(self) -> tuple[Named, ...]:
        found = dict.fromkeys(line.student for line in self.lines if line.student is not None)
        return tuple(found)

    @property
    def severity(self) -> Severity:
        return highest(line.severity for line in self.lines)

    @property
    def urgency(self) -> float:
        return urgency(line.claim for line in self.lines)

    @property
    def waiting(self) -> int:
        return max(line.waiting for line in self.lines)

    @property
    def is_good_news(self) -> bool:
        return self.lines[0].kind in GOOD_NEWS

    @property
    def is_seen(self) -> bool:
        """Whether somebody takes care of everything on it."""
        return all(line.is_seen for line in self.lines)

    @property
    def may_help(self) -> bool:
        return all(line.may_help for line in self.lines)

    @property
    def titles(self) -> tuple[str, ...]:
        """Its kinds of alert in a word, each once."""
        return tuple(dict.fromkeys(line.title for line in self.lines))

    @property
    def alert_ids(self) -> tuple[int, ...]:
        return tuple(line.alert_id for line in self.lines)

    @property
    def sentence(self) -> str:
        """The one sentence of the card: that of its most urgent alert."""
        lead = self.lines[0]
        if self.assignment is not None:
            return alert_words.shared_work(lead.evidence, self.assignment.name, len(self.students))
        return lead.sentence


@dataclass(frozen=True, slots=True)
class OpenAlerts:
    """All cards, each list the most urgent first."""

    concerns: tuple[Card, ...]
    good_news: tuple[Card, ...]

    @property
    def first(self) -> tuple[Card, ...]:
        """At most seven, of them at least one in five good news where there is any."""
        return first_shown(self.concerns, self.good_news)


def open_alerts(user: User, *, classroom: Classroom | None = None) -> OpenAlerts:
    """Return the open alerts the user may see, of one class if asked for; two queries, whatever their number."""
    if user.school is None:
        return OpenAlerts((), ())
    today = user.school.today()
    alerts = alerts_visible_to(user).current().awake(today)
    if classroom is not None:
        members = enrolled_students(classroom).order_by().values("pk")
        alerts = alerts.filter(Q(student__in=members) | Q(student=None, classroom=classroom))
    return cards_of(_lines(user.school, alerts.annotate(helpable=_helpable_by(user))))


def _helpable_by(user: User) -> Case:
    student = students_helpable_by(user).filter(pk=OuterRef("student"))
    classroom = classrooms_helpable_by(user).filter(pk=OuterRef("classroom"))
    return Case(When(student=None, then=Exists(classroom)), default=Exists(student))


def alerts_of_student(user: User, student: Student) -> tuple[AlertLine, ...]:
    """Return the open alerts about one student that the user may see, newest last; two queries."""
    if user.school is None:
        return ()
    alerts = alerts_visible_to(user).current().awake(user.school.today()).filter(student=student)
    return tuple(_lines(user.school, alerts.annotate(helpable=_helpable_by(user))))


def cards_of(lines: Iterable[AlertLine]) -> OpenAlerts:
    """Lay alerts on cards; the rules are at the top of this module."""
    notes: list[Card] = []
    concerns: dict[Named, list[AlertLine]] = defaultdict(list)
    good_news: dict[Named, list[AlertLine]] = defaultdict(list)
    for line in lines:
        if line.student is None:
            notes.append(Card((line,)))
        else:
            about = good_news if line.kind in GOOD_NEWS else concerns
            about[line.student].append(line)
    cards = [*notes, *_shared_work(concerns), *_of_students(concerns)]
    return OpenAlerts(_in_order(cards), _in_order(_of_students(good_news)))


def _shared_work(concerns: dict[Named, list[AlertLine]]) -> list[Card]:
    """Take out the overdue work of students about whom there is nothing else, where several share an assignment."""
    by_assignment: dict[Named, list[AlertLine]] = defaultdict(list)
    for lines in concerns.values():
        if all(line.kind == AlertKind.OVERDUE for line in lines):
            for line in lines:
                if line.assignment is not None:
                    by_assignment[line.assignment].append(line)
    shared = {
        assignment: lines for assignment, lines in by_assignment.items() if len(lines) >= SEVERAL
    }
    taken = {line.alert_id for lines in shared.values() for line in lines}
    for student, lines in concerns.items():
        concerns[student] = [line for line in lines if line.alert_id not in taken]
    return [Card(tuple(lines), assignment=assignment) for assignment, lines in shared.items()]


def _of_students(lines: Mapping[Named, list[AlertLine]]) -> list[Card]:
    """One card a student, the most urgent line first."""
    return [
        Card(tuple(sorted(own, key=lambda line: -line.claim.urgency)), student=student)
        for student, own in lines.items()
        if own
    ]


def _in_order(cards: Iterable[Card]) -> tuple[Card, ...]:
    """The most urgent first, then who waits longest, then by name."""
    return tuple(
        sorted(
            cards,
            key=lambda card: (
                -round(card.urgency, 6),
                -card.waiting,
                card.student.name if card.student else card.classroom.name,
                card.lines[0].alert_id,
            ),
        )
    )


def _lines(school: School, alerts: QuerySet[Alert]) -> list[AlertLine]:
    rows = list(alerts.order_by("opened_at", "pk").values_list(*COLUMNS))
    if not rows:
        return []
    today = school.today()
    opened = [school.day_of(row[5]) for row in rows]
    calendar = SchoolCalendar(school_day_test(school), min(opened), today)
    return [
        AlertLine(
            alert_id=row[0],
            kind=row[1],
            severity=cast("Severity", row[2]),
            certainty=row[3],
            evidence=row[4],
            opened_on=opened_on,
            waiting=calendar.count(opened_on.toordinal() + 1, today.toordinal() + 1),
            is_seen=row[6] == Alert.Status.ACKNOWLEDGED,
            student=_named(row[7], row[8]),
            classroom=Named(row[9], row[10]),
            skill=_named(row[11], row[12]),
            assignment=_named(row[13], row[14]),
            may_help=bool(row[15]),
        )
        for row, opened_on in zip(rows, opened, strict=True)
    ]


def _named(pk: int | None, name: str | None) -> Named | None:
    return None if pk is None else Named(pk, name or "")
