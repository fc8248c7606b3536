"""Asking for the dialog and looking at what comes back."""

from uuid import uuid4

HTMX = {"HX-Request": "true"}
# A request from within the open dialog: what comes back replaces its body.
IN_DIALOG = HTMX | {"HX-Target": "modal-body"}
SUPPORT = (
    "Hi Sam Okafor, I see you're working hard on Fractions."
    " I created an easier assignment to help you build confidence."
)


def posted(**changes):
    return {
        "idempotency_key": str(uuid4()),
        "category": "struggling",
        "message": "Hi Sam, let us look at this together.",
        "addition": "",
    } | changes


def form_of(response):
    """Of a piece rendered alone the test client keeps what its fields were rendered with."""
    context = response.context
    return context["form"] if "form" in context else context["field"].form


def words_of(response):
    return " ".join(response.text.split())
