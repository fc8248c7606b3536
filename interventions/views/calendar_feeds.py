"""Meetings in a calendar of one's own: the addresses that open it, and the calendar itself."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alpha.accounts.forms import OneTimeForm
from alpha.accounts.idempotency import Answer, with_idempotency
from alpha.accounts.models import User
from alpha.learning.access import check_may_view_reports
from interventions.access import find_feed, find_own_feed
from interventions.actions.calendar_feeds import create_feed, note_use, revoke_feed
from interventions.agenda import calendar_events, feeds_of
from interventions.calendar import TITLE, feed
from interventions.errors import Invalid
from interventions.forms.calendar_feeds import CalendarFeedForm

NAME = f"{TITLE}s"
HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
SHOWN_BEFORE = (
    "This calendar was made already. Its address was shown then; if it is lost, make another."
)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_feeds(request: HttpRequest) -> HttpResponse:
    """The list; a POST makes a calendar and shows its address, this once."""
    user = cast("User", request.user)
    check_may_view_reports(user)
    if request.method != "POST":
        return show(request, CalendarFeedForm())
    form = CalendarFeedForm(request.POST)
    if not form.is_valid():
        return show(request, form)
    tokens: list[str] = []

    def effect() -> Answer:
        tokens.append(create_feed(user, name=form.cleaned_data["name"]))
        return Answer(201, location=reverse("interventions:calendar_feeds"))

    try:
        answer = with_idempotency(request, "interventions:calendar_feeds", effect)
    except Invalid as invalid:
        form.add_error(invalid.field, invalid.message)
        return show(request, form)
    if answer.status == 422:
        form.add_error(None, answer.body)
        return show(request, form)
    if answer.is_replay:
        messages.warning(request, SHOWN_BEFORE)
        return redirect(answer.location)
    address = reverse("interventions:calendar_feed", args=[tokens[0]])
    return show(request, CalendarFeedForm(), new=request.build_absolute_uri(address))


@require_POST
def revoke_calendar_feed(request: HttpRequest, feed_id: int) -> HttpResponse:
    found = find_own_feed(cast("User", request.user), feed_id)
    form = OneTimeForm(request.POST)
    if not form.is_valid():
        return show(request, CalendarFeedForm(), problem=str(form.errors["idempotency_key"][0]))

    def effect() -> Answer:
        revoke_feed(found)
        return Answer(200, location=reverse("interventions:calendar_feeds"))

    answer = with_idempotency(request, "interventions:revoke_calendar_feed", effect)
    if answer.status == 422:
        return show(request, CalendarFeedForm(), problem=answer.body)
    messages.success(request, f"Revoked: {found.name}")
    return redirect(answer.location)


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar, for whoever has the address; nobody's session is looked at."""
    found = find_feed(token)
    now = timezone.now()
    page = request.build_absolute_uri(reverse("interventions:meetings"))
    events = calendar_events(found.user, now, details=f"Details after sign-in: {page}")
    note_use(found, at=now)
    return HttpResponse(
        feed(events, name=NAME, now=now),
        content_type="text/calendar; charset=utf-8",
        headers=HEADERS,
    )


def show(
    request: HttpRequest, form: CalendarFeedForm, *, new: str = "", problem: str = ""
) -> HttpResponse:
    """`new`: an address just made; `problem`: why a calendar was not revoked."""
    context = {
        "form": form,
        "new": new,
        "problem": problem,
        "feeds": [(each, OneTimeForm()) for each in feeds_of(cast("User", request.user))],
    }
    return render(request, "interventions/calendar_feeds.html", context)
