"""The shapes of practice that is reported over HTTP; what is judged of it stands in `alpha.learning.reported`."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Header
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    RootModel,
    StrictInt,
    StrictStr,
    ValidationInfo,
    model_validator,
)
from pydantic_core import CoreSchema

from alpha.accounts.api_auth import caller
from alpha.json_api import Count, Id, Input, InstantIn, Refused, Shape, Unreadable
from alpha.learning.access import check_is_staff, check_may_record
from alpha.learning.reported import LONGEST_ID, MOST_QUESTIONS, MOST_SECONDS
from alpha.learning.selectors.accounts import students_by_account
from alpha.learning.services.answers import SOURCE as OWN_SOURCE
from alpha.learning.xapi import SOURCE as XAPI
from alpha.learning.xapi import VERSION, VERSION_HEADER, Statement, account_in

AT_ONCE = 1000
NO_VERSION = "Say which version of the specification you speak: 1.0.3, or 2.0.0."
TEXT = r"^[^\x00]+$"


# Practice on our own pages, and that of statements, which have ids of their own kind.
TAKEN = (OWN_SOURCE, XAPI)


def _not_taken(source: str) -> str:
    if source in TAKEN:
        raise ValueError("This name is taken: choose another one for the platform.")
    return source


Source = Annotated[
    StrictStr,
    Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,49}$",
        json_schema_extra={"not": {"enum": list(TAKEN)}},
        description="the platform, always the same; ids are unique within it",
        examples=["mathland"],
    ),
    AfterValidator(_not_taken),
]
Version = Annotated[
    str,
    Header(
        alias=VERSION_HEADER,
        pattern=VERSION,
        description="the version of the specification that is spoken",
        example="1.0.3",
    ),
]


class SessionIn(BaseModel):
    """One sitting of a student on one skill, named by its id or by its code."""

    model_config = ConfigDict(extra="forbid")

    external_id: StrictStr = Field(
        min_length=1,
        max_length=LONGEST_ID,
        pattern=TEXT,
        description="the platform's id of the session: the same when it is sent again",
        examples=["run-20417"],
    )
    student_id: Id
    skill_id: Id | None = None
    skill_code: Annotated[StrictStr, Field(min_length=1, max_length=100, pattern=TEXT)] | None = (
        Field(None, description="of a skill of the school", examples=["4.NF.A.1"])
    )
    started_at: InstantIn
    duration_seconds: StrictInt = Field(
        ge=0,
        le=MOST_SECONDS,
        description="seconds, pauses and all: at most 300 for each question are counted",
        examples=[540],
    )
    questions_answered: StrictInt = Field(ge=1, le=MOST_QUESTIONS, examples=[12])
    questions_correct: StrictInt = Field(
        ge=0, le=MOST_QUESTIONS, description="at most the answered ones", examples=[9]
    )


class PracticeIn(Input):
    source: Source
    sessions: list[SessionIn] = Field(min_length=1, max_length=AT_ONCE)

    @classmethod
    def look_for(cls, request: HttpRequest, data: Mapping[str, Any]) -> None:
        parts = _first(data.get("sessions"))
        ids = [part.get("student_id") for part in parts if isinstance(part, dict)]
        check_may_record(caller(request), [found for found in ids if type(found) is int])


class StatementsIn(RootModel[list[Statement]]):
    """One `Statement`, or a list of up to a thousand."""

    root: list[Statement] = Field(min_length=1, max_length=AT_ONCE)

    @model_validator(mode="before")
    @classmethod
    def look_before_reading(cls, data: Any, info: ValidationInfo) -> Any:
        """Whether somebody is outside the caller's scope is said before the body is read, as with `Input`."""
        if info.context is not None:
            cls.look_for(info.context["request"], [data] if isinstance(data, dict) else data)
        if isinstance(data, Unreadable):
            raise data.refusal
        return [data] if isinstance(data, dict) else data

    @classmethod
    def look_for(cls, request: HttpRequest, statements: object) -> None:
        """Raises Http404 or PermissionDenied for the students, and Refused for the header, which comes before them."""
        user = caller(request)
        check_is_staff(user)
        if not re.match(VERSION, request.headers.get(VERSION_HEADER, "")):
            raise Refused({VERSION_HEADER: [NO_VERSION]})
        accounts = {account for account in map(account_in, _first(statements)) if account}
        students_by_account(user, accounts)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        many = handler.resolve_ref_schema(handler(core_schema))
        return {"anyOf": [many["items"], many], "description": many.pop("description")}


def _first(parts: object) -> list[Any]:
    """As many as are taken at once: a longer list is refused, whoever is in it."""
    return parts[:AT_ONCE] if isinstance(parts, list) else []


class SessionResult(Shape):
    """What became of one session, in the order they were sent."""

    external_id: str
    student_id: int
    status: Literal["created", "already_there", "refused"]
    session_id: int | None = Field(description="in Alpha; null where it was refused")
    errors: dict[str, list[str]] = Field(
        description="sentences by field, where it was refused",
        examples=[{"skill_code": ["No skill of the school has the code “4.NF.A.9”."]}],
    )


class PracticeResult(Shape):
    created: Count
    already_there: Count
    refused: Count
    results: list[SessionResult]


class StatementIds(RootModel[list[str]]):
    """The ids of the statements, in the order they were sent."""
