"""Practice that a platform reports: found again by its id, judged one by one, recorded like any other practice."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from alpha.accounts.models import School
from alpha.learning.models import Attempt, PracticeSession, Skill, Student
from alpha.learning.reported import Refusal, ReportedSession, is_text, judge
from alpha.learning.services.practice import NewSession, record_practice
from alpha.learning.services.reported_answers import (
    Answers,
    Pair,
    continue_sittings,
    new_sittings,
)
from alpha.learning.time_on_task import CAP_SECONDS

LARGEST_ID = 2**63 - 1
CODES_AT_ONCE = 1000
# As many codes are repeated to whoever sent them.
CODES_SHOWN = 3

# Student id, id on the platform's side.
Key = tuple[int, str]


class Outcome(StrEnum):
    CREATED = "created"
    ALREADY_THERE = "already_there"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one reported session. `session_id` is that of the stored session, None where it was refused."""

    outcome: Outcome
    session_id: int | None = None
    refusals: tuple[Refusal, ...] = ()


class BatchRefusedError(Exception):
    """A batch to be taken whole or not at all has refused parts; nothing was written. `refusals` by place in it."""

    def __init__(self, refusals: dict[int, tuple[Refusal, ...]]) -> None:
        super().__init__(f"Refused: {sorted(refusals)}.")
        self.refusals = refusals


@transaction.atomic
def record_reported(
    school: School,
    reported: Sequence[ReportedSession],
    *,
    source: str,
    whole: bool = False,
    now: datetime | None = None,
) -> list[Result]:
    """Record what is new of a batch and say for each session, in their order, what became of it.

    A session is known by student, `source` and external id: what is stored already adds nothing, and with other numbers
    it is refused, for what was recorded stays. A refused session does not stop the others, unless the batch is to be
    taken `whole`: then BatchRefusedError. Single answers are gathered into sittings; a quiz that is summed up adds
    nothing where its answers were reported one by one. The students are those of the school, and may be recorded
    for by whoever sent it: that is the caller's to see to (else ValueError).
    """
    # Locked before anything is looked up: of two batches at once, the second finds what the first one wrote.
    student_ids = sorted({session.student_id for session in reported})
    locked = Student.objects.select_for_update().filter(pk__in=student_ids)
    students = list(locked.order_by("pk"))
    batch = _Batch(school, source, now or timezone.now())
    batch.look_up(reported)
    # Single answers first: a quiz they belong to is summed up by them.
    order = sorted(range(len(reported)), key=lambda place: reported[place].ended_at is not None)
    for place in order:
        batch.take(place, reported[place])
    if whole and batch.refused:
        raise BatchRefusedError(batch.refused)
    answers = continue_sittings(school, students, batch.single_answers(), source=source)
    record_practice(school, [*batch.counted(), *new_sittings(answers, source=source)])
    stored = _stored(source, reported)
    return [_result(batch, stored, place, session) for place, session in enumerate(reported)]


@dataclass(frozen=True, slots=True)
class _Content:
    """What makes two reports under one id the same."""

    session_id: int
    skill_id: int
    at: datetime
    answered: int
    correct: int

    def same_as(self, other: "_Content") -> bool:
        return (self.skill_id, self.at, self.answered, self.correct) == (
            other.skill_id,
            other.at,
            other.answered,
            other.correct,
        )


@dataclass(frozen=True, slots=True)
class _Answer:
    """A single answer; `session_id` is 0 while it is not written yet."""

    at: datetime
    key: Key
    session_id: int = 0


