"""Looking at students: the rules are asked about each of them, and what they find is kept.

An evaluation is one of a day, as it stood at its end: repeated, it changes nothing. The students of a few classes are
one transaction, so that memory and locks stay small however large the school is.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.db import transaction

from alpha.accounts.models import School
from alpha.learning.models import Student
from analytics.alerts.keeping import Evaluation, close_who_left, keep
from analytics.alerts.looking import look_at
from analytics.metrics.monitoring import (
    EvaluationDay,
    Members,
    class_limits,
    homes_of,
    homes_of_students,
    members_on,
)

STUDENTS_AT_ONCE = 200


def evaluate_school(school: School, *, on: date | None = None) -> Evaluation:
    """Evaluate every student of a school, and its classes as a whole.

    `on` is today unless the past is being told; a day to come raises ValueError. Alerts of students who are in no class
    any more are closed.
    """
    day = _day(school, on)
    members = members_on(school, day.on)
    homes = homes_of(members)
    total = Evaluation()
    for part in _chunks(members):
        total += _evaluate(day, part, _at_home_in(part, homes), notes=True)
    return total if day.is_past else total + close_who_left(day, members)


def evaluate_students(
    school: School, student_ids: Iterable[int], *, on: date | None = None
) -> Evaluation:
    """Evaluate some students; who is in no class on the day is passed over.

    What a class does together counts for its students here too, but the note about it is left to `evaluate_school`.
    """
    day = _day(school, on)
    homes = homes_of_students(school, day.on, student_ids)
    members = members_on(school, day.on, class_ids=set(homes.values()))
    total = Evaluation()
    for part in _chunks(members):
        total += _evaluate(day, part, _at_home_in(part, homes), notes=False)
    return total


@transaction.atomic
def _evaluate(
    day: EvaluationDay, members: Members, homes: Mapping[int, int], *, notes: bool
) -> Evaluation:
    # Locked as when practice is recorded: two evaluations of one student follow each other.
    locked = Student.objects.select_for_update().filter(pk__in=homes).order_by("pk")
    list(locked.values_list("pk", flat=True))
    limits = class_limits(day.school, members)
    return keep(day, list(look_at(day, members, limits, homes, notes=notes)))


def _day(school: School, on: date | None) -> EvaluationDay:
    today = school.today()
    if on is not None and on > today:
        raise ValueError(f"{on} is still to come.")
    return EvaluationDay.of(school, on or today)


def _at_home_in(members: Members, homes: Mapping[int, int]) -> dict[int, int]:
    return {student_id: class_id for student_id, class_id in homes.items() if class_id in members}


def _chunks(members: Members) -> Iterator[Members]:
    """Whole classes, a few at a time."""
    chunk: dict[int, Mapping[int, int | None]] = {}
    size = 0
    for class_id in sorted(members):
        if chunk and size + len(members[class_id]) > STUDENTS_AT_ONCE:
            yield chunk
            chunk, size = {}, 0
        chunk[class_id] = members[class_id]
        size += len(members[class_id])
    if chunk:
        yield chunk
