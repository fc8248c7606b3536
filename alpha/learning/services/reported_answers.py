"""Single answers that a platform reports, gathered into sittings: a pause of half an hour ends one.

They come as they are given, one at a time or many: what follows on the answers of a sitting that is stored goes on with it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

from django.db.models import Max

from alpha.accounts.models import School
from alpha.learning.models import Attempt, PracticeSession, Student
from alpha.learning.reported import ReportedSession
from alpha.learning.services.practice import (
    NewAttempt,
    NewSession,
    announce_practice,
    follow_practice,
)
from alpha.learning.time_on_task import SESSION_GAP_SECONDS, time_on_task

PAUSE = timedelta(seconds=SESSION_GAP_SECONDS)

# Student id, skill id.
Pair = tuple[int, int]
Answers = Sequence[ReportedSession]


@dataclass(slots=True)
class _Open:
    """A stored sitting, the instant of its last answer, and the answers that go on with it."""

    session: PracticeSession
    last_at: datetime
    more: list[ReportedSession] = field(default_factory=list)

    def takes(self, answer: ReportedSession) -> bool:
        last_at = self.more[-1].latest if self.more else self.last_at
        return last_at <= answer.latest <= last_at + PAUSE


def continue_sittings(
    school: School, students: Iterable[Student], answers: dict[Pair, Answers], *, source: str
) -> dict[Pair, Answers]:
    """Write the answers that go on with a stored sitting, with all that follows from practice; return the others.

    To be called in a transaction that has locked the students, with answers that are new.
    """
    going_on: list[_Open] = []
    others: dict[Pair, Answers] = {}
    stored = _stored_sittings(answers, source)
    for pair, own in answers.items():
        sittings = stored.get(pair, [])
        left: list[ReportedSession] = []
        for answer in sorted(own, key=lambda answer: answer.latest):
            taker = next((sitting for sitting in sittings if sitting.takes(answer)), None)
            (left if taker is None else taker.more).append(answer)
        going_on += [sitting for sitting in sittings if sitting.more]
        others[pair] = left
    if going_on:
        _write(going_on)
        sessions = [sitting.session for sitting in going_on]
        follow_practice(school, students, sessions)
        announce_practice(school, {session.student_id for session in sessions})
    return others


def new_sittings(answers: dict[Pair, Answers], *, source: str) -> list[NewSession]:
    """The answers as sittings of their own."""
    return [
        _sitting(sitting, skill_id, source)
        for (_, skill_id), own in answers.items()
        for sitting in _parted(own)
    ]


def _stored_sittings(answers: dict[Pair, Answers], source: str) -> dict[Pair, list[_Open]]:
    """The sittings that some of the answers may go on with, the newest first; one query."""
    instants = [answer.latest for answer in chain.from_iterable(answers.values())]
    found: defaultdict[Pair, list[_Open]] = defaultdict(list)
    if instants:
        sessions = PracticeSession.objects.filter(
            student__in={student_id for student_id, _ in answers},
            skill__in={skill_id for _, skill_id in answers},
            source=source,
            external_id="",
            started_at__lte=max(instants),
        ).annotate(last_at=Max("attempts__answered_at"))
        for session in sessions.filter(last_at__gte=min(instants) - PAUSE).order_by("-last_at"):
            pair = session.student_id, session.skill_id
            found[pair].append(_Open(session, session.last_at))
    return found


def _write(going_on: Sequence[_Open]) -> None:
    attempts = []
    for sitting in going_on:
        session = sitting.session
        for position, answer in enumerate(sitting.more, start=session.questions_answered):
            attempt = _attempt(answer)
            attempts.append(
                Attempt(
                    session=session,
                    student_id=session.student_id,
                    position=position,
                    is_correct=attempt.is_correct,
                    answered_at=attempt.answered_at,
                    seconds_taken=attempt.seconds_taken,
                    source=session.source,
                    external_id=attempt.external_id,
                )
            )
        session.questions_answered += len(sitting.more)
        session.questions_correct += sum(answer.questions_correct for answer in sitting.more)
        session.time_spent_seconds += _seconds(sitting.more, after=sitting.last_at)
    PracticeSession.objects.bulk_update(
        [sitting.session for sitting in going_on],
        ["questions_answered", "questions_correct", "time_spent_seconds"],
    )
    Attempt.objects.bulk_create(attempts)


def _parted(answers: Answers) -> list[list[ReportedSession]]:
    """Answers of one student on one skill, oldest first, parted where a pause lies between them."""
    sittings: list[list[ReportedSession]] = []
    for answer in sorted(answers, key=lambda answer: answer.latest):
        if sittings and answer.latest - sittings[-1][-1].latest <= PAUSE:
            sittings[-1].append(answer)
        else:
            sittings.append([answer])
    return sittings


def _sitting(answers: Answers, skill_id: int, source: str) -> NewSession:
    return NewSession(
        student_id=answers[0].student_id,
        skill_id=skill_id,
        started_at=answers[0].started_at,
        time_spent_seconds=_seconds(answers),
        questions_answered=len(answers),
        questions_correct=sum(answer.questions_correct for answer in answers),
        source=source,
        attempts=[_attempt(answer) for answer in answers],
    )


def _attempt(answer: ReportedSession) -> NewAttempt:
    is_measured = answer.duration_seconds is not None
    return NewAttempt(
        is_correct=bool(answer.questions_correct),
        answered_at=answer.latest,
        seconds_taken=answer.time_spent_seconds if is_measured else None,
        external_id=answer.external_id,
    )


def _seconds(answers: Answers, *, after: datetime | None = None) -> int:
    """What the answers took, the first of them since the answer at `after` where nobody measured it."""
    before = [] if after is None else [after]
    return round(
        time_on_task(
            [*before, *(answer.latest for answer in answers)],
            [*(0.0 for _ in before), *(answer.duration_seconds for answer in answers)],
        )
    )
