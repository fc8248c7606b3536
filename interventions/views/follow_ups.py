"""Help that is due for review: what changed since, and resolving it, going on, or doing something else instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from alpha.accounts.models import User
from alpha.accounts.selectors import next_school_day
from alpha.htmx import HtmxRequest
from alpha.learning.access import check_may_view_reports
from interventions import follow_up, selectors
from interventions.actions.record import REVIEW_AFTER
from interventions.forms.goal import ContinueForm, GoalForm
from interventions.goals import Goal, goal_of
from interventions.measured_change import KEPT_DAYS, MeasuredChange, changes_of
from interventions.models import Intervention
from interventions.views.resolution import Step, take_step

# How many another page shows.
FEW = 3
PER_PAGE = 10
# For so many days the page tells whether a gain held.
TOLD_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Card:
    """One intervention with the evidence on it; `change` None where nobody knows when it was."""

    intervention: Intervention
    change: MeasuredChange | None
    goal: Goal | None


@require_safe
@vary_on_headers("HX-Request")
def follow_ups(request: HtmxRequest) -> HttpResponse:
    """The page, or its cards alone; `?brief` for another page, which shows the first few that are due."""
    user = cast("User", request.user)
    check_may_view_reports(user)
    # The zone in force is the school's.
    today = timezone.localdate()
    own = selectors.own_interventions(user)
    due = selectors.told(selectors.in_state(own, "due", today))
    brief = "brief" in request.GET
    page = Paginator(due, FEW if brief else PER_PAGE).get_page(request.GET.get("page"))
    resolved = selectors.resolved_between(own, *checked_dates(today))
    checked = [] if brief else list(selectors.told(resolved)[:PER_PAGE])
    cards = cards_of([*page.object_list, *checked])
    context = {
        "page": page,
        "cards": cards[: len(page.object_list)],
        "checked": [card for card in cards[len(page.object_list) :] if card.change],
        "today": today,
        "brief": brief,
    }
    template = "_follow_ups" if request.htmx else "follow_ups"
    return render(request, f"interventions/{template}.html", context)


def checked_dates(today: date) -> tuple[date, date]:
    """The dates on which what was resolved has been checked by now, and is still told of."""
    last = today - timedelta(days=KEPT_DAYS + 1)
    return last - TOLD_FOR, last


def cards_of(interventions: Iterable[Intervention]) -> list[Card]:
    rows = list(interventions)
    changes = changes_of(rows)
    return [_card(row, changes.get(row.pk)) for row in rows]


def _card(row: Intervention, change: MeasuredChange | None) -> Card:
    return Card(row, change, goal_of(row, change) if change else None)


def continue_form(intervention: Intervention, _: User, data: QueryDict | None) -> ContinueForm:
    school = intervention.student.school
    again = next_school_day(school, school.today() + REVIEW_AFTER)
    return ContinueForm(data, school=school, initial={"review_on": again})


def goal_form(intervention: Intervention, _: User, data: QueryDict | None) -> GoalForm:
    initial = {
        "goal_percent": intervention.goal_percent,
        "review_on": intervention.goal_on or intervention.follow_up_on,
    }
    return GoalForm(data, school=intervention.student.school, initial=initial)


CONTINUE = Step("continue_help", continue_form, follow_up.continue_help, "Going on as before")
GOAL = Step("goal", goal_form, follow_up.set_goal, "Goal saved")


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request", "HX-Target")
def continue_help(request: HtmxRequest, intervention_id: int) -> HttpResponse:
    return take_step(request, intervention_id, CONTINUE)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request", "HX-Target")
def goal(request: HtmxRequest, intervention_id: int) -> HttpResponse:
    return take_step(request, intervention_id, GOAL)
