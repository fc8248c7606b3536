"""A message from a teacher to a student: sending it, taking it back before it is released, and noting that it was read."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from alpha.accounts.models import User
from alpha.learning.access import find_student_to_help
from alpha.learning.models import Skill, Student
from alpha.notifications.models import Notification
from analytics.models import Alert
from interventions.actions.record import let_go, notify_student, record_intervention
from interventions.errors import Conflict, Invalid, NotFound
from interventions.follow_up import change_back
from interventions.models import Intervention, MessageTemplate, TeacherMessage
from interventions.templates_text import placeholders
from interventions.variables import variables_for

MAX_MESSAGE_LENGTH = 2_000
NOTICE_LENGTH = 140
EXCERPT_LENGTH = 80
# Further ahead a date is more likely a slip of the keyboard than a plan.
LATEST_RELEASE = timedelta(days=366)


@transaction.atomic
def send_message(
    student: Student,
    *,
    by: User,
    message: str,
    template: MessageTemplate | None = None,
    alert: Alert | None = None,
    release_at: datetime | None = None,
    at: datetime | None = None,
) -> Intervention:
    """Writes the message, its intervention with the frozen baseline, and the student's notice: all or nothing.

    `at` is when the teacher acts: now, unless the past is being told. `release_at` is when the student gets it; until
    then `take_back` undoes all of it. Without one that is as soon as the time for a second thought has passed. Raises
    NotFound where the student is not (or no longer) within the scope of `by`, PermissionDenied where `by` may look but
    not act, Invalid for a text, template or moment that cannot be.
    """
    student = student_to_help(by, student)
    text = clean_message(message, student=student, by=by)
    if template is not None and not _may_use(by, template):
        raise Invalid("template", "This template belongs to another school or teacher.")
    release_at = _release_moment(release_at, at)
    at = at or timezone.now()
    sent = TeacherMessage.objects.create(
        teacher=by, student=student, message=text, template=template, sent_at=release_at
    )
    intervention = record_intervention(
        student,
        by=by,
        action_taken=f"Sent message: {template.title if template else excerpt(text)}",
        at=at,
        made=sent,
        skills=skills_concerned(student, text, alert),
        alert=alert,
    )
    notify_student(
        student,
        kind=Notification.Kind.MESSAGE,
        title=f"Message from {by.display_name}",
        body=text[:NOTICE_LENGTH],
        link=message_link(sent),
        at=release_at,
    )
    return intervention


@transaction.atomic
def take_back(message: TeacherMessage, *, by: User) -> None:
    """Undoes a message before the student could know of it: message, intervention and notice are gone.

    Raises NotFound where it is gone already, PermissionDenied for anybody but who wrote it, Conflict once it is
    released, or where somebody has closed its intervention meanwhile.
    """
    if message.teacher_id != by.pk:
        raise PermissionDenied
    # Locked: the student who opens it at this very moment waits, and then finds nothing.
    found = TeacherMessage.objects.select_for_update().filter(pk=message.pk).first()
    if found is None:
        raise NotFound
    intervention = Intervention.objects.filter(message=found).select_related("alert").first()
    if intervention is not None:
        if intervention.is_resolved:
            raise Conflict("This message is marked as resolved. Reopen it before you take it back.")
        if intervention.alert is not None:
            let_go(intervention.alert, by=by, at=intervention.created_at)
        change_back(intervention, by=by)
        intervention.delete()
    Notification.objects.filter(
        recipient=message.student.user_id, link=message_link(message)
    ).delete()
    found.delete()
    # Asked last, so that however long the lines above took, nothing is undone that could be read.
    if message.is_released:
        raise Conflict(f"This message has left already: {message.student.name} can read it.")


def undo_time() -> timedelta:
    """How long a message waits for a second thought before it is released."""
    return timedelta(seconds=settings.MESSAGE_UNDO_SECONDS)


@transaction.atomic
def mark_read(message: TeacherMessage, *, by: User, at: datetime | None = None) -> TeacherMessage:
    """Notes the first time the student opened the message, on it and on its notice; others reading it change nothing.

    Raises NotFound where the message was taken back at this very moment.
    """
    if message.student.user_id != by.pk:
        return message
    at = at or timezone.now()
    TeacherMessage.objects.filter(pk=message.pk, is_read=False).update(is_read=True, read_at=at)
    Notification.objects.unread().filter(recipient=by, link=message_link(message)).update(
        read_at=at
    )
    try:
        message.refresh_from_db(fields=["is_read", "read_at"])
    except TeacherMessage.DoesNotExist:
        raise NotFound from None
    return message


def message_link(message: TeacherMessage) -> str:
    return reverse("interventions:message", args=[message.pk])


def student_to_help(by: User, student: Student) -> Student:
    """The student as the database has her now, if `by` may still act for her; refusals as in `send_message`."""
    try:
        return find_student_to_help(by, student.pk)
    except Http404:
        raise NotFound from None


def clean_message(
    text: str, *, student: Student, by: User, values: Mapping[str, str] | None = None
) -> str:
    """The text as it will be sent; raises Invalid with a sentence for the person who typed it.

    `values`: those of the student's variables where they are known already, so that nothing is read.
    """
    # A browser counts a line break as one character and sends two; no database keeps a NUL.
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise Invalid("message", "Write a message first.")
    if len(text) > MAX_MESSAGE_LENGTH:
        raise Invalid(
            "message",
            f"This message has {len(text):,} characters;"
            f" {MAX_MESSAGE_LENGTH:,} is the most that can be sent.",
        )
    unfilled = _unfilled(text, student, by, values)
    if unfilled:
        names = ", ".join(f"{{{name}}}" for name in unfilled)
        raise Invalid("message", f"Fill in {names} first: put a word in its place or take it out.")
    return text


def excerpt(text: str) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT_LENGTH else f"{line[: EXCERPT_LENGTH - 1].rstrip()}…"


def _release_moment(asked: datetime | None, told_at: datetime | None) -> datetime:
    """`told_at`: when the teacher acted, if that is in the past: nobody has second thoughts about it."""
    if asked is None:
        return told_at or timezone.now() + undo_time()
    if timezone.is_naive(asked):
        raise Invalid("release_at", "Say in which time zone this hour is meant.")
    acted_at = told_at or timezone.now()
    if asked <= acted_at:
        raise Invalid("release_at", "This moment has passed. Choose a later one.")
    if asked > acted_at + LATEST_RELEASE:
        raise Invalid("release_at", "Choose a moment within the next twelve months.")
    return max(asked, acted_at + undo_time())


def _unfilled(text: str, student: Student, by: User, values: Mapping[str, str] | None) -> list[str]:
    """Placeholders left in the text; braces inside a name that was filled in are part of that name."""
    if not placeholders(text):
        return []
    for value in (variables_for(student, teacher=by) if values is None else values).values():
        text = text.replace(value, " ")
    return placeholders(text)


def _may_use(by: User, template: MessageTemplate) -> bool:
    """One that was switched off between preview and sending may still be named: its words are in the message already."""
    return template.school_id in {None, by.school_id} and template.owner_id in {None, by.pk}


def skills_concerned(student: Student, text: str, alert: Alert | None) -> Iterable[Skill]:
    """Skills of the student that the message names, and that of the alert: what its effect is looked for in."""
    practiced = Skill.objects.filter(learning_paths__student=student)
    named = [
        skill for skill in practiced if re.search(rf"(?<!\w){re.escape(skill.name)}(?!\w)", text)
    ]
    if alert is not None and alert.skill is not None and alert.skill not in named:
        named.append(alert.skill)
    return named