@dataclass(slots=True)
class _Batch:
    """A batch on its way: what is known, and what is made of each of its sessions."""

    school: School
    source: str
    now: datetime
    known: dict[Key, _Content] = field(default_factory=dict)
    new: list[tuple[ReportedSession, int]] = field(default_factory=list)
    created: set[int] = field(default_factory=set)
    # Places of summed-up quizzes → an answer of theirs that was reported by itself.
    summed_up: dict[int, _Answer] = field(default_factory=dict)
    refused: dict[int, tuple[Refusal, ...]] = field(default_factory=dict)
    skill_ids: set[int] = field(default_factory=set)
    skill_codes: dict[str, int] = field(default_factory=dict)
    answers: defaultdict[int, list[_Answer]] = field(default_factory=lambda: defaultdict(list))

    def look_up(self, reported: Sequence[ReportedSession]) -> None:
        """Read the skills named and what is stored of the batch: few queries, however long it is."""
        self._look_up_skills(reported)
        self.known = _stored(self.source, reported)
        summaries = [session for session in reported if session.ended_at is not None]
        if summaries:
            windows = [_window(session) for session in summaries if not judge(session, self.now)]
            self._look_up_answers({session.student_id for session in summaries}, windows)

    def take(self, place: int, session: ReportedSession) -> None:
        refusals = judge(session, self.now)
        skill_id = self._skill_of(session)
        if skill_id is None and not refusals:
            refusals = [_unknown_skill(session)]
        if refusals or skill_id is None:
            self.refused[place] = tuple(refusals)
            return
        key, content = _key(session), _content(session, skill_id)
        known = self.known.get(key)
        if known is not None:
            if not known.same_as(content):
                self.refused[place] = (RECORDED_OTHERWISE,)
        elif (answer := self._answer_within(session)) is not None:
            self.summed_up[place] = answer
        else:
            self.known[key] = content
            self.new.append((session, skill_id))
            self.created.add(place)
            if session.answered_at is not None:
                self.answers[session.student_id].append(_Answer(session.answered_at, key))

    def counted(self) -> list[NewSession]:
        """What is new and has counts only."""
        return [
            _counted(session, skill_id, self.source)
            for session, skill_id in self.new
            if session.answered_at is None
        ]

    def single_answers(self) -> dict[Pair, Answers]:
        """What is new and a single answer, by student and skill."""
        answers: defaultdict[Pair, list[ReportedSession]] = defaultdict(list)
        for session, skill_id in self.new:
            if session.answered_at is not None:
                answers[session.student_id, skill_id].append(session)
        return dict(answers)

    def _look_up_skills(self, reported: Sequence[ReportedSession]) -> None:
        # What no database can hold is nobody's id or code.
        ids = {session.skill_id for session in reported if session.skill_id is not None}
        named = {skill_id for skill_id in ids if 0 < skill_id <= LARGEST_ID}
        codes = {code for session in reported for code in session.skill_codes if is_text(code)}
        own = Skill.objects.filter(school=self.school).order_by()
        if named:
            self.skill_ids = set(own.filter(pk__in=named).values_list("pk", flat=True))
        if codes:
            # Some name many activities, any of which may be the skill: then the school has fewer.
            found = own.filter(code__in=codes) if len(codes) <= CODES_AT_ONCE else own
            self.skill_codes = dict(found.values_list("code", "pk"))

    def _look_up_answers(
        self, student_ids: set[int], windows: Sequence[tuple[datetime, datetime]]
    ) -> None:
        if not windows:
            return
        first, last = min(window[0] for window in windows), max(window[1] for window in windows)
        rows = Attempt.objects.filter(
            student__in=student_ids, source=self.source, answered_at__range=(first, last)
        ).exclude(external_id="")
        columns = rows.order_by().values_list("student", "answered_at", "external_id", "session")
        for student_id, at, external_id, session_id in columns:
            self.answers[student_id].append(_Answer(at, (student_id, external_id), session_id))

    def _skill_of(self, session: ReportedSession) -> int | None:
        if session.skill_id is not None:
            return session.skill_id if session.skill_id in self.skill_ids else None
        known = (self.skill_codes.get(code) for code in session.skill_codes)
        return next((skill_id for skill_id in known if skill_id is not None), None)

    def _answer_within(self, session: ReportedSession) -> _Answer | None:
        """An answer that was reported by itself, of the quiz that this sums up."""
        if session.ended_at is None:
            return None
        first, last = _window(session)
        own = self.answers[session.student_id]
        return next((answer for answer in own if first <= answer.at <= last), None)


RECORDED_OTHERWISE = Refusal(
    "external_id",
    "This id was recorded before with other numbers. What was recorded stays.",
    is_conflict=True,
)


def _unknown_skill(session: ReportedSession) -> Refusal:
    if session.skill_id is not None:
        return Refusal("skill_id", "No skill of the school has this id.")
    codes = " or ".join(f"“{code[:100]}”" for code in session.skill_codes[:CODES_SHOWN])
    return Refusal("skill_code", f"No skill of the school has the code {codes}.")


def _key(session: ReportedSession) -> Key:
    return session.student_id, session.external_id


def _content(session: ReportedSession, skill_id: int) -> _Content:
    return _Content(
        session_id=0,
        skill_id=skill_id,
        at=session.answered_at or session.started_at,
        answered=session.questions_answered,
        correct=session.questions_correct,
    )


def _stored(source: str, reported: Sequence[ReportedSession]) -> dict[Key, _Content]:
    """What is stored under the ids of the batch: a query for sessions, and one for answers if there can be any."""
    keys = [_key(session) for session in reported if is_text(session.external_id)]
    named = {
        "source": source,
        "student__in": {student_id for student_id, _ in keys},
        "external_id__in": {external_id for _, external_id in keys if external_id},
    }
    stored: dict[Key, _Content] = {}
    sessions = PracticeSession.objects.filter(**named).order_by()
    for row in sessions:
        content = _Content(
            row.pk, row.skill_id, row.started_at, row.questions_answered, row.questions_correct
        )
        stored[row.student_id, row.external_id] = content
    if any(session.answered_at or session.ended_at for session in reported):
        for answer in Attempt.objects.filter(**named).order_by().select_related("session"):
            content = _Content(
                answer.session_id,
                answer.session.skill_id,
                answer.answered_at,
                1,
                int(answer.is_correct),
            )
            stored[answer.student_id, answer.external_id] = content
    return stored


def _result(
    batch: _Batch, stored: dict[Key, _Content], place: int, session: ReportedSession
) -> Result:
    if place in batch.refused:
        return Result(Outcome.REFUSED, refusals=batch.refused[place])
    if place in batch.summed_up:
        answer = batch.summed_up[place]
        session_id = answer.session_id or stored[answer.key].session_id
        return Result(Outcome.ALREADY_THERE, session_id)
    outcome = Outcome.CREATED if place in batch.created else Outcome.ALREADY_THERE
    return Result(outcome, session_id=stored[_key(session)].session_id)


def _window(session: ReportedSession) -> tuple[datetime, datetime]:
    """When the answers of a quiz that is summed up must have been given."""
    last = session.latest
    longest = session.duration_seconds
    if longest is None:
        longest = CAP_SECONDS * session.questions_answered
    return last - timedelta(seconds=longest), last


def _counted(session: ReportedSession, skill_id: int, source: str) -> NewSession:
    return NewSession(
        student_id=session.student_id,
        skill_id=skill_id,
        started_at=session.started_at,
        time_spent_seconds=session.time_spent_seconds,
        questions_answered=session.questions_answered,
        questions_correct=session.questions_correct,
        source=source,
        external_id=session.external_id,
    )
