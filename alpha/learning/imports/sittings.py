"""Single answers of one student, gathered into sittings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from alpha.learning.imports.clock import EstimatedDates, instant_of
from alpha.learning.imports.rows import CAP_SECONDS

PAUSE = timedelta(minutes=30)
# What an answer takes where nobody measured it and nothing came before it.
UNMEASURED_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class StagedAnswer:
    """A row as it comes back from the scratch database; `seconds` are capped, None where not measured."""

    external_id: str
    skill: str
    assignment: str
    position: int
    answered: int
    correct: int
    seconds: float | None


@dataclass(frozen=True, slots=True)
class TimedAnswer:
    """An answer with its instant and the estimated seconds it took."""

    answer: StagedAnswer
    at: datetime
    took: float


@dataclass(frozen=True, slots=True)
class Sitting:
    skill: str
    assignment: str
    answers: tuple[TimedAnswer, ...]
    is_estimated: bool

    @property
    def started_at(self) -> datetime:
        return self.answers[0].at

    @property
    def seconds(self) -> int:
        return round(sum(answer.took for answer in self.answers))


def sittings_by_pause(answers: Sequence[StagedAnswer], known: set[str]) -> list[Sitting]:
    """Sittings of answers in time order: one skill and assignment, no pause of more than 30 minutes.

    Known answers are left out, but an answer after one still took the time since then.
    """
    open_ones: dict[tuple[str, str], list[TimedAnswer]] = {}
    sittings: list[Sitting] = []
    for timed in _timed(answers):
        if timed.answer.external_id in known:
            continue
        key = _skill_and_assignment(timed.answer)
        current = open_ones.get(key)
        if current is not None and timed.at - current[-1].at <= PAUSE:
            current.append(timed)
            continue
        if current is not None:
            sittings.append(Sitting(*key, tuple(current), is_estimated=False))
        open_ones[key] = [timed]
    sittings += [
        Sitting(*key, tuple(current), is_estimated=False) for key, current in open_ones.items()
    ]
    return sorted(sittings, key=lambda sitting: sitting.started_at)


def sittings_by_run(
    answers: Sequence[StagedAnswer], known: set[str], dates: EstimatedDates
) -> list[Sitting]:
    """Sittings of answers of which only the order is known: each run on one skill and assignment.

    A sitting starts where its first answer stands in the order. Its answers follow by what they took, closer together
    where the next sitting begins before they end.
    """
    fresh = (answer for answer in answers if answer.external_id not in known)
    runs = [list(run) for _, run in groupby(fresh, key=_skill_and_assignment)]
    starts = [dates.instant(run[0].position) for run in runs]
    ends = [*starts[1:], dates.latest]
    return [
        Sitting(
            *_skill_and_assignment(run[0]), tuple(_laid_out(run, start, end)), is_estimated=True
        )
        for run, start, end in zip(runs, starts, ends[: len(runs)], strict=True)
    ]


def _skill_and_assignment(answer: StagedAnswer) -> tuple[str, str]:
    return answer.skill, answer.assignment


def _timed(answers: Iterable[StagedAnswer]) -> Iterable[TimedAnswer]:
    """Answers with what they took: as measured, or since the student's answer before, whatever its skill."""
    before: datetime | None = None
    for answer in answers:
        at = instant_of(answer.position)
        if answer.seconds is not None:
            took = answer.seconds
        elif before is None or at - before > PAUSE:
            took = UNMEASURED_SECONDS
        else:
            took = min((at - before).total_seconds(), CAP_SECONDS)
        before = at
        yield TimedAnswer(answer, at, took)


def _laid_out(run: list[StagedAnswer], start: datetime, end: datetime) -> Iterable[TimedAnswer]:
    took = [UNMEASURED_SECONDS if answer.seconds is None else answer.seconds for answer in run]
    total = sum(took)
    room = min(total, (end - start).total_seconds())
    scale = room / total if total else 0.0
    passed = 0.0
    for answer, seconds in zip(run, took, strict=True):
        yield TimedAnswer(answer, start + timedelta(seconds=passed * scale), seconds)
        passed += seconds
