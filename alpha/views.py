"""The way in, and the answers to what does not exist."""

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views import defaults
from django.views.decorators.http import require_safe

from alpha.accounts.models import Role, User
from alpha.json_api import problem

FIRST_PAGE = {
    Role.TEACHER: "analytics:today",
    Role.LEADER: "analytics:today",
    Role.ADMINISTRATOR: "admin:index",
    Role.STUDENT: "learning:my_work",
    Role.GUARDIAN: "notifications:inbox",
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    # Whoever runs the server belongs to no school: there is nothing but the admin to see.
    first = "admin:index" if user.is_superuser else FIRST_PAGE[Role(user.role)]
    return redirect(first)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same bytes for everybody and every address.

    The page is made without the request: no name, token or path on it can tell an id out of one's scope from an unknown
    one.
    """
    return HttpResponseNotFound(render_to_string("404.html"))


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Asked for by django-allauth after too many tries to sign in."""
    return HttpResponse(render_to_string("429.html"), status=429, headers={"Retry-After": "300"})


def server_error(request: HttpRequest) -> HttpResponse:
    """For people a page, for programs what they can read; neither says what went wrong inside."""
    if request.path.startswith("/api/"):
        return problem(500, "Something went wrong here. It is not your request.")
    return defaults.server_error(request)
