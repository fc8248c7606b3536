"""A teacher's own message templates: listing, writing, changing and deleting them. Nobody else sees them."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from alpha.accounts.idempotency import Answer, with_idempotency
from alpha.accounts.models import User
from alpha.htmx import HtmxRequest, leave_for
from alpha.learning.access import check_may_view_reports
from interventions.access import find_own_template
from interventions.errors import Invalid
from interventions.forms.templates import OwnTemplateForm
from interventions.selectors import own_templates
from interventions.template_library import DEFAULT_LANGUAGE, save_own_template
from interventions.templates_text import ALLOWED_VARIABLES

READ_AND_WRITE = ["GET", "HEAD", "POST"]


@require_safe
def my_templates(request: HtmxRequest) -> HttpResponse:
    user = cast("User", request.user)
    check_may_view_reports(user)
    return render(request, "interventions/my_templates.html", {"templates": own_templates(user)})


@require_http_methods(READ_AND_WRITE)
@vary_on_headers("HX-Request")
def new_template(request: HtmxRequest) -> HttpResponse:
    user = cast("User", request.user)
    check_may_view_reports(user)
    initial = {"language": DEFAULT_LANGUAGE}
    return write(request, OwnTemplateForm(request.POST or None, owner=user, initial=initial))


@require_http_methods(READ_AND_WRITE)
@vary_on_headers("HX-Request")
def edit_template(request: HtmxRequest, template_id: int) -> HttpResponse:
    user = cast("User", request.user)
    template = find_own_template(user, template_id)
    return write(request, OwnTemplateForm(request.POST or None, owner=user, instance=template))


@require_POST
@vary_on_headers("HX-Request")
def delete_template(request: HtmxRequest, template_id: int) -> HttpResponse:
    user = cast("User", request.user)

    def effect() -> Answer:
        template = find_own_template(user, template_id)
        template.delete()
        return Answer(200, body=template.title)

    answer = with_idempotency(request, "interventions:delete_template", effect)
    if answer.status == 422:
        raise BadRequest(answer.body)
    return done(request, f"Deleted “{answer.body}”. Messages sent with it stay.")


def write(request: HtmxRequest, form: OwnTemplateForm) -> HttpResponse:
    """The form, and saving what came in with it."""
    if not form.is_valid():
        return show(request, form)

    def effect() -> Answer:
        return Answer(201, body=save_own_template(form.save(commit=False)).title)

    try:
        answer = with_idempotency(request, "interventions:edit_template", effect)
    except Invalid as invalid:
        form.add_error(invalid.field, invalid.message)
        return show(request, form)
    if answer.status == 422:
        form.add_error(None, answer.body)
        return show(request, form)
    return done(request, f"Saved “{answer.body}”.")


def show(request: HtmxRequest, form: OwnTemplateForm) -> HttpResponse:
    context = {"form": form, "template": form.instance, "allowed_variables": ALLOWED_VARIABLES}
    status = 422 if form.is_bound and request.htmx else 200
    return render(request, "interventions/edit_template.html", context, status=status)


def done(request: HtmxRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return leave_for(request, reverse("interventions:my_templates"))
