"""A letter to a family: reading and printing it, and stopping it while it has not left."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from alpha.accounts.idempotency import Answer, with_idempotency
from alpha.accounts.models import User
from alpha.htmx import HtmxRequest
from interventions.access import find_letter
from interventions.actions.parent_notice import take_back
from interventions.errors import Conflict
from interventions.languages import direction
from interventions.selectors import letters_of

TAKEN_BACK = "The letter was taken back."


@require_safe
def letter(request: HtmxRequest, letter_id: int) -> HttpResponse:
    """As the family reads it, to be printed where no mail goes; the date as their language writes it."""
    found = find_letter(cast("User", request.user), letter_id)
    with translation.override(found.language):
        written_on = date_format(found.student.school.day_of(found.created_at), "DATE_FORMAT")
    context = {
        "letter": found,
        "written_on": written_on,
        "direction": direction(found.language),
    }
    return render(request, "interventions/letter.html", context)


@require_POST
def cancel_letter(request: HtmxRequest, letter_id: int) -> HttpResponse:
    user = cast("User", request.user)
    found = find_letter(user, letter_id)

    def effect() -> Answer:
        take_back(found, by=user)
        return Answer(200, location=reverse("interventions:history", args=[found.student_id]))

    try:
        answer = with_idempotency(request, "interventions:cancel_letter", effect)
    except Conflict as conflict:
        if request.htmx:
            return HttpResponse(str(conflict), status=409)
        messages.error(request, str(conflict))
        return redirect("interventions:history", found.student_id)
    if request.htmx:
        siblings = letters_of(found.student).filter(intervention=found.intervention_id)
        return render(request, "interventions/_letters.html", {"letters": siblings})
    messages.success(request, TAKEN_BACK)
    return redirect(answer.location)
