"""Reading interventions and templates. Scope is the caller's: it hands in a student or a person from `access`."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone

from alpha.accounts.models import User
from alpha.learning.access import students_reportable_to, students_visible_to
from alpha.learning.models import AssignedWork, Classroom, Student
from alpha.periods import Period
from interventions.models import (
    GroupAction,
    GroupActionItem,
    Intervention,
    InterventionChange,
    MessageTemplate,
    ParentNotification,
    TeacherMessage,
)
from interventions.models.record import InterventionQuerySet

# The student has reacted: the message was read, or the work is done.
ANSWERED = Q(message__is_read=True) | Q(assigned_work__status=AssignedWork.Status.COMPLETED)


def history(student: Student) -> InterventionQuerySet:
    """Everything adults did for the student, newest first, with what each row shows."""
    return told(Intervention.objects.filter(student=student)).order_by("-created_at", "-id")


def told(interventions: InterventionQuerySet) -> InterventionQuerySet:
    """The interventions with what is told of each: people, what it made and how that stands, skills, its record.

    One query, and one each for skills, letters and record, however many rows.
    """
    letters = ParentNotification.objects.select_related("guardian", "email").order_by("id")
    changes = InterventionChange.objects.select_related("by")
    return with_what_it_made(interventions).prefetch_related(
        "skills",
        Prefetch("parent_notifications", letters),
        Prefetch("changes", changes),
    )


def with_what_it_made(interventions: InterventionQuerySet) -> InterventionQuerySet:
    """The interventions with their people and the message, work or meeting; one query."""
    return interventions.select_related(
        "student__school",
        "teacher",
        "resolved_by",
        "message__template",
        "assigned_work__assignment",
        "meeting",
    )


def of_kind(
    interventions: InterventionQuerySet, *, kind: str = "", status: str = "", by: User | None = None
) -> InterventionQuerySet:
    """Those of one type, one status (see `Intervention.Status`) and one person; what is empty does not narrow."""
    if kind:
        interventions = interventions.filter(intervention_type=kind)
    if by is not None:
        interventions = interventions.filter(teacher=by)
    match status:
        case Intervention.Status.PENDING:
            return interventions.pending()
        case Intervention.Status.COMPLETED:
            return interventions.completed()
        case Intervention.Status.RESOLVED:
            return interventions.resolved()
    return interventions


def own_interventions(user: User) -> InterventionQuerySet:
    """What the person did for students whose report she may still read."""
    return Intervention.objects.filter(teacher=user, student__in=students_reportable_to(user))


def closed_cases(user: User, period: Period) -> InterventionQuerySet:
    """What the person did herself, began in the period and closed, last closed first, with what is told of each."""
    if user.school is None:
        return Intervention.objects.none()
    start, end = (
        datetime.combine(day, time(), tzinfo=user.school.zone) for day in (period.start, period.end)
    )
    closed = own_interventions(user).resolved().filter(created_at__gte=start, created_at__lt=end)
    return told(closed).order_by("-resolved_at", "-id")


def matching(interventions: InterventionQuerySet, words: str) -> InterventionQuerySet:
    """Those that have every one of the words in the student's name, in what was done or written, or in the notes."""
    for word in words.split():
        interventions = interventions.filter(
            Q(student__name__icontains=word)
            | Q(action_taken__icontains=word)
            | Q(message__message__icontains=word)
            | Q(resolution_notes__icontains=word)
        )
    return interventions


def in_state(interventions: InterventionQuerySet, state: str, on: date) -> InterventionQuerySet:
    """Those that are open (newest first), due for review on that date (longest waiting first), open and answered (newest
    first) or closed (last first).
    """
    match state:
        case "due":
            return interventions.due_for_review(on).order_by("follow_up_on", "id")
        case "answered":
            return interventions.open().filter(ANSWERED).order_by("-created_at", "-id")
        case "closed":
            return interventions.resolved().order_by("-resolved_at", "-id")
    return interventions.open().order_by("-created_at", "-id")


def counts_by_state(interventions: InterventionQuerySet, on: date) -> dict[str, int]:
    """How many are open, due for review on that date or answered (they are open too), and closed; one query."""
    due = Q(is_resolved=False, follow_up_on__lte=on)
    return interventions.order_by().aggregate(
        open=Count("pk", filter=Q(is_resolved=False)),
        due=Count("pk", filter=due),
        answered=Count("pk", filter=Q(is_resolved=False) & ANSWERED),
        closed=Count("pk", filter=Q(is_resolved=True)),
    )


@dataclass(frozen=True, slots=True)
class OwnCounts:
    """Of somebody's open interventions: how many are due for review, and answered (see `ANSWERED`); of the targeted
    assignments among them, how many are done."""

    due: int
    answered: int
    assignments: int
    assignments_done: int


