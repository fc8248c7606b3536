from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alpha.accounts.models import User
from alpha.notifications.selectors import inbox_of

NOTICES_ON_A_PAGE = 50


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    notices = inbox_of(cast("User", request.user))
    page = Paginator(notices, NOTICES_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/inbox.html", {"page": page})
