"""What is in the database, as one value to compare."""

import hashlib

from django.apps import apps

# Sessions say who asks, the other how often; they are no record of the school.
NOT_COUNTED = {"django_session", "accounts_ratecount"}


def tables(names=None):
    """A digest of the rows of each table, or of those named."""
    return {
        model._meta.db_table: hashlib.sha256(
            repr(list(model._base_manager.order_by("pk").values_list())).encode()
        ).hexdigest()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table not in NOT_COUNTED
        and (names is None or model._meta.db_table in names)
    }


def differing(before, after):
    """Names of the tables that are no longer the same."""
    return {name for name in after if after[name] != before[name]}
