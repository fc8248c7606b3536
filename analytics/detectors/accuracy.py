"""How well a student answers: surely below the line, falling or rising, stuck on a skill, a skill mastered.

Days come oldest first and end at the day of the evaluation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.detectors.findings import Finding, iso, rounded
from analytics.detectors.limits import RuleLimits
from analytics.detectors.rhythm import NEWS_DAYS
from analytics.mastery import chance_below as chance_below_by_last_answers
from analytics.mastery import mastered_from_sessions, newest_counts
from analytics.rates import chance_below
from analytics.rates import struggling as is_struggling
from analytics.trends import Day, Label, Trend, classify_trend

WINDOW = 30
# Where a struggling student is more likely above the line than below it, the condition has ended.
EVEN_CHANCE = 0.50
FAR_BELOW = 0.10
GREAT_FALL = 0.20


@dataclass(frozen=True, slots=True)
class Tally:
    """Answers of the last 30 dates."""

    correct: int
    answered: int
    days: int


def tally(days: Sequence[Day], on: int) -> Tally:
    recent = [day for day in days if on - WINDOW < day[0] <= on]
    return Tally(
        correct=sum(correct for _, _, correct in recent),
        answered=sum(answered for _, answered, _ in recent),
        days=len(recent),
    )


def struggling(
    days: Sequence[Day], on: int, prior: tuple[float, float], limits: RuleLimits
) -> Finding | None:
    """Surely below 70 % over the last 30 dates: `analytics.rates.struggling` says yes, with the class's prior."""
    seen = tally(days, on)
    below = limits.struggling_below
    answer = is_struggling(
        seen.correct,
        seen.answered,
        days=seen.days,
        prior=prior,
        threshold=below,
        prob=limits.struggling_certainty,
        min_answers=limits.minimum_answers,
    )
    if answer != "yes":
        return None
    accuracy = seen.correct / seen.answered
    certainty = chance_below(below, seen.correct, seen.answered, seen.days, prior)
    return Finding(
        kind="struggling",
        severity="high" if accuracy < below - FAR_BELOW else "medium",
        certainty=rounded(certainty),
        evidence={
            "rule": "struggling",
            "on": iso(on),
            "since": iso(on - WINDOW + 1),
            "correct": seen.correct,
            "answered": seen.answered,
            "active_days": seen.days,
            "chance": rounded(certainty),
            "prior": [rounded(number) for number in prior],
            "limits": {
                "below": below,
                "certainty": limits.struggling_certainty,
                "answers": limits.minimum_answers,
            },
        },
    )


def may_still_struggle(
    days: Sequence[Day], on: int, prior: tuple[float, float], limits: RuleLimits
) -> bool:
    """Say whether being below the line is at least as likely as not: then an open alert stays.

    Without answers in the window nothing is known any more.
    """
    seen = tally(days, on)
    if not seen.answered:
        return False
    chance = chance_below(limits.struggling_below, seen.correct, seen.answered, seen.days, prior)
    return chance >= EVEN_CHANCE


@dataclass(frozen=True, slots=True)
class Movement:
    """The trend on the day of the evaluation, and the two evaluations in a row that agree with it.

    An evaluation counts when it has a new active day. One look in twenty at a steady student says "changing", and
    there are many looks: two in a row, each with new data, make it rare.
    """

    trend: Trend
    confirmed_on: tuple[int, int] | None = None

    def is_confirmed(self, label: Label) -> bool:
        return self.trend.label == label and self.confirmed_on is not None


def movement_of(days: Sequence[Day], on: int) -> Movement:
    trend = classify_trend(days, on)
    if trend.label not in {"improving", "declining"}:
        return Movement(trend)
    before, newest = days[-2][0], days[-1][0]
    looks = [before] if newest == on else [before, newest]
    agreed = all(classify_trend(days, look).label == trend.label for look in looks)
    return Movement(trend, (before, newest) if agreed else None)


def decline(movement: Movement, days: Sequence[Day], on: int, limits: RuleLimits) -> Finding | None:
    """Falling: the trend test says declining on two evaluations in a row, each with a new active day."""
    change = movement.trend.change
    if change is None or not movement.is_confirmed("declining") or change > -limits.decline_change:
        return None
    return Finding(
        kind="decline",
        severity="high" if change <= -GREAT_FALL else "medium",
        certainty=rounded(movement.trend.p_decline or 0.0),
        evidence={
            **_evidence_of(movement, days, on),
            "rule": "decline",
            "limits": {"change": limits.decline_change},
        },
    )


