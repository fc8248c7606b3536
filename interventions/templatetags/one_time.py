"""The key of a form that consists of a button alone."""

from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from alpha.accounts.idempotency import KEY_FIELD

register = template.Library()


@register.simple_tag
def one_time_key() -> SafeString:
    """The hidden field of every form whose POST has an effect; without an id, and without the form that a page of many
    buttons would have to make for each.
    """
    return format_html('<input type="hidden" name="{}" value="{}">', KEY_FIELD, uuid4())
