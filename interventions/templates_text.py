"""The text of message templates: placeholders such as {student_name}, and how they are filled.

A template is data, never a format string: one regular expression, one pass, a list of allowed names. What is filled in
is not read again, so a student called "{days}" stays "{days}", and there is no attribute, index or width to reach.
"""

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

# What a template may ask for, and what the author of a template is told about it.
ALLOWED_VARIABLES: dict[str, str] = {
    "student_name": "the student's name",
    "skill_name": "the skill that needs practice most ({skill} means the same)",
    "days": "whole days since the last practice",
    "accuracy": "accuracy of the last 30 days, a whole number of percent",
    "streak_days": "days of practice in a row",
    "xp": "XP earned so far",
    "level": "the level reached",
    "achievement": "the newest achievement, earned in the last seven days",
    "assignment_title": "the assignment that is due next, or overdue",
    "due_date": "when that assignment is due",
    "class_name": "the class you share with the student",
    "teacher_name": "the name of the teacher who writes",
}
ALIASES = {"skill": "skill_name"}

# A message is far shorter; this bounds what a template full of long names can grow to.
MAX_FILLED_LENGTH = 20_000

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_BRACED = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Filled:
    """`missing`: names that still stand in the text as {name}, because no value was known or the name is not allowed."""

    text: str
    missing: tuple[str, ...]


def placeholders(text: str) -> list[str]:
    """Names in braces as they are written, each once, in the order of the text."""
    return list(dict.fromkeys(_PLACEHOLDER.findall(text)))


def variables_of(text: str) -> list[str]:
    """The allowed variables a template needs, aliases resolved, each once, in the order of the text."""
    names = (ALIASES.get(name, name) for name in placeholders(text))
    return [name for name in dict.fromkeys(names) if name in ALLOWED_VARIABLES]


def unknown_placeholders(text: str) -> list[str]:
    """Whatever stands in braces and is no allowed name: a typing error, or an attempt at more than a name."""
    return [
        inside
        for inside in dict.fromkeys(_BRACED.findall(text))
        if ALIASES.get(inside, inside) not in ALLOWED_VARIABLES
    ]


def template_problems(text: str, allowed: Container[str] = ALLOWED_VARIABLES) -> list[str]:
    """A sentence for each mistake with its place, characters counted from 1; none: the template may be saved."""
    # Of the same length, so that places stay true.
    outside = _BRACED.sub(lambda match: " " * len(match[0]), text)
    return [
        f"{match[0]} at character {match.start() + 1} is not a variable."
        for match in _BRACED.finditer(text)
        if ALIASES.get(match[1], match[1]) not in allowed
    ] + [
        f"The {match[0]} at character {match.start() + 1} stands alone."
        for match in re.finditer(r"[{}]", outside)
    ]


def fill(
    text: str, values: Mapping[str, str], allowed: Container[str] = ALLOWED_VARIABLES
) -> Filled:
    """The text with each allowed {name} replaced by its value; a name without a value stays as written."""
    missing: dict[str, None] = {}

    def value_of(match: re.Match[str]) -> str:
        name = ALIASES.get(match[1], match[1])
        if name not in allowed or name not in values:
            missing[match[1]] = None
            return match[0]
        return values[name]

    filled = _PLACEHOLDER.sub(value_of, text)
    return Filled(text=filled[:MAX_FILLED_LENGTH], missing=tuple(missing))


def unfill(text: str, values: Mapping[str, str], names: Iterable[str]) -> str:
    """The way back: where the value of one of these names stands as words of its own it becomes {name} again.

    One pass as in `fill`, longer values first, so that "Student 30" is never taken for "Student 3". Of two names with
    the same value the first one is meant.
    """
    known: dict[str, str] = {}
    for name in names:
        if values.get(name):
            known.setdefault(values[name], name)
    if not known:
        return text
    longest_first = sorted(known, key=len, reverse=True)
    words = "|".join(re.escape(value) for value in longest_first)
    return re.sub(rf"(?<!\w)(?:{words})(?!\w)", lambda match: f"{{{known[match[0]]}}}", text)
