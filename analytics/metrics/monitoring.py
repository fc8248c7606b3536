"""What the rules of alerts look at, for many students at once and as it stood at the end of a day.

Window: the 120 dates that end with the day. Population: active students enrolled on the day in a class in use; a
student of several classes belongs to the one with the lowest id, whose limits and whose level count for her. Excluded:
sessions without an answered question; work finished by the end of the day. Two things are known only as they stand now:
how far somebody had come with unfinished work, which is left out for days past, and mastery, so that a skill lost again
since then is no news of then. Units: answers, ordinals of dates.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Max, Q, Sum
from django.utils import timezone

from alpha.accounts.models import School
from alpha.accounts.selectors import school_day_test
from alpha.learning.models import AssignedWork, Enrollment, LearningPath
from alpha.learning.models.roster import current_on
from analytics.detectors import RuleLimits, SchoolCalendar, StudentEvidence, Work
from analytics.detectors.accuracy import WINDOW
from analytics.detectors.rhythm import LOOKBACK, RHYTHM_DAYS
from analytics.detectors.work import OVERDUE_WITHIN
from analytics.metrics.activity import as_date, plain_rows, practice
from analytics.models import AlertTrigger, ClassroomRules
from analytics.trends import Day

# Students of each class by id, each with the day she joined it, None where nobody noted it.
Members = Mapping[int, Mapping[int, int | None]]


@dataclass(frozen=True, slots=True)
class EvaluationDay:
    """A day at a school, as the rules need it: its end, and the school days around it."""

    school: School
    on: date
    calendar: SchoolCalendar

    @classmethod
    def of(cls, school: School, on: date) -> "EvaluationDay":
        """Asks for the school's holidays: one query."""
        first = on - timedelta(days=LOOKBACK + RHYTHM_DAYS)
        calendar = SchoolCalendar(school_day_test(school), first, on + timedelta(days=1))
        return cls(school, on, calendar)

    @property
    def ordinal(self) -> int:
        return self.on.toordinal()

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.on + timedelta(days=1), time(), tzinfo=self.school.zone)

    @property
    def is_past(self) -> bool:
        return self.ends_at <= timezone.now()


def members_on(
    school: School, on: date, *, class_ids: Collection[int] | None = None
) -> dict[int, dict[int, int | None]]:
    """Return the population of each class in use on a day; one query."""
    rows = Enrollment.objects.filter(
        current_on(on),
        classroom__school=school,
        classroom__is_archived=False,
        student__is_active=True,
    )
    if class_ids is not None:
        rows = rows.filter(classroom__in=class_ids)
    members: dict[int, dict[int, int | None]] = defaultdict(dict)
    columns = rows.order_by("classroom_id", "student_id")
    for class_id, student_id, joined in columns.values_list(
        "classroom_id", "student_id", "starts_on"
    ):
        members[class_id][student_id] = joined.toordinal() if joined else None
    return dict(members)


def homes_of(members: Members) -> dict[int, int]:
    """Return the class each student belongs to: of several the one with the lowest id."""
    homes: dict[int, int] = {}
    for class_id in sorted(members):
        for student_id in members[class_id]:
            homes.setdefault(student_id, class_id)
    return homes


def homes_of_students(school: School, on: date, student_ids: Iterable[int]) -> dict[int, int]:
    """Return the same for some students; who is in no class has no key. One query."""
    rows = Enrollment.objects.filter(
        current_on(on),
        student__in=list(student_ids),
        classroom__school=school,
        classroom__is_archived=False,
        student__is_active=True,
    )
    homes: dict[int, int] = {}
    for student_id, class_id in rows.order_by("classroom_id").values_list(
        "student_id", "classroom_id"
    ):
        homes.setdefault(student_id, class_id)
    return homes


def school_limits(school: School) -> RuleLimits:
    """The thresholds every class of the school begins with."""
    return RuleLimits(
        struggling_below=school.struggling_below,
        struggling_certainty=school.struggling_certainty,
        minimum_answers=school.minimum_answers,
    )


def class_limits(school: School, class_ids: Iterable[int]) -> dict[int, RuleLimits]:
    """Return the limits of each class; one query."""
    ids = list(class_ids)
    base = school_limits(school)
    limits = dict.fromkeys(ids, base)
    for rules in ClassroomRules.objects.filter(classroom__in=ids):
        limits[rules.classroom_id] = rules.limits(base)
    return limits


