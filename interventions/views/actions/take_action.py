"""The way in to every kind of action.

A POST acts, unless a preview is asked for: then the form comes back brought up to date, and nothing is written.
Previews are POSTs so that no words about a student stand in an address.
"""

from types import ModuleType

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from alpha.htmx import HtmxRequest
from alpha.learning.access import find_student_to_help
from alpha.learning.models import Student
from interventions.prepared import prepared_for
from interventions.views.actions import assignment, meeting, message, parent
from interventions.views.actions.frame import (
    FIRST_KIND,
    KINDS,
    acting,
    alert_in,
    kinds_for,
    show,
)

# Each module answers `context(request, student)`, what its empty form needs, and `post(request, student)`.
MODULES: dict[str, ModuleType] = {
    "message": message,
    "assignment": assignment,
    "meeting": meeting,
    "parent": parent,
}


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request", "HX-Target")
def take_action(request: HtmxRequest, student_id: int) -> HttpResponse:
    user = acting(request)
    student = find_student_to_help(user, student_id)
    kind = request.GET.get("action", "")
    if kind not in KINDS:
        kind = first_kind(request, student)
    if kind not in kinds_for(user):
        raise PermissionDenied
    module = MODULES[kind]
    if request.method == "POST":
        response: HttpResponse = module.post(request, student)
        return response
    return show(request, student, kind, module.context(request, student))


def first_kind(request: HtmxRequest, student: Student) -> str:
    """Where the address names no kind: the one that fits the alert it names, else a message."""
    alert = alert_in(request, student)
    may_assign = "assignment" in kinds_for(acting(request))
    prepared = prepared_for(alert, may_assign=may_assign) if alert else None
    return prepared.action if prepared else FIRST_KIND
