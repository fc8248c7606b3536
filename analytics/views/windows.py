"""The window that every report has: its switch, and what happens to an address that makes no sense."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from analytics.forms import WINDOWS, StudentReportForm


def window_context(form: StudentReportForm) -> dict[str, Any]:
    """Return what templates need of a valid form's window.

    `windows`: the usual ones, each {days, is_current}; `window_form`: to choose two dates;
    `window_query`: for the addresses of other reports, so that they show the same window.
    """
    cleaned = form.cleaned_data
    last_days = None if cleaned["start"] else cleaned["period"].days
    choices = sorted({*WINDOWS, last_days or WINDOWS[0]})
    return {
        "windows": [{"days": days, "is_current": days == last_days} for days in choices],
        "window_is_chosen": last_days is None,
        "window_form": form,
        "window_query": form.window_query,
    }


def without_query(
    request: HttpRequest, form: StudentReportForm, *, to: str | None = None
) -> HttpResponse:
    """Say what was wrong with the address and show the page as it is by default, or the page `to`."""
    for errors in form.errors.values():
        messages.error(request, " ".join(str(error) for error in errors))
    return redirect(to or request.path)
