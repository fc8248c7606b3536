"""The rules of the game: arithmetic only, no rows, no requests.

Effort earns: every answer counts, a right one twice, and a day has a ceiling, so that hours of guessing bring no more
than a good day's work.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise

XP_PER_ANSWER = 1
XP_PER_RIGHT_ANSWER = 1
XP_PER_DAY = 100

# Level 2 needs this much XP, and each further level this much more than the one before.
FIRST_LEVEL_XP = 100
LEVEL_GROWTH_XP = 50

SchoolDayTest = Callable[[date], bool]


def practice_xp(
    answered: int, correct: int, *, earned_before: int = 0, earned_that_day: int = 0
) -> int:
    """Return the XP of a session: one for each answer, one more for each right one, up to 100 on a day.

    `earned_before` is what the same session brought when it was shorter, `earned_that_day` what
    practice brought on the same date already, this session included. Whatever the order of the
    sessions, a day brings the same.
    """
    points = answered * XP_PER_ANSWER + correct * XP_PER_RIGHT_ANSWER - earned_before
    return max(0, min(points, XP_PER_DAY - earned_that_day))


def xp_needed(level: int) -> int:
    """Return the XP at which a level begins: 0, 100, 250, 450, 700, 1000 … each step 50 longer."""
    steps = level - 1
    return steps * FIRST_LEVEL_XP + LEVEL_GROWTH_XP * steps * (steps - 1) // 2


def level_of(xp: int) -> int:
    """Return the level, 1 from the start. Corrections may bring the XP below nothing: still level 1."""
    level = 1
    while xp >= xp_needed(level + 1):
        level += 1
    return level


def xp_to_next_level(xp: int) -> int:
    """Return what is missing to the next level, never 0."""
    return xp_needed(level_of(xp) + 1) - xp


def current_streak(active_days: Collection[date], today: date, is_school_day: SchoolDayTest) -> int:
    """Return how many active days follow each other up to today.

    Counted are dates with practice. A day without school (weekend, holiday) neither breaks a streak
    nor counts for it, unless the student practiced on it. Today breaks nothing before it is over;
    dates after today are ignored.
    """
    past = {day for day in active_days if day <= today}
    if not past:
        return 0
    first, streak, day = min(past), 0, today
    while day >= first:
        if day in past:
            streak += 1
        elif day != today and is_school_day(day):
            break
        day -= timedelta(days=1)
    return streak


def streaks(active_days: Iterable[date], is_school_day: SchoolDayTest) -> dict[date, int]:
    """Return the length of the streak on each active day, oldest first; rules as for `current_streak`."""
    days = sorted(set(active_days))
    lengths = dict.fromkeys(days[:1], 1)
    for before, day in pairwise(days):
        between = (before + timedelta(days=gap) for gap in range(1, (day - before).days))
        lengths[day] = 1 if any(map(is_school_day, between)) else lengths[before] + 1
    return lengths


@dataclass(frozen=True, slots=True)
class Effort:
    """Everything somebody did so far: questions answered by active day, and when mastered skills became so."""

    answered: Mapping[date, int]
    mastered_on: Sequence[date] = ()


# One achievement metric: the count it had reached on each date where it moved, oldest first.
Counts = list[tuple[date, int]]


def _active_days(effort: Effort, is_school_day: SchoolDayTest) -> Counts:
    return _numbered(effort.answered)


def _questions_answered(effort: Effort, is_school_day: SchoolDayTest) -> Counts:
    days = sorted(effort.answered)
    return list(zip(days, accumulate(effort.answered[day] for day in days), strict=True))


def _skills_mastered(effort: Effort, is_school_day: SchoolDayTest) -> Counts:
    return _numbered(effort.mastered_on)


def _streak_days(effort: Effort, is_school_day: SchoolDayTest) -> Counts:
    return list(streaks(effort.answered, is_school_day).items())


def _numbered(days: Iterable[date]) -> Counts:
    return [(day, number) for number, day in enumerate(sorted(days), start=1)]


METRICS: Mapping[str, Callable[[Effort, SchoolDayTest], Counts]] = {
    "active_days": _active_days,
    "questions_answered": _questions_answered,
    "skills_mastered": _skills_mastered,
    "streak_days": _streak_days,
}


def metric_counts(effort: Effort, is_school_day: SchoolDayTest) -> dict[str, Counts]:
    """Return the counts of every achievement metric. For streaks the longest one ever counts."""
    return {metric: count(effort, is_school_day) for metric, count in METRICS.items()}


def have(counts: Counts) -> int:
    """Return the most that was ever reached; 0 where nothing was done."""
    return max((count for _, count in counts), default=0)


def reached_on(counts: Counts, need: int) -> date | None:
    """Return the first date on which the need was met; None if it is not yet."""
    return next((day for day, count in counts if count >= need), None)
