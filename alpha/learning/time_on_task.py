"""Estimated active time from the moments of answers: pauses are capped, long ones not counted."""

from collections.abc import Sequence
from datetime import UTC, datetime

# The longest an answer counts, and the longest pause within a sitting.
CAP_SECONDS = 300
SESSION_GAP_SECONDS = 1800

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def time_on_task(
    timestamps: Sequence[float] | Sequence[datetime],
    durations: Sequence[float | None] | None = None,
    cap: float = CAP_SECONDS,
    session_gap: float = SESSION_GAP_SECONDS,
    last: float = 30,
) -> float:
    """Return the estimated seconds spent on the answers given at `timestamps`, in any order.

    Timestamps are seconds or datetimes, all of one kind; no time zone is assumed, but aware ones
    are compared as instants, so a clock change costs nothing. Each answer counts its recorded
    duration (`durations`, seconds, in the order of `timestamps`), or else the gap since the answer
    before it, at most `cap` either way. After a gap longer than `session_gap` a new session starts:
    its first answer has no gap and counts `last` seconds. A duration that is None, negative or not
    a number was not measured and counts as unrecorded.
    """
    recorded: Sequence[float | None] = [None] * len(timestamps) if durations is None else durations
    answers = sorted(
        zip(map(_seconds, timestamps), recorded, strict=True), key=lambda answer: answer[0]
    )
    total = 0.0
    previous: float | None = None
    for moment, duration in answers:
        if duration is not None and duration >= 0:
            total += min(duration, cap)
        elif previous is None or moment - previous > session_gap:
            total += min(last, cap)
        else:
            total += min(moment - previous, cap)
        previous = moment
    return total


def _seconds(moment: float | datetime) -> float:
    if not isinstance(moment, datetime):
        return float(moment)
    # Two datetimes of one zone are subtracted by their wall clocks; against UTC they are not.
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return (aware - _EPOCH).total_seconds()
