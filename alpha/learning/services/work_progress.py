"""How far assigned work has come, worked out from the practice that belongs to it.

A session belongs to the assignment it names. One that names none belongs to the student's unfinished work on its skill
that is due first, if that was released before the session began (at a time that is known, not estimated) and Alpha has no
questions for the skill: such work is done on the school's practice platform, which knows nothing of assignments here. No
other practice moves work forward. Work that came from another system is left alone: that system says itself how far it
has come.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Max
from django.db.models.functions import Coalesce
from django.utils import timezone

from alpha.learning.models import AssignedWork, PracticeSession

# Student id, assignment id.
Pair = tuple[int, int]


@dataclass(slots=True)
class _Wanting:
    """A piece of work that still wants `missing` answers, from `released_at` on."""

    assignment_id: int
    released_at: datetime
    missing: int


class WaitingWork:
    """Unfinished work on skills Alpha has no questions for, to be filled in the order of time; one query."""

    def __init__(self, student_ids: Iterable[int], skill_ids: Iterable[int]) -> None:
        self._by_skill: defaultdict[tuple[int, int], list[_Wanting]] = defaultdict(list)
        one_each: dict[int, _Wanting] = {}
        for row in _unfinished(student_ids, skill_ids):
            work_id, student_id, skill_id, assignment_id, released_at, questions, answered = row
            # The same one under each of its skills.
            wanting = one_each.setdefault(
                work_id, _Wanting(assignment_id, released_at, questions - answered)
            )
            self._by_skill[student_id, skill_id].append(wanting)

    def take(
        self, student_id: int, skill_id: int, started_at: datetime, answered: int
    ) -> int | None:
        """Give a session's answers to the work they belong to, and return the id of its assignment."""
        for wanting in self._by_skill.get((student_id, skill_id), ()):
            if wanting.missing > 0 and wanting.released_at <= started_at:
                wanting.missing -= answered
                return wanting.assignment_id
        return None


def _unfinished(
    student_ids: Iterable[int], skill_ids: Iterable[int]
) -> Iterable[tuple[int, int, int, int, datetime, int, int]]:
    works = AssignedWork.objects.filter(
        # In one filter: the skill that was practiced is the one without questions.
        student__in=list(student_ids),
        assignment__source="",
        assignment__skills__in=list(skill_ids),
        assignment__skills__items__isnull=True,
    ).exclude(status=AssignedWork.Status.COMPLETED)
    return works.order_by(F("assignment__due_at").asc(nulls_last=True), "pk").values_list(
        "pk",
        "student_id",
        "assignment__skills",
        "assignment_id",
        Coalesce("assignment__released_at", "assignment__created_at"),
        "assignment__question_count",
        "questions_answered",
    )


def update_works(pairs: Iterable[Pair]) -> None:
    """Write anew how far the work of each pair has come, from all its sessions.

    To be called in the transaction that wrote them, with the students locked; two queries and one for the writing,
    whatever their number.
    """
    wanted = set(pairs)
    if not wanted:
        return
    student_ids = {student_id for student_id, _ in wanted}
    assignment_ids = {assignment_id for _, assignment_id in wanted}
    found = AssignedWork.objects.select_for_update(of=("self",)).filter(
        student__in=student_ids, assignment__in=assignment_ids, assignment__source=""
    )
    works = [
        work
        for work in found.select_related("assignment")
        if (work.student_id, work.assignment_id) in wanted
    ]
    sittings = _sittings_of(student_ids, assignment_ids)
    for work in works:
        _come_forward(work, sittings[work.student_id, work.assignment_id])
    AssignedWork.objects.bulk_update(
        works,
        ["questions_answered", "questions_correct", "status", "started_at", "completed_at"],
        batch_size=200,
    )


@dataclass(frozen=True, slots=True)
class _Sitting:
    started_at: datetime
    ended_at: datetime
    answered: int
    correct: int


def _sittings_of(
    student_ids: Iterable[int], assignment_ids: Iterable[int]
) -> defaultdict[Pair, list[_Sitting]]:
    """The sessions of each pair, oldest first. One ends with its last answer, or when its time is spent."""
    rows = (
        PracticeSession.objects.filter(
            student__in=student_ids, assignment__in=assignment_ids, questions_answered__gt=0
        )
        .annotate(last_answer_at=Max("attempts__answered_at"))
        .order_by("started_at", "pk")
    )
    sittings: defaultdict[Pair, list[_Sitting]] = defaultdict(list)
    for row in rows:
        ended_at = row.last_answer_at or row.started_at + timedelta(seconds=row.time_spent_seconds)
        sittings[row.student_id, row.assignment_id or 0].append(
            _Sitting(row.started_at, ended_at, row.questions_answered, row.questions_correct)
        )
    return sittings


def _come_forward(work: AssignedWork, sittings: list[_Sitting]) -> None:
    if not sittings:
        return
    work.come_to(
        answered=sum(sitting.answered for sitting in sittings),
        correct=sum(sitting.correct for sitting in sittings),
        started_at=sittings[0].started_at,
        completed_at=_completed_at(sittings, work.assignment.question_count),
    )


def _completed_at(sittings: Iterable[_Sitting], question_count: int) -> datetime | None:
    """When the sessions that brought the last question had all ended; None while questions are left."""
    return next(
        (
            min(ended_at, timezone.now())
            for answered, ended_at in _so_far(sittings)
            if answered >= question_count
        ),
        None,
    )


def _so_far(sittings: Iterable[_Sitting]) -> Iterator[tuple[int, datetime]]:
    """After each session: all answers up to it, and the end of the latest."""
    answered, ended_at = 0, None
    for sitting in sittings:
        answered += sitting.answered
        ended_at = sitting.ended_at if ended_at is None else max(ended_at, sitting.ended_at)
        yield answered, ended_at
