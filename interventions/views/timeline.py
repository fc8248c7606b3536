"""Everything that happened with a student, and where the chart of her report marks help."""

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from alpha.accounts.models import User
from alpha.htmx import HtmxRequest
from alpha.learning.access import find_student, find_student_and_rights
from interventions import selectors
from interventions import timeline as stream
from interventions.forms.dates import DatesForm

PER_PAGE = 20


@require_safe
@vary_on_headers("HX-Request")
def timeline(request: HtmxRequest, student_id: int) -> HttpResponse:
    """The page, or its list alone for the student report."""
    user = cast("User", request.user)
    found = find_student_and_rights(user, student_id)
    student, may_help = found.student, found.may_help
    page = Paginator(stream.moments(student), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "student": student,
        "page": page,
        "events": stream.events(student, page.object_list),
        "may_help": may_help,
    }
    piece = "#events" if request.htmx else ""
    return render(request, f"interventions/timeline.html{piece}", context)


@require_safe
def chart_marks(request: HtmxRequest, student_id: int) -> HttpResponse:
    """A piece of the student report: the help given in its window, which the chart above it marks."""
    student = find_student(cast("User", request.user), student_id)
    form = DatesForm(request.GET)
    form.full_clean()
    first, last = form.cleaned_data.get("start"), form.cleaned_data.get("end")
    context = {"marks": selectors.help_between(student, first, last)}
    return render(request, "interventions/chart_marks.html", context)
