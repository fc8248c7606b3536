"""The JSON API under /api/: its addresses put together, its refusals, its description."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from alpha.accounts.rate_limits import TooManyRequests
from alpha.api_docs import documentation
from alpha.json_api import (
    NOT_JSON,
    PROBLEM,
    NotJson,
    Refused,
    StrictParser,
    errors_by_field,
    invalid,
    not_found,
    problem,
    refuse_unknown_parameters,
)
from alpha.learning.api.practice import practice, speaking_xapi, xapi
from analytics.api.reports import router as reports
from interventions.api.operations import router as operations
from interventions.errors import Conflict, Invalid

ROOT = "/api/"
DESCRIPTION = """\
What the pages know and do, for programs. Shares are numbers from 0 to 1, durations seconds, instants carry their \
offset, dates are those of the school, and null says that there is nothing to say: it is never 0. Everything starts \
from what the person who asks may see: an id outside of it is answered as one that does not exist. Refusals are \
`application/problem+json`."""


class AlphaAPI(NinjaAPI):
    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """The description; refusals are of a media type of their own."""
        schema = super().get_openapi_schema(path_prefix=ROOT)
        described = (each for path in schema["paths"].values() for each in path.values())
        for operation in described:
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    answer["content"] = {PROBLEM: answer["content"]["application/json"]}
        return schema


api = AlphaAPI(
    title="Alpha",
    version="1.0.0",
    description=DESCRIPTION,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    parser=StrictParser(),
)
api.add_decorator(refuse_unknown_parameters)
api.add_router("/analytics", reports)
api.add_router("/interventions", operations)
api.add_router("/practice", practice)
api.add_router("/xapi", xapi)


# Refusals -------------------------------------------------------------------------------------


@api.exception_handler(AuthenticationError)
def who_are_you(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(
        401,
        "Sign in, or send a token: Authorization: Bearer …",
        headers={"WWW-Authenticate": 'Bearer realm="Alpha"'},
    )


@api.exception_handler(PermissionDenied)
def not_allowed(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(403, str(error) or "You may see this, but not do it.")


@api.exception_handler(Http404)
def nothing_here(request: HttpRequest, error: Exception) -> HttpResponse:
    return not_found()


@api.exception_handler(ValidationError)
def not_as_described(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return invalid(errors_by_field(error.errors))


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return invalid(error.errors)


@api.exception_handler(Invalid)
def cannot_be_used(request: HttpRequest, error: Invalid) -> HttpResponse:
    return invalid({error.field: [error.message]})


@api.exception_handler(Conflict)
def too_late(request: HttpRequest, error: Conflict) -> HttpResponse:
    return problem(409, str(error))


@api.exception_handler(NotJson)
def not_json(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(415, NOT_JSON)


@api.exception_handler(SuspiciousOperation)
def suspicious(request: HttpRequest, error: Exception) -> HttpResponse:
    """Such as a thousand parameters."""
    return problem(400, "This is no request that is answered.")


@api.exception_handler(RequestDataTooBig)
def too_big(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(413, "The body is too large.")


@api.exception_handler(TooManyRequests)
def too_many(request: HttpRequest, error: TooManyRequests) -> HttpResponse:
    return problem(
        429,
        f"That is more than is answered in a minute. Ask again in {error.seconds} seconds.",
        headers={"Retry-After": str(error.seconds)},
    )


# Addresses ------------------------------------------------------------------------------------


@cache
def description() -> str:
    return json.dumps(api.get_openapi_schema(), indent=2)


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(description(), content_type="application/json; charset=utf-8")


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The same for people."""
    return render(request, "api/docs.html", {"docs": documentation(json.loads(description()))})


@login_not_required
@csrf_exempt
def no_such_address(request: HttpRequest) -> HttpResponse:
    return not_found()


def addresses() -> Iterator[URLPattern]:
    for pattern in api.urls[0]:
        # The library's own root says where its documentation is; ours is elsewhere.
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            yield answering(pattern)


def answering(pattern: URLPattern) -> URLPattern:
    """An address of the API: nobody is sent to the sign-in page, and a method it does not have is refused in JSON."""
    view = pattern.callback

    @login_not_required
    @csrf_exempt
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = view(request, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            return method_not_allowed(response)
        return response

    route = str(pattern.pattern)
    return path(
        route, speaking_xapi(answer) if route.startswith("xapi/") else answer, name=pattern.name
    )


def method_not_allowed(response: HttpResponseNotAllowed) -> HttpResponse:
    allowed = ", ".join(sorted(response["Allow"].split(", ")))
    return problem(405, f"This address knows {allowed}.", headers={"Allow": allowed})


app_name = "api"
urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    path("docs", docs, name="docs"),
    *addresses(),
    re_path(r"", no_such_address, name="no_such_address"),
]
