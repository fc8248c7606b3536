"""Addresses and forms of the admin, as a browser sends them."""

from django.urls import reverse


def address(page, action="changelist", *args):
    return reverse(f"admin:{page}_{action}", args=args)


def management_form(prefix, total=0, initial=0):
    return {f"{prefix}-TOTAL_FORMS": total, f"{prefix}-INITIAL_FORMS": initial}
