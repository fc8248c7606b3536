"""What Alpha itself says to a family, in each language it can: plain, kind, every number with what it counts.

There is no rank, no percentile, no prediction, no average of others and no other child here: they have no way in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from interventions.languages import ENGLISH, base_code

Direction = Literal["improving", "stable", "declining", "not_enough_data"]
GoodKind = Literal["skill", "mastered", "improving", "regular", "practiced", "member"]


@dataclass(frozen=True, slots=True)
class GoodNews:
    """One thing that goes well. `skill` with correct of answered, `mastered` and a skill, or `days` of practice."""

    kind: GoodKind
    skill: str = ""
    correct: int = 0
    answered: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class FamilySummary:
    """Practice of the `days` dates ending that day. `direction` compares 30 dates with the 30 before, by the trend test;
    `work_on` are at most three skills, what needs practice most first.
    """

    days: int
    correct: int
    answered: int
    active_days: int
    direction: Direction
    good_news: GoodNews
    work_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language. Pairs are singular and plural, by the number that comes first in them."""

    heading: str
    practice: str
    questions: tuple[str, str]
    on_days: tuple[str, str]
    were_right: tuple[str, str]
    no_practice: str
    compared: str
    directions: dict[str, str]
    going_well: str
    skill_right: str
    to_practice: str
    and_word: str
    good: dict[GoodKind, str]
    family_of: str
    subject: str
    why_you: str
    how_to_stop: str


EN = Phrases(
    heading="The last {days} days in short",
    practice="{name} answered {questions} {on_days}; {were_right} ({percent}%).",
    questions=("{n} question", "{n} questions"),
    on_days=("on {n} day", "on {n} days"),
    were_right=("{n} answer was right", "{n} answers were right"),
    no_practice="There was no practice in the last {days} days yet.",
    compared="Compared with the month before: {direction}.",
    directions={
        "improving": "more answers are right",
        "stable": "about the same",
        "declining": "fewer answers are right; that is nothing unusual, and practice helps",
    },
    going_well="Going well: {what}.",
    skill_right="{skill} ({correct} of {answered} right)",
    to_practice="Good to practice: {skills}.",
    and_word="and",
    good={
        "skill": "{name} is doing well with {skill}: {correct} of {answered} answers were right lately.",
        "mastered": "{name} has mastered {skill}.",
        "improving": "{name} answers more questions right than a month ago.",
        "regular": "{name} practiced on {days} days in the last month, and that takes effort.",
        "practiced": "{name} has started to practice this month, and every start counts.",
        "member": "We are glad to have {name} at our school.",
    },
    family_of="family of {name}",
    subject="A note from {school}",
    why_you="You get this because the school has you as a contact for a student.",
    how_to_stop="To stop mail like this: {link}",
)
ES = Phrases(
    heading="Los últimos {days} días en breve",
    practice="{name} respondió {questions} {on_days}; {were_right} ({percent} %).",
    questions=("{n} pregunta", "{n} preguntas"),
    on_days=("en {n} día", "en {n} días"),
    were_right=("{n} respuesta fue correcta", "{n} respuestas fueron correctas"),
    no_practice="Todavía no hubo práctica en los últimos {days} días.",
    compared="En comparación con el mes anterior: {direction}.",
    directions={
        "improving": "hay más respuestas correctas",
        "stable": "más o menos igual",
        "declining": "hay menos respuestas correctas; no es nada raro, y practicar ayuda",
    },
    going_well="Lo que va bien: {what}.",
    skill_right="{skill} ({correct} de {answered} correctas)",
    to_practice="Conviene practicar: {skills}.",
    and_word="y",
    good={
        "skill": "A {name} le va bien con {skill}: hace poco acertó {correct} de {answered} respuestas.",
        "mastered": "{name} ya domina {skill}.",
        "improving": "{name} acierta más preguntas que hace un mes.",
        "regular": "{name} practicó {days} días en el último mes, y eso requiere esfuerzo.",
        "practiced": "{name} empezó a practicar este mes, y cada comienzo cuenta.",
        "member": "Nos alegra tener a {name} en nuestra escuela.",
    },
    family_of="familia de {name}",
    subject="Un mensaje de {school}",
    why_you="Recibe este mensaje porque figura en la escuela como contacto de un estudiante.",
    how_to_stop="Para no recibir más mensajes como este: {link}",
)
PHRASES = {ENGLISH: EN, "es": ES}


def phrases(language: str) -> Phrases:
    return PHRASES.get(base_code(language), EN)


def put(text: str, **values: object) -> str:
    """The phrase with its values. They are put in side by side, never read again: a name may hold braces."""
    pieces = text.split("{")
    filled = [pieces[0]]
    for piece in pieces[1:]:
        name, _, rest = piece.partition("}")
        filled += [str(values[name]), rest]
    return "".join(filled)


def summary_text(summary: FamilySummary, name: str, language: str) -> str:
    """The summary as lines of plain text, its heading first."""
    said = phrases(language)
    lines = [_practice(summary, name, said)]
    if summary.answered and summary.direction in said.directions:
        lines.append(put(said.compared, direction=said.directions[summary.direction]))
    if well := _going_well(summary.good_news, said):
        lines.append(put(said.going_well, what=well))
    if summary.work_on:
        lines.append(put(said.to_practice, skills=listed(summary.work_on, said.and_word)))
    heading = put(said.heading, days=summary.days)
    return "\n".join([f"{heading}:", *(f"- {line}" for line in lines)])


def good_news_text(news: GoodNews, name: str, language: str) -> str:
    """A whole sentence for the beginning of a letter."""
    return put(
        phrases(language).good[news.kind],
        name=name,
        skill=news.skill,
        correct=news.correct,
        answered=news.answered,
        days=news.days,
    )


def listed(words: Sequence[str], and_word: str) -> str:
    """ "Fractions, Division and Multiplication"."""
    *most, last = words
    return f"{', '.join(most)} {and_word} {last}" if most else last


def _practice(summary: FamilySummary, name: str, said: Phrases) -> str:
    if not summary.answered:
        return put(said.no_practice, days=summary.days)
    return put(
        said.practice,
        name=name,
        questions=_counted(summary.answered, said.questions),
        on_days=_counted(summary.active_days, said.on_days),
        were_right=_counted(summary.correct, said.were_right),
        # Half a percent goes up, as everywhere.
        percent=(200 * summary.correct // summary.answered + 1) // 2,
    )


def _going_well(news: GoodNews, said: Phrases) -> str:
    """A skill by name; the other kinds are in the lines above already, or in the letter."""
    if news.kind == "skill":
        return put(said.skill_right, skill=news.skill, correct=news.correct, answered=news.answered)
    return news.skill if news.kind == "mastered" else ""


def _counted(number: int, pair: tuple[str, str]) -> str:
    return put(pair[number != 1], n=number)