def improved(movement: Movement, days: Sequence[Day], on: int) -> Finding | None:
    """Good news: the trend test says improving, twice in a row like `decline`."""
    if not movement.is_confirmed("improving"):
        return None
    return Finding(
        kind="improved",
        severity="low",
        certainty=rounded(1 - (movement.trend.p_decline or 0.0)),
        evidence={**_evidence_of(movement, days, on), "rule": "improved"},
    )


def _evidence_of(movement: Movement, days: Sequence[Day], on: int) -> dict[str, object]:
    trend = movement.trend
    recent = [day for day in days if on - WINDOW < day[0] <= on]
    change, low, high = (rounded(end or 0.0) for end in (trend.change, trend.low, trend.high))
    return {
        "on": iso(on),
        "since": iso(on - WINDOW + 1),
        "change": change,
        "low": low,
        "high": high,
        "p_decline": rounded(trend.p_decline or 0.0),
        "basis": trend.basis,
        "answered": trend.answered,
        "active_days": trend.active_days,
        "first_day": _day(recent[0]),
        "last_day": _day(recent[-1]),
        "confirmed_on": [iso(look) for look in movement.confirmed_on or ()],
    }


def _day(day: Day) -> dict[str, object]:
    ordinal, answered, correct = day
    return {"on": iso(ordinal), "correct": correct, "answered": answered}


def wheel_spinning(
    skill_id: int, days: Sequence[Day], on: int, limits: RuleLimits
) -> Finding | None:
    """Stuck on a skill: eight answers on two days, not mastered, and the last ten are surely below 60 %.

    `days` are those on this skill. What counts are the 30 dates that end with the last practice of it, as for its
    current accuracy, and that practice has to be within the last 30 dates itself. The order within a day is unknown,
    so the last ten are whole newest days back to at least ten answers, scaled down to ten.
    """
    if not days or on - days[-1][0] >= WINDOW:
        return None
    seen = tally(days, days[-1][0])
    if seen.answered < limits.stuck_answers or seen.days < limits.stuck_days:
        return None
    counts = [(correct, answered) for _, answered, correct in days]
    last_correct, last_answered = newest_counts(counts)
    # Cheaper than the beta distribution, and true: from 60 % right on nobody is surely below it.
    if last_correct >= limits.stuck_below * last_answered or mastered_from_sessions(counts):
        return None
    chance = chance_below_by_last_answers(limits.stuck_below, last_correct, last_answered)
    if chance < limits.stuck_certainty:
        return None
    first = next(day for day, _, _ in days if day > days[-1][0] - WINDOW)
    return Finding(
        kind="wheel_spinning",
        severity="medium",
        certainty=rounded(chance),
        evidence={
            "rule": "wheel_spinning",
            "on": iso(on),
            "since": iso(first),
            "last_practice": iso(days[-1][0]),
            "correct": seen.correct,
            "answered": seen.answered,
            "active_days": seen.days,
            "last_correct": rounded(last_correct),
            "last_answered": rounded(last_answered),
            "chance": rounded(chance),
            "limits": {
                "answers": limits.stuck_answers,
                "days": limits.stuck_days,
                "below": limits.stuck_below,
                "certainty": limits.stuck_certainty,
            },
        },
        skill_id=skill_id,
    )


def mastered_skill(skill_id: int, mastered_on: int, days: Sequence[Day], on: int) -> Finding | None:
    """Good news: a skill mastered within the last seven dates; the evidence counts its 30 dates up to then."""
    if not 0 <= on - mastered_on < NEWS_DAYS:
        return None
    seen = tally(days, mastered_on)
    return Finding(
        kind="mastered",
        severity="low",
        certainty=1.0,
        evidence={
            "rule": "mastered",
            "on": iso(on),
            "mastered": iso(mastered_on),
            "correct": seen.correct,
            "answered": seen.answered,
            "active_days": seen.days,
        },
        skill_id=skill_id,
        episode=f"mastered {iso(mastered_on)}",
    )
