"""What help did in the words of the screen: never without its n, never more certain than the numbers are.

No word here says that help brought something about: those who got it are compared with others, and that is all.
"""

from analytics.words import accuracy_with_n, rounded
from interventions.effects import (
    MIN_STUDENTS,
    MIN_UNTREATED,
    OFFSET_SPREAD,
    Counts,
    Effect,
    Stars,
)

NO_EXPERIMENT = "Not an experiment: other help may explain part of it."
NO_ORDER = "No clear difference between them, so they stand in no order."
RAW_CHANGE_TAG = "raw change, includes natural rebound"
FOOTER = (
    "This compares students; it is not an experiment. Teachers choose whom to help, so some difference may be who was"
    " chosen."
)


def effect_verdict(effect: Effect) -> str:
    """Return "about 4 points higher", "no clear difference" or "not enough data (6 of 10)"."""
    if effect.effect is None:
        return f"not enough data ({effect.n} of {MIN_STUDENTS})"
    if effect.direction == "unclear":
        return "no clear difference"
    points = abs(rounded(effect.effect * 100))
    amount = f"about {_count(points, 'point')}" if points else "less than a point"
    return f"{amount} {_side(effect.effect)}"


def effect_sentence(help_given: str, effect: Effect) -> str:
    """Say what is known of one kind of help; `help_given` reads on from "Students who got"."""
    who = f"Students who got {help_given}"
    if effect.effect is None or effect.low is None or effect.high is None:
        return f"{who}: {effect_verdict(effect)}."
    low, high = rounded(effect.low * 100), rounded(effect.high * 100)
    n = _count(effect.n, "student")
    if effect.direction == "unclear":
        likely = f"likely {_range_with_sides(low, high)}; {n}"
        return f"{who}: no clear difference from similar classmates over the same weeks ({likely})."
    likely = f"likely {_range(low, high)}; {n}"
    than = "than similar classmates over the same weeks"
    return f"{who} ended {effect_verdict(effect)} {than} ({likely}). {NO_EXPERIMENT}"


def placebo_caveat(effect: Effect) -> str:
    """Say that the bias of who was chosen could not be measured; nothing where it could."""
    if effect.untreated >= MIN_UNTREATED:
        return ""
    return (
        f"{_count(effect.untreated, 'student')} met the same alert and got no help; it takes {MIN_UNTREATED} to see how"
        f" much is only who was chosen. Until then differences may be off by about {rounded(OFFSET_SPREAD * 100)} points"
        " more."
    )


def raw_change_sentence(
    before: Counts, after: Counts, classmates: float | None = None, students: int = 0
) -> str:
    """Return "Before 52% (13 of 25), after 63% (19 of 30); 18 classmates in the same weeks +5 points".

    `classmates`: the raw change of so many `students`. Belongs beside `RAW_CHANGE_TAG`.
    """
    said = f"Before {_seen(before)}, after {_seen(after)}"
    if classmates is None:
        return said
    points = rounded(classmates * 100)
    sign = "+" if points > 0 else "−" if points < 0 else ""
    change = f"{sign}{_count(abs(points), 'point')}"
    return f"{said}; {_count(students, 'classmate')} in the same weeks {change}"


def stars_words(stars: Stars) -> str:
    """Return teachers' opinion as they gave it: "4.3 of 5 stars (6 ratings)"."""
    if stars.mean is None:
        return "no ratings yet"
    return f"{rounded(stars.mean * 10) / 10:.1f} of 5 stars ({_count(stars.ratings, 'rating')})"


def _range(low: int, high: int) -> str:
    """Return "between 0 and 8", whatever side both ends are on; else the sides are named."""
    if low < 0 < high:
        return _range_with_sides(low, high)
    near, far = sorted((abs(low), abs(high)))
    return f"between {near} and {far}"


def _range_with_sides(low: int, high: int) -> str:
    if low < 0 < high:
        return f"between {_count(-low, 'point')} lower and {_count(high, 'point')} higher"
    if low == high == 0:
        return "within a point either way"
    return f"{_range(low, high)} points {_side(low + high)}"


def _side(difference: float) -> str:
    return "lower" if difference < 0 else "higher"


def _seen(counts: Counts) -> str:
    correct, answered = counts
    return accuracy_with_n(correct, answered) if answered else "no answers"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
