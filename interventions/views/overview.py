"""Everything somebody did herself: what is open, what is due for review, what is closed."""

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from alpha.accounts.models import User
from alpha.htmx import HtmxRequest
from alpha.learning.access import check_may_view_reports
from interventions import selectors
from interventions.forms.filters import OverviewForm
from interventions.forms.resolution import PostponeForm

PER_PAGE = 25


@require_safe
@vary_on_headers("HX-Request")
def overview(request: HtmxRequest) -> HttpResponse:
    """The page, or its list alone when something changed or was searched for."""
    user = cast("User", request.user)
    check_may_view_reports(user)
    form = OverviewForm(request.GET)
    state, words = form.chosen("state") or "open", form.chosen("q")
    # The zone in force is the school's.
    today = timezone.localdate()
    own = selectors.of_kind(selectors.own_interventions(user), kind=form.chosen("type"))
    own = selectors.matching(own, words)
    rows = selectors.told(selectors.in_state(own, state, today))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    counts = selectors.counts_by_state(own, today)
    context = {
        "form": form,
        "state": state,
        "words": words,
        "states": [(name, label, counts[name]) for name, label in form.STATES],
        "page": page,
        # Each form with a key of its own.
        "rows": [(row, PostponeForm()) for row in page],
        "today": today,
    }
    piece = "#interventions" if request.htmx else ""
    return render(request, f"interventions/overview.html{piece}", context)
