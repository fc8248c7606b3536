"""Telling the ledger of effort what practice was recorded."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Sum

from alpha.accounts.models import School
from alpha.gamification import services as gamification
from alpha.gamification.rules import Effort
from alpha.gamification.services import PracticeDone
from alpha.learning.models import LearningPath, PracticeSession, Student

STUDENTS_AT_ONCE = 200


def record_effort(
    school: School, sessions: Iterable[PracticeSession], users: Mapping[int, int]
) -> None:
    """Give the students of these sessions XP, streak and achievements; `users` are their user ids by student.

    To be called in the transaction that wrote the sessions and their learning paths. A session is known by its id, so
    a repeat adds nothing.
    """
    done = [
        PracticeDone(
            user_id=users[session.student_id],
            key=str(session.pk),
            day=session.school_day,
            answered=session.questions_answered,
            correct=session.questions_correct,
        )
        for session in sorted(sessions, key=lambda session: (session.started_at, session.pk))
    ]
    gamification.record_effort(school, done, _efforts(school, users))


def _efforts(school: School, users: Mapping[int, int]) -> dict[int, Effort]:
    """Everything each student did up to today, by user: two queries for any number of students."""
    answered: defaultdict[int, dict[date, int]] = defaultdict(dict)
    days = (
        PracticeSession.objects.filter(
            student__in=users, questions_answered__gt=0, school_day__lte=school.today()
        )
        .order_by()
        .values_list("student_id", "school_day")
        .annotate(answered=Sum("questions_answered"))
    )
    for student_id, day, questions in days:
        answered[student_id][day] = questions

    mastered: defaultdict[int, list[date]] = defaultdict(list)
    paths = LearningPath.objects.filter(student__in=users, mastered_at__isnull=False)
    for student_id, mastered_at in paths.values_list("student_id", "mastered_at"):
        if mastered_at is not None:
            mastered[student_id].append(school.day_of(mastered_at))
    return {
        user_id: Effort(answered[student_id], mastered[student_id])
        for student_id, user_id in users.items()
    }


def record_past_effort(school: School) -> int:
    """Do the same for all practice of a school, as it stands; return how many students have some.

    One transaction for each two hundred students, so that a run that is stopped is finished by the next.
    """
    practiced = PracticeSession.objects.filter(student=OuterRef("pk"))
    found = Student.objects.filter(Exists(practiced), school=school).order_by("pk")
    student_ids = list(found.values_list("pk", flat=True))
    for start in range(0, len(student_ids), STUDENTS_AT_ONCE):
        _record_past_effort_of(school, student_ids[start : start + STUDENTS_AT_ONCE])
    return len(student_ids)


@transaction.atomic
def _record_past_effort_of(school: School, student_ids: list[int]) -> None:
    # Locked as when practice is recorded: the ceiling of a day counts what others write meanwhile.
    locked = Student.objects.select_for_update().filter(pk__in=student_ids).order_by("pk")
    users = dict(locked.values_list("pk", "user_id"))
    record_effort(school, PracticeSession.objects.filter(student__in=users), users)
