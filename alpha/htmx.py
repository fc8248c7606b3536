"""What htmx needs from the server: sign-in answers it understands, events to send along."""

import json
from collections.abc import Mapping

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    """What a view gets behind HtmxMiddleware; for annotations."""

    htmx: HtmxDetails


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Everything needs sign-in unless marked `login_not_required`.

    htmx follows a redirect by itself and would put the sign-in page inside a dialog, so it is answered with 401 and
    `HX-Redirect`, which makes the browser go there and come back to the page it showed.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: object) -> HttpResponseBase:
        if getattr(request, "htmx", False):
            response = HttpResponse(status=401)
            came_from = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]  # set by HtmxMiddleware
            response["HX-Redirect"] = (
                f"{resolve_url(self.get_login_url(view_func))}?{urlencode({'next': came_from})}"
            )
            patch_vary_headers(response, ["HX-Request"])
            return response
        return super().handle_no_permission(request, view_func)


def with_trigger(response: HttpResponse, events: Mapping[str, object]) -> HttpResponse:
    """Tell the page what happened, so that the parts that show it can fetch themselves again."""
    response["HX-Trigger"] = json.dumps(dict(events))
    return response
