"""Numbers in the words of the screen: plain, with their n, never more certain than the numbers are.

Pure functions. Shares come as 0..1, time in seconds.
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from analytics.trends import ALONE_MIN_ANSWERS, ALONE_MIN_DAYS, ALONE_MIN_SPAN, Label, Trend

# Correct answers, then all answers.
Counts = tuple[int, int]

NO_PRACTICE = "No practice in this period"
ALONE = "Nobody else practiced in this period"
NOT_ENOUGH_DATA = "not_enough_data"

# As data call it; the trend test itself says "insufficient".
DIRECTIONS: dict[Label, str] = {
    "improving": "improving",
    "stable": "stable",
    "declining": "declining",
    "insufficient": NOT_ENOUGH_DATA,
}
TREND_WORDS = {
    "improving": "Improving",
    "stable": "Stable",
    "declining": "Declining",
    NOT_ENOUGH_DATA: "Not enough data",
}
BAND_WORDS = {
    "excellent": "Excellent",
    "good": "Good",
    "fair": "Fair",
    "needs_improvement": "Needs improvement",
    NOT_ENOUGH_DATA: "Not enough data",
}


def rounded(value: float) -> int:
    """Round half up, as people do: 0.5 is 1, and 2.5 is 3."""
    # Nine decimals first: 100 × 0.145 is a little less than 14.5 for a computer.
    return int(Decimal(repr(round(value, 9))).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def percent(share: float | None) -> str:
    return "–" if share is None else f"{rounded(share * 100)}%"


def accuracy_with_n(correct: int, answered: int) -> str:
    """Return "55% (99 of 180)"; without answers "No answers", never 0%."""
    if not answered:
        return "No answers"
    return f"{percent(correct / answered)} ({correct} of {answered})"


def ordinal(number: int) -> str:
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10)
    return f"{number}{ending or 'th'}"


def duration(seconds: int) -> str:
    """Return "4.5 hours", or minutes under one hour."""
    if 0 < seconds < 30:
        return "less than a minute"
    minutes = rounded(seconds / 60)
    if minutes < 60:
        return _count(minutes, "minute")
    tenths = rounded(seconds / 360)
    hours = str(tenths // 10) if tenths % 10 == 0 else f"{tenths / 10:.1f}"
    return f"{hours} hour" if hours == "1" else f"{hours} hours"


def trend_word(direction: str, *, watch: bool = False) -> str:
    """The word beside a name; `watch` is the quiet tier between stable and declining."""
    return "Possibly declining" if watch else TREND_WORDS[direction]


def trend_sentence(trend: Trend, first: Counts | None, last: Counts | None) -> str:
    """Say what the trend test found, with the first and last active day of the last 30 dates."""
    if trend.change is None or trend.low is None or trend.high is None or not (first and last):
        return _too_little(trend)
    if trend.label == "stable" and not trend.watch:
        return "No clear change"
    return f"from {accuracy_with_n(*first)} to {accuracy_with_n(*last)}; {change(trend)}"


def change(trend: Trend) -> str:
    """Return "about 27 points below the month before (likely 13 to 40)"; nothing without a change."""
    if trend.change is None or trend.low is None or trend.high is None:
        return ""
    before = "the month before" if trend.basis == "history" else "the start of these 30 days"
    points = _count(abs(rounded(trend.change * 100)), "point")
    said = f"about {points} {'below' if trend.change < 0 else 'above'} {before}"
    if trend.watch:
        return f"{said}, which may be chance"
    low, high = sorted(abs(rounded(end * 100)) for end in (trend.low, trend.high))
    return f"{said} (likely {low} to {high})"


def change_with_n(trend: Trend) -> str:
    """Return the change with the answers of window and month before that it rests on."""
    answers, days = _count(trend.answered, "answer"), _count(trend.active_days, "day")
    return f"{change(trend)}, from {answers} on {days}"


def position(
    rank: int | None, of: int, *, tied: bool = False, likely: tuple[int, int] | None = None
) -> str:
    """Return "3rd of 3 (lowest in class)", "2nd of 25, tied", "8th of 25 (likely 4th to 13th)".

    `of` counts the students with data; `rank` is None for who has none, and in a class of one.
    """
    if rank is None:
        return ALONE if of == 1 else NO_PRACTICE
    said = f"{ordinal(rank)} of {of}" + (", tied" if tied else "")
    notes = []
    if rank == of:
        notes.append("lowest in class")
    if likely is not None:
        notes.append(f"likely {ordinal(likely[0])} to {ordinal(likely[1])}")
    return f"{said} ({'; '.join(notes)})" if notes else said


def percentile(value: int | None, *, likely: tuple[int, int] | None = None) -> str:
    """Return "33rd (bottom third)", "72nd (top third; likely 50th to 90th)"; nothing without one."""
    if value is None:
        return ""
    third = "bottom" if value <= 33 else "middle" if value <= 67 else "top"
    notes = [f"{third} third"]
    if likely is not None:
        notes.append(f"likely {ordinal(likely[0])} to {ordinal(likely[1])}")
    return f"{ordinal(value)} ({'; '.join(notes)})"


def difference(share: float | None) -> str:
    """Return "15 points below the class average" for -0.15; nothing where it is not known."""
    if share is None:
        return ""
    points = rounded(abs(share) * 100)
    if not points:
        return "at the class average"
    return f"{_count(points, 'point')} {'below' if share < 0 else 'above'} the class average"


def practiced_this_week(this_week: int, last_week: int) -> str:
    """Return "practiced 5 days this week (up from 2)"; a week is seven dates, this one ends today."""
    if this_week > last_week:
        change = f"up from {last_week}"
    elif this_week < last_week:
        change = f"down from {last_week}"
    else:
        change = "as in the week before"
    return f"practiced {_count(this_week, 'day')} this week ({change})"


def threshold(share: float) -> str:
    """Return "70%" for a threshold of the school; one that is no whole percent keeps a digit."""
    tenths = rounded(share * 1000)
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths / 10:.1f}%"


def right_on_days(correct: int, answered: int, days: int) -> str:
    """Return "62 of 103 right (60%) on 7 days"; without answers "No answers"."""
    if not answered:
        return "No answers"
    return f"{correct} of {answered} right ({percent(correct / answered)}) on {_count(days, 'day')}"


def below(counts: Counts, days: int, limit: float, *, surely: bool) -> str:
    """Return "62 of 103 right (60%) on 7 days: surely below 70%", or what is less than sure about it.

    195 of 279 (69.9 %) is "just under 70%" here: "70%, below 70%" would be no reason.
    """
    correct, answered = counts
    share = percent(correct / answered)
    if share == threshold(limit):
        share = f"just under {share}"
    seen = f"{correct} of {answered} right ({share}) on {_count(days, 'day')}"
    said = f"{seen}: {'surely ' if surely else ''}below {threshold(limit)}"
    return said if surely else f"{said}, which may be chance"


def band_ranges(*, excellent: float, good: float, fair: float, minimum: int) -> dict[str, str]:
    """Say what each band counts, by the school's thresholds."""
    return {
        "excellent": f"{threshold(excellent)} or more",
        "good": f"{threshold(good)} to below {threshold(excellent)}",
        "fair": f"{threshold(fair)} to below {threshold(good)}",
        "needs_improvement": f"below {threshold(fair)}",
        NOT_ENOUGH_DATA: f"fewer than {_count(minimum, 'answer')}",
    }


