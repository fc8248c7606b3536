from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone


class SchoolTimeZoneMiddleware:
    """Times on a page are the school's. Pages that need no sign-in ask for nobody, and so read no session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Whatever zone is set for this request is gone after it.
        with timezone.override(None):
            return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> None:
        if getattr(view_func, "login_required", True) and request.user.is_authenticated:
            school = request.user.school
            if school is not None:
                timezone.activate(school.zone)
