from uuid import uuid4

from django import forms


class OneTimeForm(forms.Form):
    """Base of every form whose POST has an effect: see `alpha.accounts.idempotency`.

    The key stays the same when a form comes back with errors, because nothing was written under it yet.
    """

    idempotency_key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid4,
        error_messages={
            "required": "Please reload the page and send the form again.",
            "invalid": "Please reload the page and send the form again.",
        },
    )
