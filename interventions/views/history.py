"""What was done for a student, and reading a message."""

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from alpha.accounts.models import User
from alpha.htmx import HtmxRequest
from alpha.learning.access import find_student, may_help
from interventions import selectors
from interventions.access import find_message
from interventions.actions.message import mark_read

PER_PAGE = 20
MOST_IN_PANEL = 5


@require_safe
@vary_on_headers("HX-Request")
def history(request: HtmxRequest, student_id: int) -> HttpResponse:
    user = cast("User", request.user)
    student = find_student(user, student_id)
    pages = Paginator(selectors.history_with_letters(student), PER_PAGE)
    context = {
        "student": student,
        "page": pages.get_page(request.GET.get("page")),
        "may_help": may_help(user, student),
    }
    piece = "#interventions" if request.htmx else ""
    return render(request, f"interventions/history.html{piece}", context)


@require_safe
def student_panel(request: HtmxRequest, student_id: int) -> HttpResponse:
    """A piece of the student report: what is open, and whether the last message was read."""
    student = find_student(cast("User", request.user), student_id)
    context = {
        "student": student,
        "open_interventions": selectors.open_for(student)[:MOST_IN_PANEL],
        "last_message": selectors.last_message_to(student),
    }
    return render(request, "interventions/student_panel.html", context)


@require_safe
def message(request: HtmxRequest, message_id: int) -> HttpResponse:
    """Opening it is reading it, for the student; asking only for the headers is not."""
    user = cast("User", request.user)
    found = find_message(user, message_id)
    if request.method == "GET":
        found = mark_read(found, by=user)
    return render(request, "interventions/message.html", {"message": found})
