"""How the thing that an intervention made stands, told from its own table: read, completed, held, sent.

Nothing here asks the database: the intervention comes with what `interventions.selectors.told` fetches.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from alpha.learning.models import AssignedWork
from analytics import words
from interventions.letter_states import state_of
from interventions.models import Intervention, Meeting, ParentNotification, TeacherMessage
from interventions.words import day_and_hour

# Of a family's letters, what says most about whether the family knows: what went wrong first.
WORST_FIRST = (
    "failed",
    "no_contact",
    "no_address",
    "cancelled",
    "retry",
    "queued",
    "sending",
    "sent",
)


@dataclass(frozen=True, slots=True)
class State:
    """`code` for programs; for people `word`, followed by the instant `at` and a colon with `detail`.

    `who`: the guardian, where there is one letter for each.
    """

    code: str
    word: str
    at: datetime | None = None
    detail: str = ""
    who: str = ""


def states_of(intervention: Intervention) -> list[State]:
    """One state, or one for each letter to the family."""
    if intervention.message is not None:
        return [_of_message(intervention.message)]
    if intervention.assigned_work is not None:
        return [_of_work(intervention.assigned_work)]
    if intervention.meeting is not None:
        return [_of_meeting(intervention.meeting)]
    return list(_of_letters(intervention.parent_notifications.all()))


def code_of(intervention: Intervention) -> str:
    """The code of its state, of several letters the one that needs most attention; empty where nothing was made."""
    codes = [state.code for state in states_of(intervention)]
    if intervention.intervention_type == Intervention.InterventionType.PARENT_NOTIFICATION:
        codes.sort(key=WORST_FIRST.index)
    return codes[0] if codes else ""


def result(correct: int, answered: int) -> str:
    """Return "11 of 15 (73%)"; without answers "no answers"."""
    if not answered:
        return "no answers"
    return f"{correct} of {answered} ({words.percent(correct / answered)})"


def _of_message(message: TeacherMessage) -> State:
    if not message.is_released:
        release = day_and_hour(timezone.localtime(message.sent_at))
        return State("waiting", f"Will be sent {release}")
    if message.is_read:
        return State("read", "Read", at=message.read_at)
    return State("unread", "Not read yet")


def _of_work(work: AssignedWork) -> State:
    if work.status == AssignedWork.Status.COMPLETED:
        done = result(work.questions_correct, work.questions_answered)
        return State("completed", "Completed", at=work.completed_at, detail=done)
    word, due_at = "Not started", work.assignment.due_at
    if work.status == AssignedWork.Status.IN_PROGRESS:
        word = f"{work.questions_answered} of {work.assignment.question_count} answered"
    if due_at is not None:
        word += ", was due" if due_at < timezone.now() else ", due"
    return State(work.status, word, at=due_at)


def _of_meeting(meeting: Meeting) -> State:
    match meeting.status:
        case Meeting.Status.COMPLETED:
            return State("held", "Held", at=meeting.scheduled_at)
        case Meeting.Status.CANCELLED:
            return State("cancelled", "Cancelled")
    if meeting.scheduled_at < timezone.now():
        return State("scheduled", "Not marked as held, was planned for", at=meeting.scheduled_at)
    return State("scheduled", "Planned for", at=meeting.scheduled_at)


def _of_letters(letters: Iterable[ParentNotification]) -> Iterator[State]:
    for letter in letters:
        state, guardian = state_of(letter), letter.guardian
        leaves_at = state.at if state.at and state.can_be_taken_back else None
        waits = leaves_at is not None and leaves_at > timezone.now()
        yield State(
            state.kind,
            f"{state.word}, leaves" if waits else state.word,
            at=state.at if waits or not state.can_be_taken_back else None,
            detail=state.reason,
            who=guardian.name if guardian else "",
        )
