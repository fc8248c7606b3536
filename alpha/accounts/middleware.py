from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone


class SchoolTimeZoneMiddleware:
    """Times on a page are the school's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        school = request.user.school if request.user.is_authenticated else None
        if school is None:
            return self.get_response(request)
        with timezone.override(school.zone):
            return self.get_response(request)
