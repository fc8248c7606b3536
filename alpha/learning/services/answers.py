"""Answers to the questions of assigned work, written down one at a time.

An answer is practice like any other: it belongs to a session of its skill and assignment, which grows until a pause of
half an hour ends it. So nothing waits for the end of the set, and who leaves loses nothing.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from alpha.learning.answer_checking import is_right
from alpha.learning.models import AssignedWork, Attempt, Item, PracticeSession, Student
from alpha.learning.services.practice import announce_practice, follow_practice
from alpha.learning.time_on_task import CAP_SECONDS, SESSION_GAP_SECONDS

# What was answered on our own pages, whatever else was imported.
SOURCE = "alpha"
PAUSE = timedelta(seconds=SESSION_GAP_SECONDS)
MAX_ANSWER_LENGTH = 200


@transaction.atomic
def record_answer(
    work: AssignedWork,
    *,
    item: Item,
    number: int,
    given: str,
    shown_at: datetime,
    at: datetime | None = None,
) -> Attempt | None:
    """Write the student's answer to question `number` (from 1) of the work, with all that follows from practice.

    A question that was answered before keeps its first answer, which is returned. None where it is not the turn of
    this question: the work is done, or was carried on elsewhere meanwhile. The time taken is that since `shown_at`, at
    most five minutes.
    """
    at = at or timezone.now()
    # Two tabs at once: the second one waits here and finds the answer of the first.
    student = Student.objects.select_for_update().select_related("school").get(pk=work.student_id)
    work = AssignedWork.objects.select_related("assignment").get(pk=work.pk)
    earlier = answer_to(work, number)
    if earlier is not None:
        return earlier
    if work.status == AssignedWork.Status.COMPLETED or number != work.questions_answered + 1:
        return None
    seconds = min(max(0, round((at - shown_at).total_seconds())), CAP_SECONDS)
    session = _open_session(work, item, at) or PracticeSession(
        student=student,
        skill_id=item.skill_id,
        assignment=work.assignment,
        started_at=at - timedelta(seconds=seconds),
        school_day=student.school.day_of(at - timedelta(seconds=seconds)),
        source=SOURCE,
    )
    attempt = Attempt(
        session=session,
        student=student,
        item=item,
        position=session.questions_answered,
        is_correct=is_right(given, item.answer),
        given=given,
        seconds_taken=seconds,
        answered_at=at,
        source=SOURCE,
        external_id=_key_of(work, number),
    )
    _write(session, attempt)
    follow_practice(student.school, [student], [session])
    announce_practice(student.school, [student.pk])
    return attempt


def answer_to(work: AssignedWork, number: int) -> Attempt | None:
    """The answer given here to question `number` of the work."""
    answers = Attempt.objects.filter(
        student=work.student_id, source=SOURCE, external_id=_key_of(work, number)
    )
    return answers.select_related("item").first()


def _key_of(work: AssignedWork, number: int) -> str:
    """By it the database itself refuses a second answer to the same question."""
    return f"work-{work.pk}-{number}"


def _open_session(work: AssignedWork, item: Item, at: datetime) -> PracticeSession | None:
    """The sitting on this skill that has not been left for longer than a pause."""
    session = (
        PracticeSession.objects.filter(
            student=work.student_id,
            skill=item.skill_id,
            assignment=work.assignment_id,
            source=SOURCE,
        )
        .annotate(last_answer_at=Max("attempts__answered_at"))
        .order_by("-started_at", "-pk")
        .first()
    )
    if session is None or at - session.last_answer_at > PAUSE:
        return None
    return session


def _write(session: PracticeSession, attempt: Attempt) -> None:
    session.questions_answered += 1
    session.questions_correct += attempt.is_correct
    session.time_spent_seconds += attempt.seconds_taken or 0
    session.save()
    attempt.save()
