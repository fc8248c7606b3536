"""A letter to the family: one row and one mail for each guardian who may be written to."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from alpha.accounts.models import User
from alpha.learning.models import Student
from alpha.notifications.models import OutboundEmail
from alpha.notifications.services import cancel_email, one_line
from analytics.models import Alert
from interventions.actions.family_mail import queue_family_mail
from interventions.actions.message import excerpt, skills_concerned, student_to_help
from interventions.actions.record import record_intervention
from interventions.errors import Conflict, Invalid
from interventions.families import Recipient, family_of
from interventions.family_summary import family_summary
from interventions.family_words import FamilySummary, phrases, put
from interventions.languages import ENGLISH, best_of
from interventions.letter_variables import letter_values
from interventions.letters import name_for_nobody, unfilled_in, whole_letter
from interventions.models import Intervention, LetterTemplate, ParentNotification

MAX_LETTER_LENGTH = 4_000
NOBODY_TO_REACH = "no contact possible"
TAKEN_BACK = "taken back by the sender"


@dataclass(frozen=True, slots=True)
class Letter:
    """A text ready to go; `literals` are the values in it that hold braces of their own."""

    language: str
    text: str
    literals: tuple[str, ...]
    summary: FamilySummary | None


@transaction.atomic
def notify_parent(
    student: Student,
    *,
    by: User,
    message: str,
    include_summary: bool = True,
    texts: Mapping[str, str] | None = None,
    guardian_ids: Collection[int] | None = None,
    topic: str = "",
    alert: Alert | None = None,
    at: datetime | None = None,
) -> Intervention:
    """Writes the letter for each guardian, its mail where there is an address, and the intervention: all or nothing.

    Everybody of the family who may be reached gets it, or of these the ones in `guardian_ids`. `texts` by language go
    to those who read it, `message`, in English, to the others. With nobody to reach one row without a guardian says so,
    for the letter that can be printed. Whether a mail left is the outbox's to tell. Raises NotFound, PermissionDenied
    and Invalid as `send_message`, with the field `message`, `message_es`… or `guardians`.
    """
    student = student_to_help(by, student)
    at = at or timezone.now()
    texts = {ENGLISH: message, **(texts or {})}
    recipients = _chosen(family_of(student, at=at, languages=texts), guardian_ids)
    languages = [one.language for one in recipients] or [best_of(student.language, texts)]
    summary = family_summary(student, student.school.day_of(at))
    letters = {
        language: Letter(
            language,
            *clean_letter(texts[language], language, student=student, by=by, summary=summary),
            summary if include_summary else None,
        )
        for language in dict.fromkeys(languages)
    }
    intervention = record_intervention(
        student,
        by=by,
        action_taken=f"Notified parent: {_what_was_done(letters.values(), recipients, topic)}",
        at=at,
        made=None,
        skills=skills_concerned(
            student, "\n".join(letter.text for letter in letters.values()), alert
        ),
        alert=alert,
    )
    for recipient in recipients:
        _write_letter(intervention, recipient, letters[recipient.language], at)
    if not recipients:
        _write_letter(intervention, None, letters[languages[0]], at)
    return intervention


def clean_letter(
    text: str, language: str, *, student: Student, by: User, summary: FamilySummary
) -> tuple[str, tuple[str, ...]]:
    """The text as it will be sent, and the values in it that hold braces; raises Invalid for the one who typed it."""
    field = "message" if language == ENGLISH else f"message_{language}"
    # A browser counts a line break as one character and sends two; no database keeps a NUL.
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise Invalid(field, "Write the letter first.")
    if len(text) > MAX_LETTER_LENGTH:
        raise Invalid(
            field,
            f"This letter has {len(text):,} characters;"
            f" {MAX_LETTER_LENGTH:,} is the most that can be sent.",
        )
    if "{" not in text:
        return text, ()
    values = letter_values(student, teacher=by, language=language, summary=summary).values()
    names = student.guardians.values_list("name", flat=True)
    literals = tuple(value for value in {*values, *names} if "{" in value)
    if unfilled := unfilled_in(text, literals):
        listed = ", ".join(f"{{{name}}}" for name in unfilled)
        raise Invalid(field, f"Fill in {listed} first: put a word in its place or take it out.")
    return text, literals


@transaction.atomic
def take_back(letter: ParentNotification, *, by: User) -> ParentNotification:
    """Stops a letter whose mail has not left yet. Only who wrote it may (PermissionDenied).

    Raises Conflict where there is nothing to stop: it left, failed, or was never a mail.
    """
    if letter.teacher_id != by.pk:
        raise PermissionDenied
    if letter.email is None or not cancel_email(letter.email, reason=TAKEN_BACK):
        raise Conflict("It is too late to take this letter back.")
    return letter


def _chosen(family: Iterable[Recipient], ids: Collection[int] | None) -> list[Recipient]:
    reached = [recipient for recipient in family if recipient.is_reached]
    if ids is None:
        return reached
    chosen = [recipient for recipient in reached if recipient.guardian.pk in ids]
    if len(chosen) < len(set(ids)):
        raise Invalid(
            "guardians", "Somebody you chose can no longer be written to. Look at the list again."
        )
    if reached and not chosen:
        raise Invalid("guardians", "Choose at least one person.")
    return chosen


def _what_was_done(letters: Iterable[Letter], recipients: list[Recipient], topic: str) -> str:
    if not recipients:
        return NOBODY_TO_REACH
    return str(LetterTemplate.Topic(topic).label) if topic else excerpt(next(iter(letters)).text)


def _write_letter(
    intervention: Intervention, recipient: Recipient | None, letter: Letter, at: datetime
) -> None:
    student = intervention.student
    guardian = None if recipient is None else recipient.guardian
    # No child's name and no reason: subjects are seen on locked screens and by mail servers.
    subject = one_line(put(phrases(letter.language).subject, school=student.school.name))[:200]
    name = guardian.name if guardian else name_for_nobody(student, letter.language)
    body = whole_letter(
        letter.text,
        name=name,
        student=student,
        summary=letter.summary,
        language=letter.language,
        literals=letter.literals,
    )
    email: OutboundEmail | None = None
    if recipient is not None and recipient.how == "mail":
        email = queue_family_mail(
            recipient.link,
            by=intervention.teacher,
            subject=subject,
            text=body,
            language=letter.language,
            dedupe_key=f"parent-notification-{intervention.pk}-{recipient.guardian.pk}",
            at=at,
        )
    ParentNotification.objects.create(
        intervention=intervention,
        teacher=intervention.teacher,
        student=student,
        guardian=guardian,
        language=letter.language,
        subject=subject,
        body=body,
        summary=_as_json(letter.summary),
        email=email,
        created_at=at,
    )


def _as_json(summary: FamilySummary | None) -> dict[str, Any] | None:
    return None if summary is None else asdict(summary)
