"""One effect for each form that was shown, however often it is sent: double click, retry, back button.

A form carries a hidden `idempotency_key` (`alpha.accounts.forms.OneTimeForm`). The row of the key is written in the
transaction of the effect: either both exist or neither. A view validates its form first and then:

    def send() -> Answer:
        intervention = send_message(student, by=request.user, ...)
        return Answer(201, body=json.dumps({"intervention_id": intervention.pk}))

    answer = with_idempotency(request, "interventions:take_action", send)
    if answer.status == 422:
        form.add_error(None, answer.body)       # the key was used for something else
    ...                                         # else show success from answer.body or go to answer.location

`answer.body` is what the view needs to show the success again, not a finished page. Where one form stands within another,
its fields have a prefix and so has its key: `prefix` says which of the two is meant, and the fields of the other do not
count. Whatever `send` raises is passed
on and leaves nothing behind, so the same form can be sent again.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast
from uuid import UUID

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from alpha.accounts.models import IdempotencyKey, User

KEPT_FOR = timedelta(hours=24)
KEY_FIELD = "idempotency_key"
NOT_CONTENT = frozenset({KEY_FIELD, "csrfmiddlewaretoken"})
KEY_REUSED = (
    "This form was already sent with other content. Nothing was sent again. "
    "Reload the page to start a new one."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a POST is answered with. `status` is never 0: that marks a key whose effect is under way."""

    status: int = 200
    location: str = ""
    body: str = ""
    is_replay: bool = False


def with_idempotency(
    request: HttpRequest, route: str, effect: Callable[[], Answer], *, prefix: str = ""
) -> Answer:
    """Run `effect` once for this person, route and key; later calls get the first answer and write nothing.

    A call at the same moment waits for the first one: on SQLite at the start of its transaction, on PostgreSQL at the
    unique row. The same key with other content is answered with status 422 and the sentence to show. A missing or
    malformed key raises BadRequest: only a form not made by us lacks it.
    """
    answer = run_once(
        cast("User", request.user),
        route,
        key_of(request, prefix),
        fingerprint_of(request, prefix),
        effect,
    )
    return replace(answer, body=KEY_REUSED) if answer.status == 422 else answer


def run_once(
    user: User, route: str, key: str, fingerprint: str, effect: Callable[[], Answer]
) -> Answer:
    """Run `effect` once for this person, route and key, as `with_idempotency` says; status 422 where the key came with
    another fingerprint.
    """
    with transaction.atomic():
        # Does nothing where the key exists. A row in its first state can only be our own:
        # others become visible when they are committed, with their answer.
        IdempotencyKey.objects.bulk_create(
            [IdempotencyKey(user=user, route=route, key=key, request_hash=fingerprint)],
            ignore_conflicts=True,
        )
        row = IdempotencyKey.objects.get(user=user, route=route, key=key)
        if row.request_hash != fingerprint:
            return Answer(status=422)
        if row.status:
            return Answer(row.status, row.location, row.body, is_replay=True)
        answer = effect()
        row.status, row.location, row.body = answer.status, answer.location, answer.body
        row.save(update_fields=["status", "location", "body"])
        forget_old_keys(user)
    return replace(answer, is_replay=False)


def answered_before(request: HttpRequest, route: str) -> Answer | None:
    """What the same form was answered with, if it was sent before; else None, also for the same key with other content.

    For forms whose content is looked at once more before the effect: after it, it may look different.
    """
    row = IdempotencyKey.objects.filter(
        user=cast("User", request.user),
        route=route,
        key=key_of(request),
        request_hash=fingerprint_of(request),
    ).first()
    if row is None or not row.status:
        return None
    return Answer(row.status, row.location, row.body, is_replay=True)


def key_of(request: HttpRequest, prefix: str = "") -> str:
    try:
        return str(UUID(request.POST.get(f"{prefix}-{KEY_FIELD}" if prefix else KEY_FIELD, "")))
    except ValueError:
        raise BadRequest("A form was sent without its key.") from None


def fingerprint_of(request: HttpRequest, prefix: str = "") -> str:
    """Path and fields, not the key itself and not the token that changes with every page."""
    fields = sorted(
        (name, values)
        for name, values in request.POST.lists()
        if name not in NOT_CONTENT and (not prefix or name.startswith(f"{prefix}-"))
    )
    return hashlib.sha256(json.dumps([request.path, fields]).encode()).hexdigest()


def forget_old_keys(user: User) -> None:
    IdempotencyKey.objects.filter(user=user, created_at__lt=timezone.now() - KEPT_FOR).delete()
