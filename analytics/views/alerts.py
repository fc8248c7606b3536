from typing import cast

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from alpha.accounts.models import User
from alpha.htmx import HtmxRequest
from analytics import reports
from analytics.access import find_alert

# On a card a few show what the rule saw; the page has all of them.
FEW_SESSIONS = 6


@require_safe
@vary_on_headers("HX-Request")
def alert(request: HtmxRequest, alert_id: int) -> HttpResponse:
    """Why it is there: a page of its own, and a piece of the cards that show it."""
    found = find_alert(cast("User", request.user), alert_id)
    reasons = reports.reasons_of(found)
    context = {
        "alert": found,
        "reasons": reasons,
        "sessions": reasons.sessions[:FEW_SESSIONS] if request.htmx else reasons.sessions,
        "more_sessions": len(reasons.sessions[FEW_SESSIONS:]) if request.htmx else 0,
    }
    name = "_alert_reasons" if request.htmx else "alert"
    return render(request, f"analytics/{name}.html", context)
