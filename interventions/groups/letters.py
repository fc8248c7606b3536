"""A letter to the family of each of several students: one topic, in the family's languages, with her own values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format, time_format

from alpha.accounts.models import User
from alpha.learning.models import Student
from interventions.actions.parent_notice import notify_parent
from interventions.families import Recipient, families_of, letter_templates, topics_of
from interventions.family_summary import family_summaries
from interventions.family_words import FamilySummary
from interventions.groups.choosing import Chosen
from interventions.groups.previews import Preview
from interventions.languages import ENGLISH, language_name
from interventions.letter_variables import (
    GUARDIAN_NAME,
    LETTER_VARIABLES,
    last_skills_of,
    letter_values_in,
)
from interventions.letters import readers, unfilled_in, whole_letter
from interventions.models import GroupAction, GroupActionItem, Intervention, LetterTemplate
from interventions.situation import Situation, situations_of
from interventions.templates_text import fill

Topic = LetterTemplate.Topic
NO_LETTER = "There is no letter on this topic in {language}."
TO_PRINT = "Nobody can be written to by e-mail: the letter is to be printed."
HOW = {
    "mail": "by e-mail",
    "paper": "a letter to print",
    "opted_out": "has stopped such mail",
    "not_allowed": "may not be written to",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a student and her family for a letter."""

    student: Student
    family: Sequence[Recipient]
    names: Mapping[str, tuple[str, ...]]
    summary: FamilySummary
    situation: Situation
    last_skill: str


def offered_topics(chosen: Chosen) -> list[tuple[str, str]]:
    """The topics the school has a letter on, with their names; one query."""
    return topics_of(chosen.students[0])


def first_topic(offered: Sequence[tuple[str, str]]) -> str:
    """What is most often written about to several families at once, of those offered; "" without any."""
    return next((topic for topic, _ in offered), "")


def letter_previews(
    chosen: Chosen, *, by: User, topic: str, includes_summary: bool, at: datetime
) -> list[Preview]:
    """The whole letter as each reader will have it; at most nineteen queries for all of them."""
    templates = letter_templates(chosen.students[0], topic) if topic else {}
    return [
        _preview(one, chosen, by, topic, templates, includes_summary=includes_summary)
        for one in _known(chosen, by, templates, at)
    ]


def notify_one(group: GroupAction, item: GroupActionItem) -> Intervention:
    """Sends what was shown."""
    texts: dict[str, str] = item.content["texts"]
    return notify_parent(
        item.student,
        by=group.teacher,
        message=texts.get(ENGLISH, ""),
        texts=texts,
        include_summary=item.content["include_summary"],
        topic=item.content["topic"],
    )


def _known(
    chosen: Chosen, by: User, templates: Mapping[str, LetterTemplate], at: datetime
) -> list[Known]:
    students, school = chosen.students, chosen.classroom.school
    families = families_of(students, at=at, languages=templates)
    summaries = family_summaries(students, school.day_of(at))
    situations = situations_of(students, viewer=by)
    last_skills = last_skills_of([student.pk for student in students])
    return [
        Known(
            student,
            families[student.pk],
            readers(student, families[student.pk], templates),
            summaries[student.pk],
            situations[student.pk],
            last_skills.get(student.pk, ""),
        )
        for student in students
    ]


def _preview(
    one: Known,
    chosen: Chosen,
    by: User,
    topic: str,
    templates: Mapping[str, LetterTemplate],
    *,
    includes_summary: bool,
) -> Preview:
    texts: dict[str, str] = {}
    wholes, problem = [], ""
    for language, names in one.names.items():
        if language not in templates:
            return Preview(
                one.student, "", problem=NO_LETTER.format(language=language_name(language))
            )
        values = letter_values_in(
            one.situation,
            one.student,
            teacher=by,
            language=language,
            summary=one.summary,
            last_skill=one.last_skill,
            class_name=chosen.classroom.name,
        )
        if len(names) == 1:
            values[GUARDIAN_NAME] = names[0]
        texts[language] = fill(templates[language].content, values, LETTER_VARIABLES).text
        missing = unfilled_in(texts[language], [value for value in values.values() if "{" in value])
        problem = problem or ", ".join(f"{{{name}}}: not known" for name in missing)
        wholes.append(
            whole_letter(
                texts[language],
                name=" / ".join(names),
                student=one.student,
                summary=one.summary if includes_summary else None,
                language=language,
                literals=values.values(),
            )
        )
    return Preview(
        one.student,
        "\n\n".join(wholes),
        {"texts": texts, "topic": topic, "include_summary": includes_summary},
        problem=problem,
        caution=_why_it_may_be_wrong(topic, one),
        note=_to_whom(one.family),
    )


def _why_it_may_be_wrong(topic: str, one: Known) -> str:
    """What the topic takes for granted, where it is not so."""
    if topic == Topic.NEEDS_PRACTICE and not one.summary.work_on:
        return "no skill is below 70%"
    if topic == Topic.MISSING_WORK and (
        one.situation.work is None or one.situation.work.days_late is None
    ):
        return "no work is overdue"
    return ""


def _to_whom(family: Sequence[Recipient]) -> str:
    """ "Ana Okafor: by e-mail; Ben Okafor: a letter to print"."""
    if not any(recipient.is_reached for recipient in family):
        return TO_PRINT
    return "; ".join(f"{one.guardian.name}: {_how(one)}" for one in family)


def _how(recipient: Recipient) -> str:
    """With the hour where it is not at once: quiet hours are the reader's own."""
    if not recipient.is_later or recipient.send_at is None:
        return HOW[recipient.how]
    local = recipient.send_at.astimezone(recipient.link.student.school.zone)
    return f"{HOW[recipient.how]}, {date_format(local, 'l')} at {time_format(local, 'g:i A')}"