def own_counts(user: User, on: date) -> OwnCounts:
    """One query."""
    is_assignment = Q(intervention_type=Intervention.InterventionType.ASSIGNMENT)
    counts = (
        own_interventions(user)
        .open()
        .order_by()
        .aggregate(
            due=Count("pk", filter=Q(follow_up_on__lte=on)),
            answered=Count("pk", filter=ANSWERED),
            assignments=Count("pk", filter=is_assignment),
            assignments_done=Count(
                "pk", filter=is_assignment & Q(assigned_work__status=AssignedWork.Status.COMPLETED)
            ),
        )
    )
    return OwnCounts(**counts)


def resolved_between(
    interventions: InterventionQuerySet, first: date, last: date
) -> InterventionQuerySet:
    """Those resolved on the dates of the zone in force from `first` to `last`, both inside, the newest first."""
    found = interventions.resolved().filter(resolved_at__date__range=(first, last))
    return found.order_by("-resolved_at", "-id")


def letters_of(student: Student) -> QuerySet[ParentNotification]:
    """Letters to the student's family with what became of each; those of one intervention by the name of the person."""
    return (
        ParentNotification.objects.filter(student=student)
        .select_related("guardian", "email")
        .order_by("-created_at", "guardian__name", "pk")
    )


def help_between(student: Student, first: date | None, last: date | None) -> list[tuple[date, str]]:
    """What was done on each date of a window, both ends inside, oldest first: (date, kind in words); one query."""
    rows = Intervention.objects.filter(student=student, created_at__isnull=False)
    found = [
        (student.school.day_of(row.created_at), row.get_intervention_type_display())
        for row in rows.order_by("created_at", "id").only("created_at", "intervention_type")
        if row.created_at is not None
    ]
    return [(day, kind) for day, kind in found if (first or day) <= day <= (last or day)]


def open_for(student: Student) -> InterventionQuerySet:
    """What is not resolved yet, by whichever teacher, newest first, with what it made."""
    rows = Intervention.objects.filter(student=student).open()
    return with_what_it_made(rows).order_by("-created_at", "-id")


def last_message_to(student: Student) -> TeacherMessage | None:
    """The last one that the student could read; None where there is none yet."""
    released = TeacherMessage.objects.released().filter(student=student)
    return released.order_by("-sent_at", "-id").first()


def has_written_today(user: User, student: Student) -> bool:
    """Whether she wrote to the student on this school day, whenever it leaves or left."""
    start = datetime.combine(student.school.today(), time(), tzinfo=student.school.zone)
    written = TeacherMessage.objects.filter(teacher=user, student=student)
    return written.filter(intervention__created_at__gte=start).exists()


def message_written_by(user: User, message_id: int) -> TeacherMessage | None:
    """One of her own messages; None where it was taken back."""
    written = TeacherMessage.objects.filter(teacher=user, pk=message_id)
    return written.select_related("student").first()


def items_of(group: GroupAction, reader: User) -> list[GroupActionItem]:
    """The students of an action on several whom the reader still sees, each with what she got, as `told` fetches it.

    Five queries at most, whatever the number of students.
    """
    items = group.items.filter(student__in=students_visible_to(reader)).select_related("student")
    return list(items.prefetch_related(Prefetch("intervention", told(Intervention.objects.all()))))


def done_lately(user: User, classroom: Classroom) -> QuerySet[GroupAction]:
    """What the person did for several students of the class, the last three of two weeks; `students`: how many."""
    since = timezone.now() - timedelta(days=14)
    own = GroupAction.objects.filter(teacher=user, classroom=classroom, created_at__gte=since)
    return own.annotate(students=Count("items")).order_by("-created_at", "-id")[:3]


def templates_for(user: User, category: str | None = None) -> QuerySet[MessageTemplate]:
    """Templates the person may use: shared ones and her own; categories in the order they are offered."""
    templates = MessageTemplate.objects.filter(
        Q(school__isnull=True) | Q(school=user.school),
        Q(owner__isnull=True) | Q(owner=user),
        is_active=True,
    )
    if category is not None:
        templates = templates.filter(category=category)
    return templates.order_by(_category_order(), "id")


def own_templates(user: User) -> QuerySet[MessageTemplate]:
    """Those that somebody wrote for herself, in the order in which they are offered."""
    mine = MessageTemplate.objects.filter(owner=user, school=user.school)
    return mine.order_by(_category_order(), "title", "id")


def _category_order() -> Case:
    return Case(
        *(
            When(category=category, then=Value(position))
            for position, category in enumerate(MessageTemplate.Category.values)
        ),
        output_field=IntegerField(),
    )
