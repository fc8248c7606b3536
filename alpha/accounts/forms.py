from typing import Any
from uuid import uuid4

from allauth.account.forms import LoginForm
from crispy_forms.helper import FormHelper
from django import forms

# How long a token may be good for.
LIFETIMES = [(30, "30 days"), (90, "90 days"), (365, "One year")]


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


class TokenForm(OneTimeForm):
    """A program that shall ask in one's name. What cannot be is refused where a token is made."""

    name = forms.CharField(
        label="Program",
        required=False,
        help_text="So that you know later which one to revoke, for example Morning report.",
    )
    scopes = forms.MultipleChoiceField(
        label="It may",
        choices=[("read", "Read reports"), ("act", "Act: message, assign, meet, notify, resolve")],
        initial=["read"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(label="Good for", choices=LIFETIMES, initial=90, coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def wanted(self) -> dict[str, Any]:
        """What `alpha.accounts.tokens.issue` is told."""
        scopes = self.cleaned_data["scopes"]
        return {
            "name": self.cleaned_data["name"],
            "may_read": "read" in scopes,
            "may_act": "act" in scopes,
            "days": self.cleaned_data["days"],
        }


class SignInForm(LoginForm):
    """Says what to type in a label, which stays, instead of in the field, where typing hides it."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Username or e-mail"
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
