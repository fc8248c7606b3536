"""One effect for each `Idempotency-Key`, however often the request is sent: see `alpha.accounts.idempotency`."""

import hashlib
import json
from collections.abc import Callable
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Header
from pydantic import BaseModel

from alpha.accounts.api_auth import caller
from alpha.accounts.idempotency import Answer, run_once
from alpha.json_api import Refused

HEADER = "Idempotency-Key"
KEY_REUSED = "This key was already sent with other content. Nothing was done again."

OnceKey = Annotated[
    str | None,
    Header(
        alias=HEADER,
        min_length=1,
        max_length=64,
        pattern=r"^[!-~]{1,64}$",
        description=(
            "Any text of your own, the same when the same request is sent again within a day:"
            " then nothing is done twice, and the first answer is given again."
        ),
    ),
]


def once(
    request: HttpRequest,
    key: str | None,
    body: BaseModel | None,
    effect: Callable[[], BaseModel],
    *,
    status: int = 201,
) -> HttpResponse:
    """Answer `status` with what `effect` returns; under a key that was used before, with what it returned then.

    Raises Refused where the key came with another body, and whatever `effect` raises; nothing is kept of that.
    """

    def run() -> Answer:
        return Answer(status, body=effect().model_dump_json())

    answer = (
        run()
        if key is None
        else run_once(
            caller(request), f"{request.method} {request.path}", key, fingerprint_of(body), run
        )
    )
    if answer.status == 422:
        raise Refused({HEADER: [KEY_REUSED]})
    return HttpResponse(
        answer.body, status=answer.status, content_type="application/json; charset=utf-8"
    )


def fingerprint_of(body: BaseModel | None) -> str:
    """Of what was said: spaces, the order of names and what was left to its default make no difference."""
    said = None if body is None else body.model_dump(mode="json")
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
