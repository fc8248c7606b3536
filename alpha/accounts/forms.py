from uuid import uuid4

from allauth.account.forms import LoginForm
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


class SignInForm(LoginForm):
    """Says what to type in a label, which stays, instead of in the field, where typing hides it."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Username or e-mail"
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
