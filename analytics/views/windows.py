"""The window that every report has: its switch, and what happens to an address that makes no sense."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from analytics.forms import WINDOWS


def window_choices(days: int) -> list[dict[str, object]]:
    """Return the usual windows, and the one in use if it is another, shortest first."""
    return [{"days": choice, "is_current": choice == days} for choice in sorted({*WINDOWS, days})]


def without_query(request: HttpRequest, form: forms.Form) -> HttpResponse:
    """Say what was wrong with the address and show the page as it is by default."""
    for errors in form.errors.values():
        messages.error(request, " ".join(str(error) for error in errors))
    return redirect(request.path)
