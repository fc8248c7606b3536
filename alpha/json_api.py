"""What all addresses of the JSON API share: input that is read strictly, and refusals that programs understand.

Low like `alpha.htmx`: it knows no person and no table. Who asks stands in `alpha.accounts.api_auth`, how a refusal of an
app becomes an answer in `alpha.api`.
"""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

# What a database can hold as an id.
MAX_ID = 2**63 - 1
PROBLEM = "application/problem+json"
NOT_FOUND = "There is nothing here for you at this address."
NOT_JSON = "Send the body as application/json."

WHOLE_NUMBER = re.compile(r"-?[0-9]{1,30}", re.ASCII)
INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([Zz]|[+-][0-9]{2}:[0-9]{2})",
    re.ASCII,
)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


# Refusals -------------------------------------------------------------------------------------


class Refused(Exception):
    """Something in the request cannot be used (422): sentences by field."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__(errors)
        self.errors = {field: list(messages) for field, messages in errors.items()}


class NotJson(Exception):
    """The body is of another media type (415)."""


class Problem(BaseModel):
    """A refusal, as RFC 9457 writes it; nothing was written."""

    type: str = Field(description="always about:blank: the status says which kind it is")
    title: str = Field(description="the status in words", examples=["Not Found"])
    status: int = Field(ge=400, le=599)
    detail: str = Field(description="a sentence for people", examples=[NOT_FOUND])


class InvalidProblem(Problem):
    """A refusal of what was sent, with what is wrong in each field."""

    errors: dict[str, list[str]] = Field(
        description="sentences by field",
        examples=[{"days": ["Input should be less than or equal to 366"]}],
    )


def problem(
    status: int,
    detail: str,
    *,
    errors: Mapping[str, Sequence[str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors is not None:
        body["errors"] = errors
    return HttpResponse(json.dumps(body), status=status, content_type=PROBLEM, headers=headers)


def not_found() -> HttpResponse:
    """The same bytes whatever was looked for."""
    return problem(404, NOT_FOUND)


def invalid(errors: Mapping[str, Sequence[str]]) -> HttpResponse:
    return problem(422, "Something that was sent cannot be used.", errors=errors)


def answers(
    status: int, shape: Any, *, conflict: bool = False, body: bool = False
) -> dict[int, Any]:
    """Every answer of an address by status, for its description: the good one, and the refusals that can occur."""
    refusals: dict[int, Any] = dict.fromkeys((401, 403, 404, 429), Problem)
    if conflict:
        refusals[409] = Problem
    if body:
        refusals |= {413: Problem, 415: Problem}
    return {status: shape, **dict(sorted((refusals | {422: InvalidProblem}).items()))}


def errors_by_field(found: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """What the checks of types found, in the names that the request used."""
    errors: dict[str, list[str]] = {}
    for error in found:
        source, *place = error["loc"]
        # The whole body is one argument of the view, whose name nobody sent.
        names = place[1:] if source == "body" else place
        field = ".".join(str(name) for name in names) or str(source)
        errors.setdefault(field, []).append(str(error["msg"]).removeprefix("Value error, "))
    return errors


# Reading --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands where a body should be: what is wrong with it. Said only once it is known that its address exists."""

    refusal: Exception


class StrictParser(Parser):
    """JSON as RFC 8259 has it, each name once, each number finite; each parameter once."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            return Unreadable(NotJson())
        try:
            return strict_json(request.body)
        except ValueError as error:
            return Unreadable(Refused({"body": [str(error)]}))

    def parse_querydict(
        self, data: MultiValueDict[str, str], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        _check_once(data)
        return super().parse_querydict(data, list_fields, request)


def strict_json(text: bytes) -> Any:
    """The value; raises ValueError with a sentence for whoever wrote it."""
    try:
        value = json.loads(
            text.decode(),
            object_pairs_hook=_each_name_once,
            parse_constant=_no_constant,
            parse_float=_number,
        )
        # Half of a pair of surrogates is text in JSON and nowhere else.
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeError:
        raise ValueError("This is not valid UTF-8 text.") from None
    except RecursionError:
        raise ValueError("This is nested too deeply.") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"This is not JSON: {error}.") from None
    return value


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("Write each name once.")
    return found


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number.")


def _number(text: str) -> float:
    """Finite, and whole where it is: to JSON 2.0 and 2 are one number."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:40]} is too large a number.")
    return int(number) if number.is_integer() else number


