"""An alert in words: one sentence that can be checked, the rule behind it, and the values it used.

Pure functions of a finding's `evidence` as `analytics.detectors` writes it. Sentences have no subject: the name stands
above them. Old alerts may lack a number; then what is known is said.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics import words

Evidence = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class About:
    """What an alert is about besides the student; empty where it is about nothing more."""

    skill: str = ""
    assignment: str = ""


def sentence(kind: str, evidence: Evidence, about: About = About()) -> str:
    """Say what was found, with its numbers, n and dates."""
    try:
        return SENTENCES[kind](evidence, about)
    except KeyError:
        return ""


def rule(kind: str, evidence: Evidence) -> str:
    """Say what the rule looks for, with the limits that were in force."""
    try:
        return RULES[kind](evidence.get("limits", {}))
    except KeyError:
        return ""


def values(kind: str, evidence: Evidence) -> list[tuple[str, str]]:
    """Return what the rule saw, as (name, value); what is not known is left out."""
    shown = [(name, _known(words_for, evidence)) for name, words_for in VALUES[kind]]
    return [(name, text) for name, text in shown if text]


def _known(words_for: Callable[[Evidence], str], evidence: Evidence) -> str:
    try:
        return words_for(evidence)
    except KeyError:
        return ""


def day(iso: str | None) -> str:
    """Return "Nov 3"."""
    if not iso:
        return ""
    on = date.fromisoformat(iso)
    return f"{on:%b} {on.day}"


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def school_days(number: int) -> str:
    return count(number, "school day")


# Sentences ---------------------------------------------------------------------------------------


def _inactivity(seen: Evidence, _: About) -> str:
    missed = school_days(seen["missed"])
    if seen["last_practice"] is None:
        return f"No practice in the {missed} since joining the class on {day(seen['joined'])}."
    before = f"{seen['active_days']} of {school_days(seen['school_days'])}"
    return f"No practice for {missed}, since {day(seen['last_practice'])}; before that on {before}."


def _struggling(seen: Evidence, _: About) -> str:
    counts = seen["correct"], seen["answered"]
    said = words.below(counts, seen["active_days"], seen["limits"]["below"], surely=True)
    return f"{said}, in the 30 days to {day(seen['on'])}."


def _moved(seen: Evidence, _: About) -> str:
    first, last = seen["first_day"], seen["last_day"]
    low, high = sorted(abs(words.rounded(seen[end] * 100)) for end in ("low", "high"))
    points = count(abs(words.rounded(seen["change"] * 100)), "point")
    side = "below" if seen["change"] < 0 else "above"
    before = "the month before" if seen["basis"] == "history" else "the start of these 30 days"
    return (
        f"From {_counted(first)} on {day(first['on'])} to {_counted(last)} on {day(last['on'])};"
        f" about {points} {side} {before} (likely {low} to {high}),"
        f" from {count(seen['answered'], 'answer')} on {count(seen['active_days'], 'day')}."
    )


def _counted(tally: Evidence) -> str:
    return words.accuracy_with_n(tally["correct"], tally["answered"])


def _stuck(seen: Evidence, about: About) -> str:
    right = words.right_on_days(seen["correct"], seen["answered"], seen["active_days"])
    limit = words.threshold(seen["limits"]["below"])
    skill = f"{about.skill}: " if about.skill else ""
    return f"{skill}{right} since {day(seen['since'])}, the newest ten surely below {limit}."


def _overdue(seen: Evidence, about: About) -> str:
    title = f"“{about.assignment}”" if about.assignment else "Assigned work"
    late = school_days(seen["school_days_late"])
    return f"{title} was due on {day(seen['due'])}, {late} ago: {progress(seen)}."


def progress(seen: Evidence) -> str:
    """Say how far somebody is with unfinished work: "not begun", "6 of 12 questions answered"."""
    if not seen.get("is_begun"):
        return "not begun"
    if seen.get("answered") is None:
        return "begun"
    return f"{seen['answered']} of {count(seen['questions'], 'question')} answered"


def _class_gap(seen: Evidence, _: About) -> str:
    share = f"{seen['quiet']} of {count(seen['students'], 'student')}"
    last = (
        f"; the last practice was on {day(seen['last_practice'])}" if seen["last_practice"] else ""
    )
    return f"{share} have not practiced for {school_days(seen['missed'])} or more{last}."


def _returned(seen: Evidence, _: About) -> str:
    active = count(seen["active_days"], "day")
    return (
        f"Practicing again since {day(seen['back'])}, on {active} so far,"
        f" after {school_days(seen['missed'])} without."
    )


def _mastered(seen: Evidence, about: About) -> str:
    right = words.right_on_days(seen["correct"], seen["answered"], seen["active_days"])
    return f"Mastered {about.skill or 'a skill'} on {day(seen['mastered'])}: {right}."


def _streak(seen: Evidence, _: About) -> str:
    return f"Practiced on {school_days(seen['days'])} in a row, since {day(seen['since'])}."


SENTENCES: Mapping[str, Callable[[Evidence, About], str]] = {
    "inactivity": _inactivity,
    "struggling": _struggling,
    "decline": _moved,
    "wheel_spinning": _stuck,
    "overdue": _overdue,
    "class_gap": _class_gap,
    "improved": _moved,
    "returned": _returned,
    "mastered": _mastered,
    "streak": _streak,
}


def shared_work(seen: Evidence, title: str, students: int) -> str:
    """Say of one assignment that several students have not finished it."""
    if "school_days_late" not in seen:
        return f"{students} students have not finished “{title}”."
    late = school_days(seen["school_days_late"])
    due = f"“{title}” was due on {day(seen['due'])}, {late} ago"
    return f"{due}; {students} students have not finished it."


# Rules -------------------------------------------------------------------------------------------

RULES: Mapping[str, Callable[[Evidence], str]] = {
    "inactivity": lambda limits: (
        f"At least {school_days(limits['school_days'])} without practice, and a gap that would come by chance"
        f" less than {words.threshold(limits['chance'])} of the time for this student's own rhythm."
        " Weekends and holidays do not count."
    ),
    "struggling": lambda limits: (
        f"Accuracy over 30 days that is below {words.threshold(limits['below'])} with a probability of at least"
        f" {words.threshold(limits['certainty'])}, from {limits['answers']} answers or more."
    ),
    "decline": lambda limits: (
        "Accuracy of the last 30 days lies clearly below the month before (95% sure), by"
        f" {words.rounded(limits['change'] * 100)} points or more, on two days of practice in a row."
    ),
    "wheel_spinning": lambda limits: (
        f"At least {count(limits['answers'], 'answer')} on {count(limits['days'], 'day')} without mastering the skill,"
        f" and the newest ten are below {words.threshold(limits['below'])} with a probability of at least"
        f" {words.threshold(limits['certainty'])}."
    ),
    "overdue": lambda limits: (
        f"Work that is not finished {school_days(limits['school_days'])} after it was due, for up to 30 days."
    ),
    "class_gap": lambda limits: (
        f"At least {words.threshold(limits['share'])} of the class have not practiced for"
        f" {school_days(limits['school_days'])} or more, which is unusual for them. It is said once of the class"
        " instead of each student."
    ),
    "improved": lambda _: (
        "Accuracy of the last 30 days lies clearly above the month before (95% sure), on two days of practice in a row."
    ),
    "returned": lambda _: (
        "Practice within the last seven days after a gap that had been noticed here."
    ),
    "mastered": lambda _: (
        "A skill mastered within the last seven days: the newest ten answers make 75% or more very likely."
    ),
    "streak": lambda limits: (
        f"{school_days(limits['days'])} of practice in a row, reached within the last seven days. Weekends and"
        " holidays break nothing."
    ),
}

# Values ------------------------------------------------------------------------------------------


def _on(name: str) -> Callable[[Evidence], str]:
    return lambda seen: day(seen.get(name))


def _share(name: str) -> Callable[[Evidence], str]:
    return lambda seen: words.threshold(seen[name]) if seen.get(name) is not None else ""


def _number(name: str, noun: str) -> Callable[[Evidence], str]:
    return lambda seen: count(seen[name], noun) if seen.get(name) is not None else ""


def _right(seen: Evidence) -> str:
    if not seen.get("answered"):
        return ""
    return words.right_on_days(seen["correct"], seen["answered"], seen["active_days"])


def _newest_ten(seen: Evidence) -> str:
    if not seen.get("last_answered"):
        return ""
    return words.percent(seen["last_correct"] / seen["last_answered"])


def _change(seen: Evidence) -> str:
    low, high, middle = (words.rounded(seen[end] * 100) for end in ("low", "high", "change"))
    return f"{middle:+d} points (95% likely between {low:+d} and {high:+d})".replace("-", "−")


def _rhythm(seen: Evidence) -> str:
    if not seen.get("school_days"):
        return ""
    return f"practice on {seen['active_days']} of {school_days(seen['school_days'])}"


def _answers(seen: Evidence) -> str:
    return f"{count(seen['answered'], 'answer')} on {count(seen['active_days'], 'day')}"


_MOVED: tuple[tuple[str, Callable[[Evidence], str]], ...] = (
    ("Change of accuracy", _change),
    ("Rests on", _answers),
    ("Seen on two days of practice", lambda seen: " and ".join(map(day, seen["confirmed_on"]))),
    ("As of", _on("on")),
)
VALUES: Mapping[str, tuple[tuple[str, Callable[[Evidence], str]], ...]] = {
    "inactivity": (
        ("Last practice", _on("last_practice")),
        ("Missed since", _number("missed", "school day")),
        ("Before the gap", _rhythm),
        ("Chance of such a gap", _share("chance")),
        ("As of", _on("on")),
    ),
    "struggling": (
        ("Answers of 30 days", _right),
        ("Probability of being below the limit", _share("chance")),
        ("From", _on("since")),
        ("To", _on("on")),
    ),
    "decline": _MOVED,
    "wheel_spinning": (
        ("Answers", _right),
        ("Right of the newest ten", _newest_ten),
        ("Probability of being below the limit", _share("chance")),
        ("From", _on("since")),
        ("Last practice", _on("last_practice")),
    ),
    "overdue": (
        ("Due", _on("due")),
        ("Late by", _number("school_days_late", "school day")),
        ("So far", progress),
        ("As of", _on("on")),
    ),
    "class_gap": (
        ("Students without practice", _number("quiet", "student")),
        ("Of", _number("students", "student")),
        ("Last practice of any of them", _on("last_practice")),
        ("As of", _on("on")),
    ),
    "improved": _MOVED,
    "returned": (
        ("Last practice before", _on("last_practice")),
        ("Missed", _number("missed", "school day")),
        ("Back on", _on("back")),
    ),
    "mastered": (("Answers up to then", _right), ("Mastered on", _on("mastered"))),
    "streak": (
        ("School days in a row", lambda seen: str(seen["days"])),
        ("Since", _on("since")),
        ("Reached on", _on("reached")),
    ),
}
