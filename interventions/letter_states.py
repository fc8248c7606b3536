"""What became of a letter: what the outbox says of its mail, never a hopeful "sent"."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from alpha.notifications.models import OutboundEmail
from interventions.models import ParentNotification

Status = OutboundEmail.Status
Kind = Literal[
    "queued", "sending", "sent", "retry", "failed", "cancelled", "no_address", "no_contact"
]

WORDS: dict[Kind, str] = {
    "queued": "Queued",
    "sending": "Being sent",
    "sent": "Sent",
    "retry": "Waiting to try again",
    "failed": "Could not be delivered",
    "cancelled": "Cancelled",
    "no_address": "To be printed: no address",
    "no_contact": "No contact possible",
}
BADGES: dict[Kind, str] = {
    "sent": "good",
    "retry": "caution",
    "failed": "bad",
    "no_address": "note",
    "no_contact": "note",
}


@dataclass(frozen=True, slots=True)
class LetterState:
    """`at`: when it was sent, or may leave next. `reason`: why it was cancelled."""

    kind: Kind
    at: datetime | None = None
    reason: str = ""

    @property
    def word(self) -> str:
        return WORDS[self.kind]

    @property
    def badge(self) -> str:
        return BADGES.get(self.kind, "")

    @property
    def can_be_taken_back(self) -> bool:
        return self.kind in {"queued", "retry"}


def state_of(letter: ParentNotification) -> LetterState:
    """`letter` with its mail; no query where that was read with it."""
    email = letter.email
    if email is None:
        return LetterState("no_contact" if letter.guardian_id is None else "no_address")
    match Status(email.status):
        case Status.QUEUED:
            return LetterState("queued", email.send_after)
        case Status.RETRY:
            return LetterState("retry", email.send_after)
        case Status.SENDING:
            return LetterState("sending")
        case Status.SENT:
            return LetterState("sent", email.sent_at)
        case Status.CANCELLED:
            return LetterState("cancelled", reason=email.last_error)
        case Status.FAILED:
            return LetterState("failed")
