"""Stopping mail by the link in it, without a sign-in (RFC 8058), and taking that back.

A GET changes nothing: mail scanners follow links. The page is made without the request, so it carries no cookie and
shows nobody's name; who holds the link has the mail.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from alpha.learning.services.mail_opt_outs import has_opted_out, opt_in, opt_out
from interventions.access import MailSubscription, find_mail_subscription
from interventions.languages import base_code

ONE_CLICK = "List-Unsubscribe"
PAGES = {"es": "interventions/unsubscribe_es.html"}


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A POST stops the mail, whether a mail program sends it or a person; `again` in the form starts it again."""
    subscription = find_mail_subscription(token)
    if request.method != "POST":
        return page(subscription, changed=False)
    if "again" in request.POST:
        opt_in(subscription.link, subscription.category)
        return page(subscription, changed=True)
    opt_out(subscription.link, subscription.category)
    if ONE_CLICK in request.POST:
        return HttpResponse("Unsubscribed.\n", content_type="text/plain; charset=utf-8")
    return page(subscription, changed=True)


def page(subscription: MailSubscription, *, changed: bool) -> HttpResponse:
    """In the guardian's language where there is a page in it."""
    link = subscription.link
    template = PAGES.get(base_code(link.guardian.language), "interventions/unsubscribe.html")
    context = {
        "school_name": link.student.school.name,
        "category": subscription.category,
        "has_stopped": has_opted_out(link, subscription.category),
        "changed": changed,
    }
    return HttpResponse(render_to_string(template, context))
