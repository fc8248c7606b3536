"""A letter before it is sent: the topic that fits, its text in each language, and the whole of what one person reads."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from alpha.accounts.models import User
from alpha.learning.models import AssignedWork, Student
from analytics.metrics.mastery import struggling_skills
from interventions.families import (
    Recipient,
    family_of,
    last_letter_at,
    letter_templates,
    topics_of,
)
from interventions.family_summary import family_summary
from interventions.family_words import FamilySummary, phrases, put, summary_text
from interventions.languages import best_of
from interventions.letter_variables import GUARDIAN_NAME, LETTER_VARIABLES, letter_values
from interventions.models import LetterTemplate
from interventions.templates_text import fill, placeholders

Topic = LetterTemplate.Topic
PLACE_OF_NAME = f"{{{GUARDIAN_NAME}}}"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a letter is written with. `topic` is "" for own words; `names`: who reads the letter, by its language.

    Where nobody can be reached, `names` holds the family as a whole: that letter is printed.
    """

    student: Student
    topic: str
    topics: tuple[tuple[str, str], ...]
    family: tuple[Recipient, ...]
    names: dict[str, tuple[str, ...]]
    last_letter_at: datetime | None
    summary: FamilySummary

    @property
    def reached(self) -> list[Recipient]:
        return [recipient for recipient in self.family if recipient.is_reached]


def open_desk(student: Student, *, at: datetime, topic: str | None = None) -> Desk:
    """`topic` None: the one that fits the student. The size of the family asks no more queries."""
    topics = tuple(topics_of(student))
    if topic is None:
        topic = fitting_topic(student, [name for name, _ in topics])
    languages = letter_templates(student, topic)
    family = tuple(family_of(student, at=at, languages=languages))
    return Desk(
        student=student,
        topic=topic,
        topics=topics,
        family=family,
        names=readers(student, family, languages),
        last_letter_at=last_letter_at(student),
        summary=family_summary(student, student.school.day_of(at)),
    )


def readers(
    student: Student, family: Iterable[Recipient], languages: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Who reads the letter, by language; the family as a whole where nobody can be reached."""
    names: dict[str, tuple[str, ...]] = {}
    for recipient in family:
        if recipient.is_reached:
            before = names.get(recipient.language, ())
            names[recipient.language] = (*before, recipient.guardian.name)
    if names:
        return names
    language = best_of(student.language, languages)
    return {language: (name_for_nobody(student, language),)}


def fitting_topic(student: Student, offered: Collection[str]) -> str:
    """What there is most reason to write about, of the topics there is a letter on; "" where there is none."""
    if Topic.NEEDS_PRACTICE in offered and struggling_skills(student):
        return Topic.NEEDS_PRACTICE
    if Topic.MISSING_WORK in offered and has_overdue_work(student):
        return Topic.MISSING_WORK
    return Topic.GOING_WELL if Topic.GOING_WELL in offered else next(iter(offered), "")


def has_overdue_work(student: Student) -> bool:
    overdue = AssignedWork.objects.filter(student=student, assignment__due_at__lt=timezone.now())
    return overdue.exclude(status=AssignedWork.Status.COMPLETED).exists()


def draft_letters(desk: Desk, *, by: User) -> dict[str, str]:
    """The text of the topic's letter in each language that is needed; without a letter on it, empty.

    The name is put in where the letter is for one person; for several it stays {guardian_name} until each gets hers.
    """
    student = desk.student
    templates = letter_templates(student, desk.topic)
    drafts: dict[str, str] = {}
    for language, names in desk.names.items():
        drafts[language] = ""
        if language in templates:
            values = letter_values(student, teacher=by, language=language, summary=desk.summary)
            if len(names) == 1:
                values[GUARDIAN_NAME] = names[0]
            drafts[language] = fill(templates[language].content, values, LETTER_VARIABLES).text
    return drafts


def whole_letter(
    text: str,
    *,
    name: str,
    student: Student,
    summary: FamilySummary | None,
    language: str,
    literals: Iterable[str] = (),
) -> str:
    """What one person reads: her name in its place, and the summary below."""
    body = with_name(text, name, literals)
    if summary is None:
        return body
    return f"{body}\n\n{summary_text(summary, student.name, language)}"


def name_for_nobody(student: Student, language: str) -> str:
    """Whom a letter greets that is printed for whoever comes."""
    return put(phrases(language).family_of, name=student.name)


def with_name(text: str, name: str, literals: Iterable[str] = ()) -> str:
    """Puts the name into its place. `literals`: values that hold braces themselves, which stay what they are."""
    kept = sorted((value for value in literals if "{" in value), key=len, reverse=True)
    either = "|".join([*map(re.escape, kept), re.escape(PLACE_OF_NAME)])
    return re.sub(either, lambda match: name if match[0] == PLACE_OF_NAME else match[0], text)


def unfilled_in(text: str, literals: Iterable[str]) -> list[str]:
    """Placeholders nobody filled; that of the name is filled later, braces inside a value belong to it."""
    for value in sorted(literals, key=len, reverse=True):
        text = text.replace(value, " ")
    return [name for name in placeholders(text) if name != GUARDIAN_NAME]
