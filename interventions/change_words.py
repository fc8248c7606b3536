"""A measured change in the words of the screen: raw numbers with their n, and plainly where there are too few.

Nothing here says that help brought something about.
"""

from analytics.words import accuracy_with_n, percent, rounded
from interventions.baseline import Tally
from interventions.effect_words import raw_change_sentence
from interventions.effects import MIN_ANSWERS, MIN_CLASSMATES
from interventions.measured_change import (
    Classmates,
    GainCheck,
    MeasuredChange,
    WorkDone,
    counts,
)

NOTHING_KEPT = "Nothing was kept of the time before it, so nothing can be compared."
# Practice that was not done cannot have helped.
ENOUGH_OF_THE_WORK = 0.8


def change_sentence(change: MeasuredChange) -> str:
    """Return "Before 52% (13 of 25), after 63% (19 of 30); 18 classmates in the same weeks +5 points", or what is
    missing: "Needs more practice: 12 of 20 answers."
    """
    if change.change is None or change.before is None:
        return thin_words(change)
    classmates = change.classmates
    return (
        raw_change_sentence(
            counts(change.before), counts(change.since), classmates.change, len(classmates.used)
        )
        + "."
    )


def thin_words(change: MeasuredChange) -> str:
    """Why nothing is said of a change; empty where something is."""
    match change.state:
        case "nothing_kept":
            return NOTHING_KEPT
        case "thin_before":
            answered = change.before.answered if change.before else 0
            return f"Too little practice before it to compare with: {_of_enough(answered)}."
        case "thin_since":
            missing = _of_enough(change.since.answered)
            if change.is_over:
                return f"Too little practice in the four weeks after it: {missing}."
            return f"Needs more practice: {missing}."
    return ""


def classmates_words(classmates: Classmates) -> str:
    """Whom she is compared with, or why with nobody."""
    used = len(classmates.used)
    if classmates.change is None:
        return f"{used} of the {MIN_CLASSMATES} it takes to compare"
    return f"{used} students not helped then"


def points(share: float | None) -> str:
    """Return "+5 points", "−1 point", "0 points"; None is "not known"."""
    if share is None:
        return "not known"
    whole = -rounded(-share * 100) if share < 0 else rounded(share * 100)
    sign = "+" if whole > 0 else "−" if whole < 0 else ""
    return f"{sign}{abs(whole)} point{'' if abs(whole) == 1 else 's'}"


def work_words(work: WorkDone) -> str:
    """How much of the work that was given is done, and how well: "All 15 questions answered, 11 right (73%)."."""
    if not work.answered:
        return f"None of the {work.questions} questions is answered yet, so the plan has not been tried."
    share = percent(work.correct / work.answered)
    if work.answered >= work.questions:
        return f"All {work.questions} questions answered, {work.correct} right ({share})."
    told = (
        f"{work.answered} of {work.questions} questions answered, {work.correct} right ({share})."
    )
    if work.answered < ENOUGH_OF_THE_WORK * work.questions:
        told += " The plan has not been tried in full yet."
    return told


def kept_words(check: GainCheck) -> str:
    """Return "The gain held: 64%, 32 of 50.", or what else the two weeks after it was resolved say."""
    if check.status == "thin":
        return (
            "Too little practice in the two weeks after it was resolved to see whether it lasts:"
            f" {_of_enough(check.later.answered)}."
        )
    later = _short(check.later)
    if check.status == "no_gain":
        return f"No gain was measured that could have held. Two weeks later: {later}."
    then = (
        f"When it was resolved {_with_n(check.by_then)}, before it began {_with_n(check.before)}."
    )
    said = "held" if check.status == "held" else "did not hold"
    return f"The gain {said}: {later}. {then}"


def _of_enough(answered: int) -> str:
    return f"{answered} of {MIN_ANSWERS} answers"


def _short(of: Tally) -> str:
    return f"{percent(of.correct / of.answered)}, {of.correct} of {of.answered}"


def _with_n(of: Tally | None) -> str:
    return accuracy_with_n(*counts(of)) if of else "not known"
