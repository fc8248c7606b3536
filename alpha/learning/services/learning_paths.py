"""Where students stand on skills, computed again from what the database holds.

Nothing is carried over from the rows as they were, so practice may arrive late, twice or out of order.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from alpha.learning.mastery import mastered, mastered_from_sessions
from alpha.learning.models import Attempt, LearningPath, PracticeSession

CURRENT_DAYS = 30
# More answers than this never decide about mastery.
LAST_ANSWERS = 10

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session on one skill. `results` are its single answers in order, None where the source has only counts."""

    started_at: datetime
    school_day: date
    correct: int
    answered: int
    results: tuple[bool, ...] | None


def refresh_learning_paths(pairs: Iterable[Pair]) -> None:
    """Write the learning path of each (student id, skill id) anew. To be called inside a transaction."""
    wanted = set(pairs)
    sittings = _sittings_of(wanted)
    paths = [_path_of(pair, sittings[pair]) for pair in sorted(wanted) if sittings[pair]]
    LearningPath.objects.bulk_create(
        paths,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["student", "skill"],
        update_fields=[
            "current_accuracy",
            "questions_answered",
            "questions_correct",
            "mastery_achieved",
            "mastered_at",
            "last_practiced_at",
        ],
    )


def _sittings_of(pairs: set[Pair]) -> dict[Pair, list[Sitting]]:
    """The sessions of each pair with their answers, oldest first; sessions without answers say nothing."""
    rows = PracticeSession.objects.filter(
        student__in={student_id for student_id, _ in pairs},
        skill__in={skill_id for _, skill_id in pairs},
        questions_answered__gt=0,
    )
    results: defaultdict[int, list[bool]] = defaultdict(list)
    answers = Attempt.objects.filter(session__in=rows).order_by("session", "position")
    for session_id, is_correct in answers.values_list("session", "is_correct"):
        results[session_id].append(is_correct)

    sittings: defaultdict[Pair, list[Sitting]] = defaultdict(list)
    for row in rows.order_by("started_at", "id"):
        pair = (row.student_id, row.skill_id)
        if pair in pairs:
            single = tuple(results[row.pk])
            sittings[pair].append(
                Sitting(
                    started_at=row.started_at,
                    school_day=row.school_day,
                    correct=row.questions_correct,
                    answered=row.questions_answered,
                    results=single if len(single) == row.questions_answered else None,
                )
            )
    return sittings


def _path_of(pair: Pair, sittings: list[Sitting]) -> LearningPath:
    last_day = max(sitting.school_day for sitting in sittings)
    first_day = last_day - timedelta(days=CURRENT_DAYS - 1)
    current = [sitting for sitting in sittings if sitting.school_day >= first_day]
    mastered_at = _mastered_since(sittings)
    return LearningPath(
        student_id=pair[0],
        skill_id=pair[1],
        current_accuracy=sum(s.correct for s in current) / sum(s.answered for s in current),
        questions_answered=sum(sitting.answered for sitting in sittings),
        questions_correct=sum(sitting.correct for sitting in sittings),
        mastery_achieved=mastered_at is not None,
        mastered_at=mastered_at,
        last_practiced_at=sittings[-1].started_at,
    )


def _mastered_since(sittings: list[Sitting]) -> datetime | None:
    """The start of the session since which the skill has been mastered without a break; None if it is not now."""
    since = None
    for end in range(len(sittings), 0, -1):
        if not _is_mastered(sittings[:end]):
            break
        since = sittings[end - 1].started_at
    return since


def _is_mastered(sittings: Sequence[Sitting]) -> bool:
    newest: list[Sitting] = []
    answered = 0
    for sitting in reversed(sittings):
        if answered >= LAST_ANSWERS:
            break
        newest.insert(0, sitting)
        answered += sitting.answered
    singles = [sitting.results for sitting in newest if sitting.results is not None]
    if len(singles) == len(newest):
        last = [result for results in singles for result in results][-LAST_ANSWERS:]
        return _mastered_by_answers(sum(last), len(last))
    return _mastered_by_sessions(tuple((s.correct, s.answered) for s in newest))


# The same few counts come back thousands of times in one import.
@lru_cache(maxsize=256)
def _mastered_by_answers(correct: int, answered: int) -> bool:
    return mastered([1] * correct + [0] * (answered - correct))


@lru_cache(maxsize=4096)
def _mastered_by_sessions(counts: tuple[tuple[int, int], ...]) -> bool:
    return mastered_from_sessions(counts)