def distribution(counts: Mapping[str, int], ranges: Mapping[str, str]) -> str:
    """Return "8 of 12 students are in a band: 5 good or excellent, 2 fair, 1 below 70%"."""
    total, banded = sum(counts.values()), sum(counts.values()) - counts[NOT_ENOUGH_DATA]
    missing = f"{counts[NOT_ENOUGH_DATA]} with {ranges[NOT_ENOUGH_DATA]}"
    if not banded:
        return f"Nobody is in a band yet: {missing}"
    parts = [
        f"{counts['excellent'] + counts['good']} good or excellent",
        f"{counts['fair']} fair",
        f"{counts['needs_improvement']} {ranges['needs_improvement']}",
    ]
    if counts[NOT_ENOUGH_DATA]:
        parts.append(missing)
    return f"Of {_count(total, 'student')}: {', '.join(parts)}"


def class_practice(active: int, students: int, days: int, average: float | None) -> str:
    """Return "18 of 25 students practiced in these 30 days; the class average is 72%"."""
    window = "today" if days == 1 else f"in these {days} days"
    said = f"{active} of {_count(students, 'student')} practiced {window}"
    return said if average is None else f"{said}; the class average is {percent(average)}"


def class_need(struggling: int, watch: int, judged: int) -> str:
    """Say how many may need help among the students with enough answers to say so."""
    if not judged:
        return "Nobody has enough answers yet to say who may need help"
    among = f"of the {judged} with enough answers"
    if struggling:
        said = f"{_count(struggling, 'student')} {among} may need help"
        return f"{said}, {watch} more to watch" if watch else said
    if watch:
        return f"Nobody is surely in need of help, {watch} {among} to watch"
    return f"Nobody {among} stands out as needing help"


def active_students(most: int, on: date, students: int, *, days_with: int, days: int) -> str:
    """Return "Somebody practiced on 18 of 30 days; most on Nov 3, 21 of 25 students"."""
    said = f"Somebody practiced on {days_with} of {_count(days, 'day')}"
    return f"{said}; most on {on:%b} {on.day}, {most} of {_count(students, 'student')}"


def gap(struggling: int, students: int, limit: float) -> str:
    """Return "12 of 20 students below 70%"."""
    return f"{struggling} of {_count(students, 'student')} below {threshold(limit)}"


def lateness(days_late: int | None) -> str:
    """Return "2 days late", "late by hours" on the very date; nothing for what is in time."""
    if days_late is None:
        return ""
    return f"{_count(days_late, 'day')} late" if days_late else "late by hours"


def _too_little(trend: Trend) -> str:
    return (
        f"Not enough data: {_count(trend.active_days, 'active day')}; a trend needs "
        f"{ALONE_MIN_DAYS} active days and {ALONE_MIN_ANSWERS} answers within 30 days, "
        f"spread over more than {ALONE_MIN_SPAN} days"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
