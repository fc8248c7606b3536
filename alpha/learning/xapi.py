"""Statements of the Experience API (1.0.3, 2.0) read as practice: `answered` is an answer, `completed` a whole quiz.

Nothing is looked up here. The models say what a statement may hold, as the specification has it, and ask for what practice
cannot do without: an id, a time, the account of a student.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Self
from urllib.parse import unquote

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic.config import JsonDict

from alpha.learning.reported import (
    EARLIEST_YEAR,
    MOST_QUESTIONS,
    MOST_SECONDS,
    Refusal,
    ReportedSession,
)
from alpha.learning.time_on_task import CAP_SECONDS

# Ids of statements are unique in the world: one source for all who send them.
SOURCE = "xapi"
ANSWERED = "http://adlnet.gov/expapi/verbs/answered"
COMPLETED = "http://adlnet.gov/expapi/verbs/completed"

VERSION_HEADER = "X-Experience-API-Version"
VERSION = r"^(1\.0|2\.0)(\.[0-9]{1,3})?$"
# What is spoken here, for each line of versions that is understood.
SPOKEN = {"1.0": "1.0.3", "2.0": "2.0.0"}

# What is refused later, by the field of the statement it comes from.
PATHS = {
    "external_id": "id",
    "started_at": "timestamp",
    "duration_seconds": "result.duration",
    "questions_answered": "result.score.max",
    "questions_correct": "result.score.raw",
    "skill_id": "object.id",
    "skill_code": "object.id",
}

NUMBER = r"([0-9]+(?:[.,][0-9]+)?)"
DURATION = (
    rf"^P(?:{NUMBER}W|(?:{NUMBER}Y)?(?:{NUMBER}M)?(?:{NUMBER}D)?"
    rf"(?:T(?:{NUMBER}H)?(?:{NUMBER}M)?(?:{NUMBER}S)?)?)$"
)
DAY = 86_400
# Weeks, years, months, days, hours, minutes, seconds.
SECONDS_OF = (7 * DAY, 365 * DAY, 30 * DAY, DAY, 3600, 60, 1)


class StatementRefusedError(Exception):
    """The statement cannot be practice; `refusals` name every field at fault."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__("; ".join(f"{one.field}: {one.message}" for one in refusals))
        self.refusals = refusals


def spoken_version(header: str) -> str:
    """The version to answer a request of this version with; that of the first line where it is none."""
    return SPOKEN.get(header[:3], SPOKEN["1.0"]) if re.match(VERSION, header) else SPOKEN["1.0"]


def seconds_of(duration: str) -> float:
    """Seconds of an ISO 8601 duration such as PT1M30.5S; a month has 30 days, a year 365.

    Raises ValueError for anything else.
    """
    found = re.match(DURATION, duration)
    if found is None or duration[-1] in "PT\n" or len(duration) > 64:
        raise ValueError("Write a duration like PT1M30S.")
    parts = (float(part.replace(",", ".")) if part else 0.0 for part in found.groups())
    return sum(part * seconds for part, seconds in zip(parts, SECONDS_OF, strict=True))


def code_in(activity_id: str) -> str:
    """What may be the code of a skill in the id of an activity: its last part, https://…/skills/4.NF.A.1."""
    return unquote(re.split(r"[/#:]", activity_id.rstrip("/#:"))[-1])


# Types of fields ------------------------------------------------------------------------------


def _duration(value: str) -> str:
    if seconds_of(value) > MOST_SECONDS:
        raise ValueError(f"A duration is 0 to {MOST_SECONDS:,} seconds.")
    return value


def _timestamp(value: object) -> datetime:
    if not isinstance(value, str) or len(value) <= len("2026-03-02"):
        raise ValueError("Write date, time and offset: 2026-03-02T10:15:00-05:00.")
    try:
        at = datetime.fromisoformat(value.upper())
    except ValueError:
        raise ValueError("There is no such date and time.") from None
    if at.tzinfo is None:
        raise ValueError("The offset from UTC is missing: Z, or one like -05:00.")
    if not EARLIEST_YEAR <= at.year < 3000:
        raise ValueError(f"The year {at.year} cannot be right.")
    return at


