"""What htmx needs from the server: sign-in answers and redirects it understands."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    """What a view gets behind HtmxMiddleware; for annotations."""

    htmx: HtmxDetails


def leave_for(request: HtmxRequest, address: str) -> HttpResponse:
    """A redirect of the whole page: htmx would follow a plain one itself and put the page where a piece belongs."""
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Everything needs sign-in unless marked `login_not_required`.

    htmx follows a redirect by itself and would put the sign-in page inside a dialog, so it is answered with 401 and
    `HX-Redirect`, which makes the browser go there and come back to the page it showed.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            # Nobody has to say who she is, so nobody's session is looked at.
            return None
        to_sign_in = super().process_view(request, view_func, view_args, view_kwargs)
        asked_by: HtmxDetails | None = getattr(request, "htmx", None)
        if to_sign_in is None or not asked_by:
            return to_sign_in
        came_from = asked_by.current_url_abs_path or "/"
        response = HttpResponse(status=401)
        response["HX-Redirect"] = (
            f"{resolve_url(self.get_login_url(view_func))}?{urlencode({'next': came_from})}"
        )
        patch_vary_headers(response, ["HX-Request"])
        return response
