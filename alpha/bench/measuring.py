"""How long a page takes, how long its data takes, and how long the database needs at the least."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection

from alpha.bench.databases import use
from alpha.bench.school import Plan
from alpha.bench.subjects import Subject, subjects

# Measured a few at a time in turn, so that a busy moment of the machine hits all alike.
ROUNDS_IN_TURN = 5

Statement = tuple[str, Any]


@dataclass(slots=True)
class Timing:
    """Milliseconds of every round.

    page: the whole page, as the server answers a signed-in teacher. report: its data alone, words
    and statistics included. reading: the statements of that data, nothing made of their rows.
    floor: the same figures from one hand-written statement.
    """

    page: list[float] = field(default_factory=list)
    report: list[float] = field(default_factory=list)
    reading: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    queries: int = 0

    def ratio(self, part: str) -> float:
        """How many times the floor a part takes."""
        times: list[float] = getattr(self, part)
        return median(times) / median(self.floor)


Results = dict[str, Timing]


def measure(plans: Sequence[Plan], rounds: int) -> dict[Plan, Results]:
    """Measure every page on every plan's database, a few rounds here, a few there, in turn."""
    results: dict[Plan, Results] = {plan: {} for plan in plans}
    for _ in range(-(-rounds // ROUNDS_IN_TURN)):
        for plan in plans:
            use(plan)
            for subject in subjects():
                add_rounds(subject, results[plan].setdefault(subject.name, Timing()))
    return results


def add_rounds(subject: Subject, timing: Timing) -> None:
    with _statements() as of_page:
        subject.page()
    with _statements() as of_report:
        subject.report()
    timing.queries = len(of_page)
    timing.page += _times(subject.page)
    timing.report += _times(subject.report)
    timing.reading += _times(lambda: _read(of_report))
    timing.floor += _times(subject.floor)


@contextmanager
def _statements() -> Iterator[list[Statement]]:
    """Collect what is asked of the database meanwhile."""
    seen: list[Statement] = []

    def keep(execute: Callable[..., object], *arguments: Any) -> object:
        statement, values, *_ = arguments
        seen.append((statement, values))
        return execute(*arguments)

    with connection.execute_wrapper(keep):
        yield seen


def _read(statements: Sequence[Statement]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(*statement)
            cursor.fetchall()


def _times(action: Callable[[], object]) -> list[float]:
    """Milliseconds of a few rounds, after one that fills the caches."""
    action()
    return [_milliseconds(action) for _ in range(ROUNDS_IN_TURN)]


def _milliseconds(action: Callable[[], object]) -> float:
    start = perf_counter()
    action()
    return (perf_counter() - start) * 1000