Uuid = Annotated[
    str,
    Field(
        pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
        json_schema_extra={"format": "uuid"},
        examples=["6f1e2a80-5c0e-4d11-9a53-0d6c7a1b2c3d"],
    ),
    AfterValidator(str.lower),
]
Timestamp = Annotated[
    datetime,
    BeforeValidator(_timestamp),
    WithJsonSchema({"type": "string", "format": "date-time"}),
    Field(description="when it happened, with offset", examples=["2026-11-22T09:15:02.511Z"]),
]
Duration = Annotated[
    str,
    Field(pattern=DURATION, description="ISO 8601", examples=["PT42.5S"]),
    AfterValidator(_duration),
]
Text = Annotated[str, Field(max_length=10_000)]
Address = Annotated[str, Field(min_length=1, max_length=2000)]
Number = Annotated[float, Field(allow_inf_nan=False)]
# Whatever it holds is not read here.
Unread = Annotated[dict[str, Any], Field(description="not read")]


# Statements -----------------------------------------------------------------------------------


class Part(BaseModel):
    """Properties that no statement has are refused, as the specification asks."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, alias_generator=to_camel)


class Account(Part):
    """Whom a statement is about: a name that is unique at a home page."""

    home_page: Address = Field(examples=["https://school.example/"])
    name: str = Field(min_length=1, max_length=200, examples=["st_8f2c"])


class Actor(Part):
    """A student, named by an account and nothing else: no mail address of a child is taken in."""

    object_type: Literal["Agent"] = "Agent"
    name: Text | None = None
    account: Account


class Verb(Part):
    id: Literal[
        "http://adlnet.gov/expapi/verbs/answered", "http://adlnet.gov/expapi/verbs/completed"
    ]
    display: dict[str, str] | None = None


class Activity(Part):
    object_type: Literal["Activity"] = "Activity"
    id: Address = Field(examples=["https://school.example/xapi/skills/4.NF.A.1"])
    definition: Unread | None = None


class Score(Part):
    """Of a `completed` quiz: how many questions were right (`raw`) of how many there were (`max`)."""

    scaled: Annotated[Number, Field(ge=-1, le=1)] | None = None
    raw: Number | None = None
    min: Number | None = None
    max: Number | None = None

    @model_validator(mode="after")
    def check_order(self) -> Self:
        given = [value for value in (self.min, self.raw, self.max) if value is not None]
        if given != sorted(given) or (self.min is not None and self.min == self.max):
            raise ValueError("A score lies between its min and its max.")
        return self


class StatementResult(Part):
    """`success` says whether an answer was right."""

    score: Score | None = None
    success: bool | None = Field(default=None, examples=[True])
    completion: bool | None = None
    response: Text | None = None
    duration: Duration | None = None
    extensions: Unread | None = None


class ContextActivities(Part):
    parent: list[Activity] = []
    grouping: list[Activity] = []
    category: list[Activity] = []
    other: list[Activity] = []


class StatementContext(Part):
    registration: Uuid | None = None
    instructor: Unread | None = None
    team: Unread | None = None
    context_activities: ContextActivities | None = None
    context_agents: list[Unread] = []
    context_groups: list[Unread] = []
    revision: Text | None = None
    platform: Text | None = None
    language: Text | None = None
    statement: Unread | None = None
    extensions: Unread | None = None


# What each verb asks of the result, for the description; `read_statement` says it in sentences.
NEEDED: JsonDict = {
    "if": {"properties": {"verb": {"properties": {"id": {"const": ANSWERED}}}}},
    "then": {
        "properties": {
            "result": {
                "type": "object",
                "required": ["success"],
                "properties": {"success": {"type": "boolean"}},
            }
        },
    },
    "else": {
        "properties": {
            "result": {
                "type": "object",
                "required": ["score"],
                "properties": {
                    "completion": {"enum": [True, None]},
                    "score": {
                        "type": "object",
                        "required": ["raw", "max"],
                        "properties": {
                            "raw": {"type": "integer", "minimum": 0},
                            "min": {"enum": [0, None]},
                            "max": {"type": "integer", "minimum": 1, "maximum": MOST_QUESTIONS},
                        },
                    },
                },
            }
        },
    },
    "required": ["id", "actor", "verb", "object", "result", "timestamp"],
}


class Statement(Part):
    """The skill is the first activity whose id ends in the code of one: of category, parent, grouping and other, in this
    order, and last the object itself.
    """

    model_config = ConfigDict(json_schema_extra=NEEDED)

    id: Uuid
    actor: Actor
    verb: Verb
    object: Activity
    result: StatementResult | None = None
    context: StatementContext | None = None
    timestamp: Timestamp
    stored: Text | None = None
    authority: Unread | None = None
    version: Annotated[str, Field(pattern=VERSION)] | None = None
    attachments: list[Unread] = []


def account_in(statement: object) -> Account | None:
    """The account in a statement that nobody checked yet, None where there is none that could be somebody's."""
    account: object = statement
    for step in ("actor", "account"):
        account = account.get(step) if isinstance(account, dict) else None
    if not isinstance(account, dict):
        return None
    home_page, name = account.get("homePage"), account.get("name")
    if isinstance(home_page, str) and isinstance(name, str):
        return Account.model_construct(home_page=home_page, name=name)
    return None


