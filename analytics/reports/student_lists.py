"""The students of a class in lists: one row each, who leads, who needs help, who moves."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from alpha.accounts.models import School
from analytics import words
from analytics.metrics.performance import Band, Standing
from analytics.reports.shape import PAGE_ONLY
from analytics.trends import Trend

MOST_TOP_PERFORMERS = 5


@dataclass(frozen=True, slots=True)
class StudentRow:
    """One student of a class; numbers of the window, the trend's of the last 30 dates."""

    student_id: int
    student: str
    accuracy: float | None
    questions: int
    correct: int
    active_days: int
    last_practice: date | None
    direction: str
    watch: bool
    change: float | None
    standing: Standing
    band: Band = field(metadata=PAGE_ONLY)
    # Orders lists fairly; never shown as somebody's accuracy.
    shrunk: float = field(metadata=PAGE_ONLY)
    trend: Trend = field(metadata=PAGE_ONLY)
    # Why she is among those struggling or to watch; empty for everybody else.
    reason: str = field(metadata=PAGE_ONLY)

    @property
    def accuracy_words(self) -> str:
        return words.accuracy_with_n(self.correct, self.questions)

    @property
    def practice_words(self) -> str:
        return words.right_on_days(self.correct, self.questions, self.active_days)

    @property
    def trend_word(self) -> str:
        return words.trend_word(self.direction, watch=self.watch)

    @property
    def change_words(self) -> str:
        return words.change_with_n(self.trend)


@dataclass(frozen=True, slots=True)
class ClassStudents:
    """The student table: those with answers in the window, and those without, apart."""

    rows: tuple[StudentRow, ...]
    without_data: tuple[StudentRow, ...]

    @property
    def student_ids(self) -> list[int]:
        return [row.student_id for row in (*self.rows, *self.without_data)]


@dataclass(frozen=True, slots=True)
class BandRow:
    """One band with the school's thresholds in words and the students in it."""

    band: Band
    name: str
    range: str
    students: int


_STANDINGS = ("struggling", "watch", "on_track", "not_enough_data")
_TREND_WORDS = ("Declining", "Possibly declining", "Stable", "Improving", "Not enough data")
BANDS: tuple[Band, ...] = ("excellent", "good", "fair", "needs_improvement", "not_enough_data")

# What the student table can be sorted by; a minus before the name turns it round.
SORTS: dict[str, Callable[[StudentRow], float | str]] = {
    "name": lambda row: row.student.casefold(),
    "accuracy": lambda row: row.accuracy or 0.0,
    "questions": lambda row: row.questions,
    "active_days": lambda row: row.active_days,
    "last_practice": lambda row: row.last_practice.toordinal() if row.last_practice else 0,
    "trend": lambda row: _TREND_WORDS.index(row.trend_word),
    "standing": lambda row: _STANDINGS.index(row.standing),
}


def sorted_rows(rows: Iterable[StudentRow], sort: str) -> tuple[StudentRow, ...]:
    """Sort by a name of SORTS, a minus before it for descending; equals stay in order of name.

    Raises ValueError for anything else.
    """
    key = SORTS.get(sort.removeprefix("-"))
    if key is None:
        raise ValueError(f"Sort by one of {', '.join(SORTS)}.")
    by_name = sorted(rows, key=lambda row: (row.student.casefold(), row.student_id))
    return tuple(sorted(by_name, key=key, reverse=sort.startswith("-")))


def table(rows: Iterable[StudentRow]) -> ClassStudents:
    everybody = sorted_rows(rows, "name")
    return ClassStudents(
        rows=tuple(row for row in everybody if row.questions),
        without_data=tuple(row for row in everybody if not row.questions),
    )


def band_rows(rows: Iterable[StudentRow], school: School) -> tuple[BandRow, ...]:
    """Count the students of each band, highest first; together they are the population."""
    counts = Counter(row.band for row in rows)
    ranges = words.band_ranges(
        excellent=school.excellent_from,
        good=school.good_from,
        fair=school.fair_from,
        minimum=school.minimum_answers,
    )
    return tuple(
        BandRow(band, words.BAND_WORDS[band], ranges[band], counts[band]) for band in BANDS
    )


def top_performers(rows: Iterable[StudentRow]) -> tuple[StudentRow, ...]:
    """The five highest by shrunk accuracy among those whose accuracy is at least Good."""
    good = [row for row in rows if row.band in {"excellent", "good"}]
    good.sort(key=lambda row: (-row.shrunk, row.student, row.student_id))
    return tuple(good[:MOST_TOP_PERFORMERS])


def struggling(rows: Iterable[StudentRow]) -> tuple[StudentRow, ...]:
    """Those struggling, then those to watch; lowest shrunk accuracy first."""
    found = [row for row in rows if row.standing in {"struggling", "watch"}]
    found.sort(
        key=lambda row: (_STANDINGS.index(row.standing), row.shrunk, row.student, row.student_id)
    )
    return tuple(found)


def moving(rows: Iterable[StudentRow], direction: str) -> tuple[StudentRow, ...]:
    """Those with this trend, the greatest change first."""
    found = [row for row in rows if row.direction == direction]
    found.sort(key=lambda row: (-abs(row.change or 0.0), row.student, row.student_id))
    return tuple(found)
