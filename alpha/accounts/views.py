"""The settings page of programs that may ask in somebody's name."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alpha.accounts.forms import OneTimeForm, TokenForm
from alpha.accounts.idempotency import Answer, with_idempotency
from alpha.accounts.models import User
from alpha.accounts.tokens import (
    TokenRefused,
    find_own_token,
    issue,
    may_have_tokens,
    revoke,
    tokens_in_use,
)

SHOWN_BEFORE = (
    "This token was made already. It was shown then; if it is lost, revoke it and make another."
)


@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The list; a POST makes a token and shows its secret, this once."""
    user = owner(request)
    if request.method != "POST":
        return show(request, TokenForm())
    form = TokenForm(request.POST)
    if not form.is_valid():
        return show(request, form)
    secrets: list[str] = []

    def effect() -> Answer:
        secrets.append(issue(user, **form.wanted())[1])
        return Answer(201, location=reverse("accounts:tokens"))

    try:
        answer = with_idempotency(request, "accounts:tokens", effect)
    except TokenRefused as refused:
        form.add_error(refused.field, refused.message)
        return show(request, form)
    if answer.status == 422:
        form.add_error(None, answer.body)
        return show(request, form)
    if answer.is_replay:
        messages.warning(request, SHOWN_BEFORE)
        return redirect(answer.location)
    return show(request, TokenForm(), new=secrets[0])


@require_POST
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    found = find_own_token(owner(request), token_id)
    form = OneTimeForm(request.POST)
    if not form.is_valid():
        return show(request, TokenForm(), problem=str(form.errors["idempotency_key"][0]))

    def effect() -> Answer:
        revoke(found)
        return Answer(200, location=reverse("accounts:tokens"))

    answer = with_idempotency(request, "accounts:revoke_token", effect)
    if answer.status == 422:
        return show(request, TokenForm(), problem=answer.body)
    messages.success(request, f"Revoked: {found.name}")
    return redirect(answer.location)


def owner(request: HttpRequest) -> User:
    """Whoever may have tokens; to everybody else the page does not exist (Http404)."""
    user = cast("User", request.user)
    if not may_have_tokens(user):
        raise Http404
    return user


def show(
    request: HttpRequest, form: TokenForm, *, new: str = "", problem: str = ""
) -> HttpResponse:
    """`new`: the secret of a token just made; `problem`: why one was not revoked."""
    context = {
        "form": form,
        "new": new,
        "problem": problem,
        "tokens": [(each, OneTimeForm()) for each in tokens_in_use(cast("User", request.user))],
    }
    return render(request, "accounts/tokens.html", context)
