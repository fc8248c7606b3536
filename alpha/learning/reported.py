"""What a practice platform says happened, and what can be judged of it without looking anywhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from alpha.learning.time_on_task import CAP_SECONDS

# What an answer takes where nobody measured it.
UNMEASURED_SECONDS = 30
MOST_QUESTIONS = 10_000
MOST_SECONDS = 1_000_000
LONGEST_ID = 200
EARLIEST_YEAR = 1990
# Clocks differ by a little; later than that it did not happen yet.
LEEWAY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something reported is not taken: the field it is about and a sentence for whoever sent it.

    `is_conflict` marks an id that is stored with other numbers.
    """

    field: str
    message: str
    is_conflict: bool = False


@dataclass(frozen=True, slots=True)
class ReportedSession:
    """One sitting on one skill as reported: its counts, or one answer of it.

    The skill is named by `skill_id`, or by `skill_codes`, of which the first one that the school has is meant.
    `duration_seconds` is as measured, pauses and all; None where nobody measured it. `answered_at` is given where this is
    a single answer. `ended_at` is given where it sums up answers that may have been reported one by one.
    """

    student_id: int
    external_id: str
    started_at: datetime
    duration_seconds: float | None
    questions_answered: int
    questions_correct: int
    skill_id: int | None = None
    skill_codes: tuple[str, ...] = ()
    answered_at: datetime | None = None
    ended_at: datetime | None = None

    def __post_init__(self) -> None:
        for instant in (self.started_at, self.answered_at, self.ended_at):
            if instant is not None and instant.tzinfo is None:
                raise ValueError("What is reported happened at an instant: its time needs a zone.")

    @property
    def time_spent_seconds(self) -> int:
        """Whole seconds, pauses capped: at most five minutes for each question."""
        if self.duration_seconds is None:
            return UNMEASURED_SECONDS * self.questions_answered
        return round(min(self.duration_seconds, CAP_SECONDS * self.questions_answered))

    @property
    def latest(self) -> datetime:
        """The last instant it speaks of."""
        return self.ended_at or self.answered_at or self.started_at


def is_text(value: str) -> bool:
    """Whether a database can hold it: no zero byte, and no half of a character."""
    return not any(sign == "\x00" or "\ud800" <= sign <= "\udfff" for sign in value)


def judge(session: ReportedSession, now: datetime) -> list[Refusal]:
    """Everything that is wrong with a session in itself; the school may refuse it yet for its skill."""
    found = [
        _about_id(session.external_id),
        _about_time(session, now),
        _about_duration(session.duration_seconds),
        *_about_counts(session.questions_answered, session.questions_correct),
        _about_skill(session),
    ]
    return [refusal for refusal in found if refusal is not None]


def _about_id(external_id: str) -> Refusal | None:
    if not external_id.strip():
        return Refusal("external_id", "Give the session the id it has on your side.")
    if len(external_id) > LONGEST_ID:
        return Refusal("external_id", f"An id has at most {LONGEST_ID} characters.")
    if not is_text(external_id):
        return Refusal("external_id", "The id has a character that is not text.")
    return None


def _about_time(session: ReportedSession, now: datetime) -> Refusal | None:
    if session.started_at.year < EARLIEST_YEAR:
        return Refusal("started_at", f"The year {session.started_at.year} cannot be right.")
    if session.latest > now + LEEWAY:
        return Refusal("started_at", "This lies in the future: it cannot have happened yet.")
    return None


def _about_duration(seconds: float | None) -> Refusal | None:
    if seconds is not None and not 0 <= seconds <= MOST_SECONDS:
        return Refusal("duration_seconds", f"A duration is 0 to {MOST_SECONDS:,} seconds.")
    return None


def _about_counts(answered: int, correct: int) -> list[Refusal]:
    found = []
    if not 1 <= answered <= MOST_QUESTIONS:
        found.append(
            Refusal(
                "questions_answered",
                f"A session has 1 to {MOST_QUESTIONS:,} answered questions.",
            )
        )
    if correct < 0:
        found.append(Refusal("questions_correct", "Fewer than no questions cannot be right."))
    elif correct > answered:
        found.append(
            Refusal("questions_correct", f"{correct} right are more than the {answered} answered.")
        )
    return found


def _about_skill(session: ReportedSession) -> Refusal | None:
    if (session.skill_id is None) == (not session.skill_codes):
        return Refusal("skill_id", "Name the skill by its id or by its code: one of the two.")
    return None
