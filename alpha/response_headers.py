"""Headers that every answer about people carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class PrivateResponseMiddleware:
    """No page is kept by a proxy or by the browser's cache: the next person at this computer is somebody else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        return response
