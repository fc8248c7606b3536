"""The key of a form that consists of a button alone."""

from django import template
from django.utils.safestring import SafeString

from alpha.accounts.forms import OneTimeForm

register = template.Library()


@register.simple_tag
def one_time_key() -> SafeString:
    """A hidden field as in every other form whose POST has an effect; without an id, since a page may hold several."""
    return OneTimeForm(auto_id=False)["idempotency_key"].as_hidden()
