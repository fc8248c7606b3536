"""Numbers in the words of the screen: plain, with their n, never more certain than the numbers are.

Pure functions. Shares come as 0..1, time in seconds.
"""

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
    before = "the month before" if trend.basis == "history" else "the start of these 30 days"
    points = _count(abs(rounded(trend.change * 100)), "point")
    side = "below" if trend.change < 0 else "above"
    said = f"from {accuracy_with_n(*first)} to {accuracy_with_n(*last)}; about {points} {side} {before}"
    if trend.watch:
        return f"{said}, which may be chance"
    low, high = sorted(abs(rounded(end * 100)) for end in (trend.low, trend.high))
    return f"{said} (likely {low} to {high})"


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


def percentile(value: int | None) -> str:
    """Return "33rd (bottom third)"; nothing where there is no percentile."""
    if value is None:
        return ""
    third = "bottom" if value <= 33 else "middle" if value <= 67 else "top"
    return f"{ordinal(value)} ({third} third)"


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


def _too_little(trend: Trend) -> str:
    return (
        f"Not enough data: {_count(trend.active_days, 'active day')}; a trend needs "
        f"{ALONE_MIN_DAYS} active days and {ALONE_MIN_ANSWERS} answers within 30 days, "
        f"spread over more than {ALONE_MIN_SPAN} days"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
