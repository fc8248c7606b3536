"""A teacher's own meetings: today, this week, later and past."""

from dataclasses import dataclass
from typing import cast

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from alpha.accounts.models import User
from alpha.htmx import HtmxRequest
from alpha.learning.access import check_may_view_reports
from interventions.agenda import Entry, agenda, past_entries, past_moments
from interventions.models import Meeting

PER_PAGE = 20
STATES = {"": "All", **dict(Meeting.Status.choices)}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the schedule; `nothing` is what it says without entries."""

    title: str
    nothing: str
    entries: list[Entry]


@require_safe
@vary_on_headers("HX-Request")
def meetings(request: HtmxRequest) -> HttpResponse:
    """The page, or its list alone when something changed."""
    user = cast("User", request.user)
    check_may_view_reports(user)
    if user.school is None:
        raise Http404
    status = request.GET.get("status", "")
    status = status if status in STATES else ""
    moments = past_moments(user, user.school, status=status)
    page = Paginator(moments, PER_PAGE).get_page(request.GET.get("page"))
    ahead = agenda(user, user.school, status=status)
    past = past_entries(user, page.object_list, status=status)
    sections = [
        Section("Today", "Nothing today.", ahead.today),
        Section("This week", "Nothing more this week.", ahead.this_week),
        Section("Later", "Nothing later.", ahead.later),
        Section("Past", "Nothing before today.", past),
    ]
    context = {
        "sections": sections,
        "is_empty": not status and not any(section.entries for section in sections),
        "page": page,
        "status": status,
        "states": STATES.items(),
        "now": timezone.now(),
    }
    piece = "#list" if request.htmx else ""
    return render(request, f"interventions/meetings.html{piece}", context)
