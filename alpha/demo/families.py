"""The families of the story class: between them, everything that can happen to a letter home.

Student 1: a mother who reads Spanish and has quiet hours of her own, a father who opted out. Student 2: a mother whose
language there is no letter in, a grandfather without an address, somebody who may not be contacted. Student 3 has the
parent of the sign-in page, and no letter yet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from alpha.accounts.models import School, User
from alpha.demo.clock import DemoClock
from alpha.learning.models import Guardianship, Student
from alpha.learning.services.mail_opt_outs import opt_out
from alpha.learning.services.roster import link_guardian
from alpha.notifications.models import OutboundEmail
from alpha.notifications.services import mark_sent
from interventions.actions.parent_notice import notify_parent, take_back
from interventions.letters import draft_letters, open_desk
from interventions.models import Intervention, LetterTemplate

Status = OutboundEmail.Status
Topic = LetterTemplate.Topic


@dataclass(frozen=True, slots=True)
class Families:
    """The students of the story whose families were written to."""

    first: Student
    second: Student


def make_families(school: School) -> Families:
    first = Student.objects.get(school=school, name="Student 1")
    second = Student.objects.get(school=school, name="Student 2")
    mother = link_guardian(
        first,
        name="Lucía Ortega",
        email="lucia.ortega@families.example",
        relationship="mother",
        language="es",
    )
    mother.quiet_from, mother.quiet_until = time(20), time(9)
    mother.save(update_fields=["quiet_from", "quiet_until"])
    link_guardian(
        first,
        name="Daniel Ortega",
        email="daniel.ortega@families.example",
        relationship="father",
    )
    link_guardian(
        second,
        name="Mai Tran",
        email="mai.tran@families.example",
        relationship="mother",
        language="vi",
    )
    link_guardian(second, name="Bao Tran", relationship="grandfather", phone="+1 555 0144")
    link_guardian(
        second,
        name="Peter Lang",
        email="peter.lang@families.example",
        relationship="father",
        may_be_contacted=False,
    )
    return Families(first, second)


def write_to_families(families: Families, *, by: User, clock: DemoClock) -> None:
    """Letters that were sent, refused, taken back, and one that is still being tried."""
    first, second = families.first, families.second
    mails_left(_letter(first, by, clock, ago=40, topic=Topic.GOING_WELL))
    opt_out(
        Guardianship.objects.get(student=first, guardian__name="Daniel Ortega"),
        OutboundEmail.Category.PROGRESS,
        at=clock.at(38, 20),
    )
    for ago in (6, 3):
        mails_left(_letter(first, by, clock, ago=ago, topic=Topic.NEEDS_PRACTICE))
    refused = _letter(second, by, clock, ago=13, topic=Topic.GOING_WELL)
    for mail in _mails_of(refused):
        _note(mail, Status.FAILED, "550 No such user here", tried_at=mail.send_after)
    stopped = _letter(second, by, clock, ago=5, topic=Topic.NEEDS_PRACTICE)
    for letter in stopped.parent_notifications.filter(email__isnull=False):
        take_back(letter, by=by)
    waiting = _letter(second, by, clock, ago=1, topic=Topic.PLEASE_TALK)
    for mail in _mails_of(waiting):
        # Up to two days after the first try; the demonstration's worker brings it to its end.
        mail.send_after = clock.at(-1, 9)
        mail.save(update_fields=["send_after"])
        _note(mail, Status.RETRY, "451 Try again later", tried_at=clock.at(1, 16))


def mails_left(intervention: Intervention) -> None:
    """Notes for a letter of the past that its mails went out when they could."""
    for mail in _mails_of(intervention):
        mark_sent(mail, at=mail.send_after)


def _letter(student: Student, by: User, clock: DemoClock, *, ago: int, topic: str) -> Intervention:
    """The school's own letter on the topic, in each language of the family."""
    at = clock.at(clock.last_taught(ago), 15.5)
    texts = draft_letters(open_desk(student, at=at, topic=topic), by=by)
    return notify_parent(student, by=by, message="", texts=texts, topic=topic, at=at)


def _mails_of(intervention: Intervention) -> Iterable[OutboundEmail]:
    return OutboundEmail.objects.filter(
        pk__in=intervention.parent_notifications.filter(email__isnull=False).values("email")
    )


def _note(mail: OutboundEmail, status: str, said: str, *, tried_at: datetime) -> None:
    """What the mail server answered, in a world where there is one."""
    mail.status, mail.last_error = status, said
    mail.attempts, mail.first_tried_at = 1, tried_at
    mail.save(update_fields=["status", "last_error", "attempts", "first_tried_at"])
