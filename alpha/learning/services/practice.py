"""Practice that happened, written down: sessions, their answers, and the learning paths and effort that follow."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice

from django.db import transaction

from alpha.accounts.models import School
from alpha.learning.models import Attempt, PracticeSession, Skill, Student
from alpha.learning.services.effort import record_effort
from alpha.learning.services.learning_paths import refresh_learning_paths
from alpha.learning.services.work_progress import WaitingWork, update_works
from alpha.learning.signals import practice_recorded

# Students written and read at a time: few queries, and lists no database refuses.
STUDENTS_AT_ONCE = 200
ROWS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class NewAttempt:
    """One answer. `seconds_taken` as measured or capped by the caller; None where nobody measured."""

    is_correct: bool
    answered_at: datetime
    seconds_taken: int | None = None
    external_id: str = ""
    item_id: int | None = None
    given: str = ""


@dataclass(frozen=True, slots=True)
class NewSession:
    """One sitting on one skill. `attempts` in the order answered, and all of them or none.

    `time_spent_seconds` has its pauses capped already. An `external_id` is unique per student and source.
    """

    student_id: int
    skill_id: int
    started_at: datetime
    time_spent_seconds: int
    questions_answered: int
    questions_correct: int
    assignment_id: int | None = None
    source: str = ""
    external_id: str = ""
    is_estimated: bool = False
    attempts: Sequence[NewAttempt] = ()

    def __post_init__(self) -> None:
        if self.started_at.tzinfo is None:
            raise ValueError("A session starts at an instant: its time needs a zone.")
        if not 0 <= self.questions_correct <= self.questions_answered:
            raise ValueError("Correct answers are part of the answered ones.")
        if self.time_spent_seconds < 0:
            raise ValueError("Time spent cannot be negative.")
        right = sum(attempt.is_correct for attempt in self.attempts)
        if self.attempts and (right, len(self.attempts)) != (
            self.questions_correct,
            self.questions_answered,
        ):
            raise ValueError("The counts of a session are those of its answers.")


@dataclass(frozen=True, slots=True)
class RecordedPractice:
    """How many sessions and answers are new, and how many of each the database knew already.

    Answers are those of the sessions' counts, whether or not they are stored one by one.
    """

    sessions: int
    answers: int
    skipped: int
    skipped_answers: int = 0


@transaction.atomic
def record_practice(
    school: School, sessions: Iterable[NewSession], *, announce: bool = True
) -> RecordedPractice:
    """Write sessions of one school, in any order; known external ids are skipped, so a repeat is harmless.

    A session that is new but holds known answers keeps its new ones, and a share of its time. Assigned work moves
    forward with its sessions (`work_progress`). Raises ValueError for a student or a skill of another school.
    `practice_recorded` is sent after commit; a caller that records in many parts turns this off (`announce`) and calls
    `announce_practice` once for all of them.
    """
    by_student: dict[int, list[NewSession]] = {}
    for session in sessions:
        by_student.setdefault(session.student_id, []).append(session)

    parts: list[RecordedPractice] = []
    recorded_for: list[int] = []
    student_ids = iter(sorted(by_student))
    while chunk := list(islice(student_ids, STUDENTS_AT_ONCE)):
        given = [session for student_id in chunk for session in by_student[student_id]]
        fresh = _record_chunk(school, chunk, given)
        recorded_for += sorted({session.student_id for session in fresh})
        answered = sum(session.questions_answered for session in fresh)
        parts.append(
            RecordedPractice(
                sessions=len(fresh),
                answers=answered,
                skipped=len(given) - len(fresh),
                skipped_answers=sum(session.questions_answered for session in given) - answered,
            )
        )
    if announce:
        announce_practice(school, recorded_for)
    return RecordedPractice(
        sessions=sum(part.sessions for part in parts),
        answers=sum(part.answers for part in parts),
        skipped=sum(part.skipped for part in parts),
        skipped_answers=sum(part.skipped_answers for part in parts),
    )


def announce_practice(school: School, student_ids: Collection[int]) -> None:
    """Send `practice_recorded` for these students, if there are any, once what is under way is committed."""
    if student_ids:
        transaction.on_commit(
            partial(
                practice_recorded.send_robust,
                sender=PracticeSession,
                school=school,
                student_ids=tuple(sorted(student_ids)),
            )
        )


def _record_chunk(
    school: School, student_ids: list[int], given: list[NewSession]
) -> list[NewSession]:
    """Write what is new of the sessions of these students and return it."""
    # Locked: two writers for one student would each compute learning paths without the other's sessions.
    locked = Student.objects.select_for_update().filter(school=school, pk__in=student_ids)
    students = list(locked.order_by("pk"))
    _refuse_strangers(school, student_ids, students, given)
    fresh = _with_assignments(student_ids, _without_known(student_ids, given))
    rows = PracticeSession.objects.bulk_create(
        (_session_row(school, session) for session in fresh), batch_size=ROWS_AT_ONCE
    )
    Attempt.objects.bulk_create(
        (
            _attempt_row(row, position, attempt)
            for row, session in zip(rows, fresh, strict=True)
            for position, attempt in enumerate(session.attempts)
        ),
        batch_size=ROWS_AT_ONCE,
    )
    if rows:
        follow_practice(school, students, rows)
    return fresh


def follow_practice(
    school: School, students: Iterable[Student], rows: Sequence[PracticeSession]
) -> None:
    """Bring up to date what follows from sessions just written or grown: learning paths, effort, assigned work.

    `students` are locked, and may be more than have practiced.
    """
    refresh_learning_paths({(row.student_id, row.skill_id) for row in rows})
    practiced = {row.student_id for row in rows}
    users = {student.pk: student.user_id for student in students if student.pk in practiced}
    record_effort(school, rows, users)
    update_works((row.student_id, row.assignment_id) for row in rows if row.assignment_id)


def _with_assignments(student_ids: list[int], fresh: list[NewSession]) -> list[NewSession]:
    """The sessions, those that name no assignment with the one they belong to, if any: the earliest first."""
    nameless = {session.skill_id for session in fresh if _is_nameless(session)}
    waiting = WaitingWork(student_ids, nameless)
    belonging = list(fresh)
    for place, session in sorted(enumerate(fresh), key=lambda placed: placed[1].started_at):
        if _is_nameless(session):
            owner = waiting.take(
                session.student_id, session.skill_id, session.started_at, session.questions_answered
            )
            if owner is not None:
                belonging[place] = replace(session, assignment_id=owner)
    return belonging


def _is_nameless(session: NewSession) -> bool:
    """Where the date is only estimated, nobody can say whether it is that of the work."""
    return session.assignment_id is None and not session.is_estimated


def _refuse_strangers(
    school: School, student_ids: list[int], found: list[Student], given: list[NewSession]
) -> None:
    if len(found) != len(student_ids):
        missing = sorted(set(student_ids) - {student.pk for student in found})
        raise ValueError(f"No students of {school}: {missing}.")
    skill_ids = {session.skill_id for session in given}
    known = set(Skill.objects.filter(school=school, pk__in=skill_ids).values_list("pk", flat=True))
    if known != skill_ids:
        raise ValueError(f"No skills of {school}: {sorted(skill_ids - known)}.")


def _without_known(student_ids: list[int], given: list[NewSession]) -> list[NewSession]:
    """The sessions less what is stored, or stands earlier in the same list, under the same external id."""
    seen_sessions: set[tuple[int, str, str]] = set()
    seen_answers: set[tuple[int, str, str]] = set()
    columns = ("student_id", "source", "external_id")
    if any(session.external_id for session in given):
        stored = PracticeSession.objects.filter(student__in=student_ids).exclude(external_id="")
        seen_sessions.update(stored.values_list(*columns))
    if any(attempt.external_id for session in given for attempt in session.attempts):
        answers = Attempt.objects.filter(student__in=student_ids).exclude(external_id="")
        seen_answers.update(answers.values_list(*columns))

    fresh = []
    for session in given:
        key = (session.student_id, session.source, session.external_id)
        if session.external_id and key in seen_sessions:
            continue
        remainder = _without_known_answers(session, seen_answers)
        if remainder is not None:
            seen_sessions.add(key)
            fresh.append(remainder)
    return fresh


def _without_known_answers(
    session: NewSession, seen: set[tuple[int, str, str]]
) -> NewSession | None:
    """The session with its new answers only, None when it has none left. Adds the new ones to `seen`."""
    kept: list[NewAttempt] = []
    for attempt in session.attempts:
        key = (session.student_id, session.source, attempt.external_id)
        if not attempt.external_id:
            kept.append(attempt)
        elif key not in seen:
            seen.add(key)
            kept.append(attempt)
    if len(kept) == len(session.attempts):
        return session
    if not kept:
        return None
    return replace(
        session,
        attempts=tuple(kept),
        questions_answered=len(kept),
        questions_correct=sum(attempt.is_correct for attempt in kept),
        time_spent_seconds=round(session.time_spent_seconds * len(kept) / len(session.attempts)),
    )


def _session_row(school: School, session: NewSession) -> PracticeSession:
    return PracticeSession(
        student_id=session.student_id,
        skill_id=session.skill_id,
        assignment_id=session.assignment_id,
        started_at=session.started_at,
        school_day=school.day_of(session.started_at),
        time_spent_seconds=session.time_spent_seconds,
        questions_answered=session.questions_answered,
        questions_correct=session.questions_correct,
        is_estimated=session.is_estimated,
        source=session.source,
        external_id=session.external_id,
    )


def _attempt_row(row: PracticeSession, position: int, attempt: NewAttempt) -> Attempt:
    return Attempt(
        session=row,
        student_id=row.student_id,
        item_id=attempt.item_id,
        position=position,
        is_correct=attempt.is_correct,
        given=attempt.given,
        seconds_taken=attempt.seconds_taken,
        answered_at=attempt.answered_at,
        source=row.source,
        external_id=attempt.external_id,
    )
