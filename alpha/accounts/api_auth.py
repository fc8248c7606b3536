"""Who asks the JSON API: a program with a token, or a page of somebody who is signed in, with the page's CSRF token.

A request that carries a token is judged by it alone, whoever's session comes along.
"""

from typing import Any, Literal, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone
from ninja.security.base import AuthBase

from alpha.accounts.models import ApiToken, User
from alpha.accounts.rate_limits import count_request
from alpha.accounts.tokens import find

Scope = Literal["read", "act"]

NO_CSRF = "Send the CSRF token of the page with it, as X-CSRFToken."
NO_SCOPE = "This token may not do that: it lacks the scope “{scope}”."


class BearerToken(AuthBase):
    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = (
        "A token of the settings page. Reading needs its scope “read”, everything that changes"
        " something “act”."
    )

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> ApiToken | None:
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        token = find(secret.strip()) if kind.lower() == "bearer" else None
        if token is None:
            return None
        # The log reads the second, everything else the first.
        request.user = request._cached_user = token.user  # type: ignore[attr-defined]
        enter(token.user, subject=f"token:{token.pk}")
        if self.scope not in token.scopes:
            raise PermissionDenied(NO_SCOPE.format(scope=self.scope))
        return token


class SessionCookie(AuthBase):
    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = settings.SESSION_COOKIE_NAME
    openapi_description = (
        "The sign-in of the pages. What changes something needs the header X-CSRFToken too."
    )

    def __call__(self, request: HttpRequest) -> User | None:
        if "Authorization" in request.headers or not request.user.is_authenticated:
            return None
        enter(request.user, subject=f"user:{request.user.pk}")
        if CsrfCheck(no_answer).process_view(request, no_answer, (), {}) is not None:
            raise PermissionDenied(NO_CSRF)
        return request.user


class CsrfCheck(CsrfViewMiddleware):
    """Django's own check, which leaves the words of a refusal to the API."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


def no_answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Stands for a view that wants the check."""
    return HttpResponse()


def enter(user: User, *, subject: str) -> None:
    """Counts the request, and sets the clocks to those of the person's school."""
    count_request(subject)
    if user.school is not None:
        timezone.activate(user.school.zone)


def caller(request: HttpRequest) -> User:
    """The person in whose name it is asked."""
    return cast("User", request.user)


READING = [BearerToken("read"), SessionCookie()]
ACTING = [BearerToken("act"), SessionCookie()]
