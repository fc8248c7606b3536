"""The description of the API as a page for people: made from the very document that programs read."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby
from typing import Any

Schema = Mapping[str, Any]

REFERENCE = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is, in words; `shape` names the object it is, or a list holds."""

    words: str
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: Kind
    is_required: bool
    description: str
    example: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    words: str
    shape: str


@dataclass(frozen=True, slots=True)
class Address:
    method: str
    path: str
    name: str
    summary: str
    description: str
    parameters: list[Field]
    body: str
    replies: list[Reply]
    refusals: str


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    addresses: list[Address]


@dataclass(frozen=True, slots=True)
class Shape:
    name: str
    description: str
    fields: list[Field]


@dataclass(frozen=True, slots=True)
class Documentation:
    title: str
    description: str
    sign_ins: list[str]
    groups: list[Group]
    shapes: list[Shape]


def documentation(schema: Schema) -> Documentation:
    addresses = [
        (operation.get("tags", [""])[0], _address(method, path, operation))
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    ]
    return Documentation(
        title=schema["info"]["title"],
        description=_plain(schema["info"]["description"]),
        sign_ins=[
            scheme["description"] for scheme in schema["components"]["securitySchemes"].values()
        ],
        groups=[
            Group(name, [address for _, address in group])
            for name, group in groupby(addresses, key=lambda pair: pair[0])
        ],
        shapes=[_shape(name, each) for name, each in schema["components"]["schemas"].items()],
    )


def _address(method: str, path: str, operation: Schema) -> Address:
    replies = list(_replies(operation["responses"]))
    return Address(
        method=method.upper(),
        path=path,
        name=operation["operationId"],
        summary=operation["summary"],
        description=_plain(operation.get("description", "")),
        parameters=[_parameter(each) for each in operation["parameters"]],
        body=_body(operation.get("requestBody")),
        replies=[reply for reply in replies if reply.status < 400],
        refusals=", ".join(
            f"{reply.status} {reply.words}" for reply in replies if reply.status >= 400
        ),
    )


def _replies(responses: Schema) -> Iterator[Reply]:
    for status, answer in responses.items():
        (content,) = answer["content"].values()
        yield Reply(int(status), HTTPStatus(int(status)).phrase, kind_of(content["schema"]).shape)


def _body(body: Schema | None) -> str:
    return "" if body is None else kind_of(body["content"]["application/json"]["schema"]).shape


def _parameter(parameter: Schema) -> Field:
    schema = parameter["schema"]
    return Field(
        name=parameter["name"],
        kind=kind_of(schema),
        is_required=parameter["required"],
        description=schema.get("description", ""),
        example=_example(schema),
        place={"path": "address", "header": "header"}.get(parameter["in"], "after “?”"),
    )


def _shape(name: str, schema: Schema) -> Shape:
    required = set(schema.get("required", ()))
    return Shape(
        name=name,
        description=_plain(schema.get("description", "")),
        fields=[
            Field(
                name=field,
                kind=kind_of(each),
                is_required=field in required,
                description=each.get("description", ""),
                example=_example(each),
            )
            for field, each in schema.get("properties", {}).items()
        ],
    )


def _plain(text: str) -> str:
    """Descriptions mark names as Markdown does; the page does without."""
    return text.replace("`", "")


def _example(schema: Schema) -> str:
    examples = schema.get("examples") or [schema[key] for key in ("example",) if key in schema]
    return json.dumps(examples[0], ensure_ascii=False) if examples else ""


def kind_of(schema: Schema) -> Kind:
    """The type of a value with its bounds, in words."""
    if "$ref" in schema:
        return Kind("", schema["$ref"].removeprefix(REFERENCE))
    if "allOf" in schema:
        return kind_of(schema["allOf"][0])
    if "anyOf" in schema:
        kinds = [kind_of(each) for each in schema["anyOf"]]
        return Kind(
            " or ".join(kind.words for kind in kinds if kind.words),
            next((kind.shape for kind in kinds if kind.shape), ""),
        )
    if "enum" in schema:
        return Kind(" | ".join(str(value) for value in schema["enum"]))
    if schema.get("type") == "array":
        of = kind_of(schema.get("items", {}))
        return Kind(f"list of {of.words}".rstrip(), of.shape)
    return Kind(_with_bounds(schema))


def _with_bounds(schema: Schema) -> str:
    words = str(schema.get("format") or schema.get("const") or schema.get("type", "anything"))
    lowest, highest = schema.get("minimum"), schema.get("maximum")
    if lowest is not None and highest is not None and highest < 2**53:
        words += f", {lowest} to {highest}"
    elif lowest is not None:
        words += f", from {lowest}"
    if "maxLength" in schema:
        words += f", at most {schema['maxLength']:,} characters"
    return words