def evidence_of(day: EvaluationDay, joined: Mapping[int, int | None]) -> dict[int, StudentEvidence]:
    """Return what is known of each student; `joined` names them. Four queries, however many they are."""
    ids = sorted(joined)
    days, skills = _practice(day, ids)
    works = _unfinished_works(day, ids)
    mastered = _mastered(day, ids)
    flagged = _flagged(day, ids)
    return {
        student_id: StudentEvidence(
            days=days.get(student_id, ()),
            skills=skills.get(student_id, {}),
            works=works.get(student_id, ()),
            mastered=mastered.get(student_id, {}),
            joined=joined[student_id],
            flagged=flagged.get(student_id),
        )
        for student_id in ids
    }


def _practice(
    day: EvaluationDay, student_ids: list[int]
) -> tuple[dict[int, list[Day]], dict[int, dict[int, list[Day]]]]:
    """Return each student's active days, and those on each skill that could still matter; oldest first."""
    rows = (
        practice()
        .filter(
            student__in=student_ids,
            school_day__gt=day.on - timedelta(days=LOOKBACK),
            school_day__lte=day.on,
        )
        .order_by("student_id", "school_day")
        .values_list("student_id", "school_day", "skill_id")
        .annotate(answered=Sum("questions_answered"), correct=Sum("questions_correct"))
    )
    days: dict[int, list[Day]] = defaultdict(list)
    skills: dict[int, dict[int, list[Day]]] = defaultdict(dict)
    # Of a skill the 30 dates before its last practice count, and that is within the last 30 itself.
    skills_from = day.ordinal - 2 * WINDOW
    ordinals: dict[date | str, int] = {}
    for student_id, raw, skill_id, answered, correct in plain_rows(rows):
        ordinal = ordinals.get(raw)
        if ordinal is None:
            ordinal = ordinals[raw] = as_date(raw).toordinal()
        own = days[student_id]
        if own and own[-1][0] == ordinal:
            own[-1] = (ordinal, own[-1][1] + answered, own[-1][2] + correct)
        else:
            own.append((ordinal, answered, correct))
        if ordinal > skills_from:
            skills[student_id].setdefault(skill_id, []).append((ordinal, answered, correct))
    return days, skills


def _unfinished_works(day: EvaluationDay, student_ids: list[int]) -> dict[int, list[Work]]:
    earliest = day.ends_at - timedelta(days=OVERDUE_WITHIN + 2)
    rows = AssignedWork.objects.filter(
        Q(completed_at__isnull=True) | Q(completed_at__gte=day.ends_at),
        student__in=student_ids,
        assignment__due_at__gte=earliest,
        assignment__due_at__lt=day.ends_at,
    ).values_list(
        "student_id",
        "assignment_id",
        "assignment__due_at",
        "assignment__question_count",
        "started_at",
        "questions_answered",
    )
    works: dict[int, list[Work]] = defaultdict(list)
    for student_id, assignment_id, due_at, questions, started_at, answered in rows.order_by("pk"):
        if due_at is None:
            continue
        is_begun = started_at is not None and started_at < day.ends_at
        works[student_id].append(
            Work(
                assignment_id=assignment_id,
                due=day.school.day_of(due_at).toordinal(),
                questions=questions,
                is_begun=is_begun,
                answered=_answered(day, answered, is_begun=is_begun),
            )
        )
    return works


def _answered(day: EvaluationDay, answered: int, *, is_begun: bool) -> int | None:
    if not is_begun:
        return 0
    return None if day.is_past else answered


def _mastered(day: EvaluationDay, student_ids: list[int]) -> dict[int, dict[int, int]]:
    paths = LearningPath.objects.filter(student__in=student_ids, mastered_at__lt=day.ends_at)
    mastered: dict[int, dict[int, int]] = defaultdict(dict)
    for student_id, skill_id, at in paths.order_by().values_list(
        "student_id", "skill_id", "mastered_at"
    ):
        if at is not None:
            mastered[student_id][skill_id] = day.school.day_of(at).toordinal()
    return mastered


def _flagged(day: EvaluationDay, student_ids: list[int]) -> dict[int, int]:
    """Return the newest day on which each student had been found without recent practice."""
    rows = (
        AlertTrigger.objects.filter(
            kind="inactivity",
            student__in=student_ids,
            evaluated_on__gt=day.on - timedelta(days=LOOKBACK),
            evaluated_on__lte=day.on,
        )
        .order_by()
        .values_list("student_id")
        .annotate(newest=Max("evaluated_on"))
    )
    return {student_id: newest.toordinal() for student_id, newest in rows}
