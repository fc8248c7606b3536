"""The measurements in a table, each beside its target."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from alpha.bench.measuring import Results, Timing
from alpha.bench.nightly import Night

HEADINGS = ("", "whole page", "best", "queries", "report", "reading", "floor")
LONG_HISTORY_COSTS = 1.2
READING_COSTS = 2.0
NIGHT_SECONDS = 60
# Ten times as many students may take this much more memory.
TEN_TIMES_COSTS = 1.25


@dataclass(frozen=True, slots=True)
class Target:
    """What a page may take."""

    milliseconds: float
    queries: int


TARGETS = {
    "Class report": Target(milliseconds=60, queries=12),
    "Student report": Target(milliseconds=40, queries=12),
    "Today": Target(milliseconds=60, queries=12),
}


def lines(results: Results) -> Iterator[str]:
    """Milliseconds, medians but for the best page; in brackets how many times the floor."""
    yield _line(HEADINGS)
    for name, timing in results.items():
        yield _line(
            (
                name,
                f"{median(timing.page):.1f}",
                f"{min(timing.page):.1f}",
                str(timing.queries),
                f"{median(timing.report):.1f} ({timing.ratio('report'):.1f})",
                f"{median(timing.reading):.1f} ({timing.ratio('reading'):.1f})",
                f"{median(timing.floor):.1f}",
            )
        )


def verdicts(short: Results, long: Results) -> Iterator[str]:
    """Say for each page what was asked and what was measured."""
    for name, timing in long.items():
        target = TARGETS.get(name)
        if target is not None:
            yield _verdict(f"{name}: ms", median(timing.page), target.milliseconds)
            yield _verdict(f"{name}: queries", timing.queries, target.queries)
        yield _verdict(f"{name}: reading ÷ floor", timing.ratio("reading"), READING_COSTS)
        costs = _times_more(short[name], timing)
        yield _verdict(f"{name}: long ÷ short history", costs, LONG_HISTORY_COSTS)


def night(small: Night, large: Night) -> Iterator[str]:
    """Say how long the nightly evaluation takes, and whether its memory grows with the school."""
    yield _verdict("Nightly evaluation: seconds", large.seconds, NIGHT_SECONDS)
    growth = large.megabytes / small.megabytes
    yield _verdict("Nightly evaluation: memory ÷ a tenth's", growth, TEN_TIMES_COSTS)
    yield (
        f"  {large.findings:,} findings; at most {large.megabytes:.0f} MB,"
        f" {small.megabytes:.0f} MB for a tenth of the students"
    )


def _times_more(short: Timing, long: Timing) -> float:
    return median(long.page) / median(short.page)


def _verdict(what: str, measured: float, allowed: float) -> str:
    word = "ok" if measured <= allowed else "OVER"
    return f"  {what:<42} {measured:>7.2f}  at most {allowed:<5g} {word}"


def _line(cells: tuple[str, ...]) -> str:
    first, *rest = cells
    return f"  {first:<16}" + "".join(f"{cell:>13}" for cell in rest)
