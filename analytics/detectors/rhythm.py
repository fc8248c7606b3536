"""When a student practices, held against her own rhythm: gaps, coming back, streaks.

A school day that is not over breaks nothing: a gap counts the school days between the last practice and the day of the
evaluation, both left out. Weekends and holidays are never missed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from alpha.gamification.rules import streaks
from analytics.detectors.findings import Finding, iso, rounded
from analytics.detectors.limits import RuleLimits
from analytics.detectors.school_days import SchoolCalendar
from analytics.trends import Day

# Practice older than this is not looked at: who has none within it has left rather than paused.
LOOKBACK = 120
# The dates before a gap that say what a student's rhythm is.
RHYTHM_DAYS = 60
# What is believed of a rhythm before anything is seen: two active days of eight.
PRIOR_ACTIVE, PRIOR_SCHOOL_DAYS = 2, 8
# Who practices on weekends too can have more active days than there were school days.
STEADIEST = 0.95
LONG_GAP = 10

# By chance a fifth of a class is in a gap longer than four of five of its own: three fifths are not.
UNUSUAL_CHANCE = 0.20
SMALLEST_CLASS = 3

NEWS_DAYS = 7


@dataclass(frozen=True, slots=True)
class Gap:
    """School days missed since `last_day`, and the rhythm before it.

    `active_days` and `school_days` are of the 60 dates that end with the last practice. `last_day` None: the student
    has not practiced since she joined on `joined`.
    """

    last_day: int | None
    joined: int | None
    missed: int
    active_days: int
    school_days: int

    @property
    def rhythm(self) -> float:
        """The share of school days on which this student practices."""
        share = (self.active_days + PRIOR_ACTIVE) / (self.school_days + PRIOR_SCHOOL_DAYS)
        return min(STEADIEST, share)

    @property
    def chance(self) -> float:
        """How likely a gap at least this long is for this rhythm."""
        return float((1 - self.rhythm) ** self.missed)


def gap_of(
    days: Sequence[Day], on: int, calendar: SchoolCalendar, joined: int | None = None
) -> Gap | None:
    """Return the gap a student is in; None where neither practice nor joining is within the lookback.

    `days` are her active days up to `on`, oldest first. `joined` is the day she entered the class: before it nothing
    is missed, and before it and the first practice there was no rhythm to keep.
    """
    first_seen = on - LOOKBACK + 1
    if not days:
        if joined is None or joined < first_seen:
            return None
        return Gap(None, joined, calendar.count(joined, on), 0, 0)
    last = days[-1][0]
    start = max(last - RHYTHM_DAYS + 1, first_seen)
    active = [day for day, _, _ in days if day >= start]
    if joined is not None:
        start = max(start, min(joined, active[0]))
    return Gap(
        last_day=last,
        joined=joined,
        missed=calendar.count(max(last + 1, joined or 0), on),
        active_days=len(active),
        school_days=calendar.count(start, last + 1),
    )


def inactivity(gap: Gap | None, on: int, limits: RuleLimits) -> Finding | None:
    """No recent practice: a gap of at least five school days that is unlikely for her own rhythm."""
    if (
        gap is None
        or gap.missed < limits.inactive_school_days
        or gap.chance > limits.inactive_chance
    ):
        return None
    return Finding(
        kind="inactivity",
        severity="medium" if gap.missed >= LONG_GAP else "low",
        certainty=rounded(1 - gap.chance),
        evidence={
            "rule": "inactivity",
            "on": iso(on),
            "last_practice": iso(gap.last_day),
            "joined": iso(gap.joined),
            "missed": gap.missed,
            "active_days": gap.active_days,
            "school_days": gap.school_days,
            "rhythm": rounded(gap.rhythm),
            "chance": rounded(gap.chance),
            "limits": {
                "school_days": limits.inactive_school_days,
                "chance": limits.inactive_chance,
            },
        },
        episode=f"after {iso(gap.last_day) or 'joining ' + str(iso(gap.joined))}",
    )


def class_gap(gaps: Collection[Gap | None], on: int, limits: RuleLimits) -> Finding | None:
    """The whole class pauses: at least 60 % of it are in a gap that is unusual for them.

    `gaps` are those of everybody in the class. Said once about the class, it takes the place of `inactivity`.
    """
    quiet = [
        gap
        for gap in gaps
        if gap is not None
        and gap.missed >= limits.inactive_school_days
        and gap.chance <= UNUSUAL_CHANCE
    ]
    if len(gaps) < SMALLEST_CLASS or len(quiet) < limits.class_gap_share * len(gaps):
        return None
    last_days = [gap.last_day for gap in quiet if gap.last_day is not None]
    return Finding(
        kind="class_gap",
        severity="medium",
        certainty=1.0,
        evidence={
            "rule": "class_gap",
            "on": iso(on),
            "students": len(gaps),
            "quiet": len(quiet),
            "missed": min(gap.missed for gap in quiet),
            "last_practice": iso(max(last_days, default=None)),
            "limits": {
                "school_days": limits.inactive_school_days,
                "share": limits.class_gap_share,
            },
        },
    )


def returned(
    days: Sequence[Day], flagged: int | None, on: int, calendar: SchoolCalendar
) -> Finding | None:
    """Good news: back within the last seven dates after a gap that `inactivity` had found on `flagged`.

    So a class that comes back from its common pause is not praised one by one.
    """
    if flagged is None:
        return None
    back = next((day for day, _, _ in days if day >= flagged), None)
    before = max((day for day, _, _ in days if day < flagged), default=None)
    if back is None or before is None or not 0 <= on - back < NEWS_DAYS:
        return None
    return Finding(
        kind="returned",
        severity="low",
        certainty=1.0,
        evidence={
            "rule": "returned",
            "on": iso(on),
            "back": iso(back),
            "last_practice": iso(before),
            "missed": calendar.count(before + 1, back),
            "active_days": sum(day >= back for day, _, _ in days),
        },
        episode=f"back {iso(back)}",
    )


def streak(
    days: Sequence[Day], on: int, calendar: SchoolCalendar, limits: RuleLimits
) -> Finding | None:
    """Good news: within the last seven dates an unbroken streak reached ten school days."""
    need = limits.streak_days
    if len(days) < need or calendar.count(days[-1][0] + 1, on):
        return None
    # Cheaper than counting streaks: a school day without practice among them breaks it.
    if calendar.count(days[-need][0], days[-1][0] + 1) > need:
        return None
    lengths = streaks((date.fromordinal(day) for day, _, _ in days), calendar.is_school_day)
    now = lengths[date.fromordinal(days[-1][0])]
    if now < need:
        return None
    run = list(lengths)[-now:]
    reached = run[need - 1]
    if on - reached.toordinal() >= NEWS_DAYS:
        return None
    return Finding(
        kind="streak",
        severity="low",
        certainty=1.0,
        evidence={
            "rule": "streak",
            "on": iso(on),
            "days": now,
            "since": run[0].isoformat(),
            "reached": reached.isoformat(),
            "limits": {"days": need},
        },
        episode=f"since {run[0].isoformat()}",
    )
