from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from alpha.accounts.models import User
from alpha.learning.access import check_leads_school
from interventions.school_figures import school_figures


@require_safe
def platform(request: HttpRequest) -> HttpResponse:
    """Use and results of the school. Its address is one of analytics': see `alpha.urls`."""
    user = cast("User", request.user)
    check_leads_school(user)
    report = school_figures(user)
    context = {
        "report": report,
        "use": [figure for figure in report.figures if figure.part == "use"],
        "results": [figure for figure in report.figures if figure.part == "results"],
        "as_of": timezone.now(),
    }
    return render(request, "analytics/platform.html", context)
