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
from interventions.views.actions import assignment, meeting, message, parent
from interventions.views.actions.frame import FIRST_KIND, KINDS, acting, kinds_for, show

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
    kind = request.GET.get("action", FIRST_KIND)
    if kind not in KINDS:
        kind = FIRST_KIND
    if kind not in kinds_for(user):
        raise PermissionDenied
    module = MODULES[kind]
    if request.method == "POST":
        response: HttpResponse = module.post(request, student)
        return response
    return show(request, student, kind, module.context(request, student))