def read_statement(statement: Statement, student_id: int) -> ReportedSession:
    """What a statement reports of its student. Raises StatementRefusedError."""
    result = statement.result or StatementResult()
    is_answer = statement.verb.id == ANSWERED
    refusals = list(_about_answer(result) if is_answer else _about_quiz(result))
    codes = tuple(dict.fromkeys(filter(None, map(code_in, _activity_ids(statement)))))
    if not codes:
        refusals.append(Refusal("object.id", "The id does not end in the code of a skill."))
    if refusals:
        raise StatementRefusedError(refusals)
    score = result.score or Score()
    duration = None if result.duration is None else seconds_of(result.duration)
    took = min(duration or 0, CAP_SECONDS if is_answer else MOST_SECONDS)
    return ReportedSession(
        student_id=student_id,
        external_id=statement.id,
        started_at=statement.timestamp - timedelta(seconds=took),
        duration_seconds=duration,
        questions_answered=1 if is_answer else int(score.max or 0),
        questions_correct=int(bool(result.success)) if is_answer else int(score.raw or 0),
        skill_codes=codes,
        answered_at=statement.timestamp if is_answer else None,
        ended_at=None if is_answer else statement.timestamp,
    )


def _about_answer(result: StatementResult) -> Iterator[Refusal]:
    if result.success is None:
        yield Refusal("result.success", "Say whether the answer was right: true or false.")


def _about_quiz(result: StatementResult) -> Iterator[Refusal]:
    if result.completion is False:
        yield Refusal("result.completion", "What was completed cannot be incomplete.")
    score = result.score or Score()
    counts = (("raw", score.raw, "were right"), ("max", score.max, "there were"))
    for name, count, words in counts:
        if count is None or count < 0 or count != int(count):
            path, message = (
                f"result.score.{name}",
                f"Say how many questions {words}: a whole number.",
            )
            yield Refusal(path, message)
    if score.min:
        yield Refusal("result.score.min", "A score that counts questions begins at 0.")


def _activity_ids(statement: Statement) -> Iterator[str]:
    around = (statement.context or StatementContext()).context_activities or ContextActivities()
    for activities in (around.category, around.parent, around.grouping, around.other):
        for activity in activities:
            yield activity.id
    yield statement.object.id