def _check_once(data: MultiValueDict[str, str]) -> None:
    twice = sorted(name for name in data if len(data.getlist(name)) > 1)
    if twice:
        raise Refused({name: ["Give this once."] for name in twice})


def refuse_unknown_parameters(view: Callable[..., Any]) -> Callable[..., Any]:
    """Around each view: a parameter that its description does not name is a mistake, not something to pass over."""
    models = view._ninja_operation.models  # type: ignore[attr-defined]
    known = {
        name
        for model in models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    }

    @wraps(view)
    def strict(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        unknown = sorted(set(request.GET) - known)
        if unknown:
            raise Refused({name: ["There is no such parameter here."] for name in unknown})
        return view(request, *args, **kwargs)

    return strict


class Shape(BaseModel):
    """Base of what is answered: exactly these fields, in this order."""

    model_config = ConfigDict(extra="forbid")


class Input(BaseModel):
    """Base of a body. Unknown fields are refused; what it is about is looked for before the rest is read.

    `look_for` is handed whatever arrived as an object, unchecked, and raises Http404 or PermissionDenied: a body that
    is wrong says nothing about whether a student exists.
    """

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def look_before_reading(cls, data: Any, info: ValidationInfo) -> Any:
        if info.context is not None:
            cls.look_for(info.context["request"], data if isinstance(data, dict) else {})
        if isinstance(data, Unreadable):
            raise data.refusal
        if not isinstance(data, dict | cls):
            raise ValueError("Send an object: {…}.")  # noqa: TRY004  # the kind that the checks of types collect
        return data

    @classmethod
    def look_for(cls, request: HttpRequest, data: Mapping[str, Any]) -> None:
        """Nothing here; see the class."""


# Types of fields ------------------------------------------------------------------------------


def _whole_number(value: Any) -> Any:
    """Addresses hold text: digits and nothing else, where int() would take spaces and underscores."""
    if isinstance(value, str):
        if not WHOLE_NUMBER.fullmatch(value):
            raise ValueError("Write a whole number.")
        return int(value)
    return value


def _instant(value: Any) -> datetime:
    wrong = "Write date, time and offset: 2026-03-06T10:00:00-05:00."
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        raise ValueError(wrong)
    try:
        instant = datetime.fromisoformat(value.upper())
        instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("There is no such date and time.") from None
    if not 1900 <= instant.year <= 2999:
        raise ValueError("Choose a year from 1900 to 2999.")
    return instant


def _day(value: Any) -> date:
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise ValueError("Write the date as year, month and day: 2026-03-06.")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError("There is no such date.") from None
    if not 1900 <= day.year <= 2999:
        raise ValueError("Choose a year from 1900 to 2999.")
    return day


class AddressNumber(int):
    """A whole number in an address. A type of its own: with bounds in its annotation a default would be lost."""

    lowest = 1
    highest = MAX_ID

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        bounds = core_schema.int_schema(ge=cls.lowest, le=cls.highest)
        return core_schema.no_info_before_validator_function(_whole_number, bounds)


AddressId = AddressNumber
# In a body, where a number is a number.
Id = Annotated[StrictInt, Field(ge=1, le=MAX_ID, examples=[17])]
InstantIn = Annotated[
    datetime,
    BeforeValidator(_instant),
    WithJsonSchema({"type": "string", "format": "date-time"}),
    Field(description="with offset", examples=["2026-12-01T10:00:00-05:00"]),
]
DayIn = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date"}),
    Field(description="in the school's zone", examples=["2026-12-01"]),
]

# Answered: rates 0 to 1, durations in seconds, instants with offset, dates in the school's zone, null for empty.
Rate = Annotated[float, Field(ge=0, le=1, description="share, 0 to 1", examples=[0.55])]
Change = Annotated[float, Field(ge=-1, le=1, description="difference of shares, -1 to 1")]
Count = Annotated[int, Field(ge=0)]
Seconds = Annotated[int, Field(ge=0, description="seconds")]
Instant = Annotated[
    str,
    Field(
        description="instant with offset",
        json_schema_extra={"format": "date-time"},
        examples=["2026-11-24T15:00:00+00:00"],
    ),
]
Day = Annotated[
    str,
    Field(
        description="date in the school's zone",
        json_schema_extra={"format": "date"},
        examples=["2026-11-24"],
    ),
]
