"""The headers of every kind of answer, and pages that keep the strict policy they are sent with."""

import re

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from alpha.learning.services.mail_opt_outs import opt_out_token
from tests.factories import (
    GuardianshipFactory,
    InterventionFactory,
    MeetingFactory,
    ParentNotificationFactory,
    PracticeSessionFactory,
)

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
}
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# What the policy would stop, in the text of a page. Data in a script tag is no script.
FORBIDDEN = {
    "inline script": r"<script(?![^>]*\b(src=|type=\"(application/json|text/plain)\"))[^>]*>",
    "inline style": r"<style\b",
    "style attribute": r"<[^>]+\sstyle\s*=",
    "event attribute": r"<[^>]+\son[a-z]+\s*=",
    "htmx event attribute": r"\shx-on[:a-z-]*\s*=",
    "htmx script values": r"hx-vals=['\"]js:",
    "script address": r"(href|src|action)=['\"]\s*javascript:",
    "another host": r"(?:src|href|action|hx-get|hx-post)=['\"](?:https?:)?//(?!testserver)",
}


def signed_in(user):
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="alpha.accounts.backends.UsernameBackend")
    return client


@pytest.fixture
def pages(people, student, classroom):
    """Kind of answer to a call that gives it."""
    PracticeSessionFactory(student=student, questions_answered=30)
    link = GuardianshipFactory(student=student)
    stop = reverse("unsubscribe", args=[opt_out_token(link, "progress")])
    written = InterventionFactory(student=student, intervention_type="parent_notification")
    letter = ParentNotificationFactory(intervention=written, guardian=link.guardian)
    meeting = MeetingFactory(student=student, teacher=people.TE)
    teacher, office, anybody = signed_in(people.TE), signed_in(people.AD), Client()
    take_action = reverse("interventions:take_action", args=[student.pk])
    htmx = {"HX-Request": "true"}
    return {
        "sign-in page": lambda: anybody.get("/accounts/login/"),
        "failed sign-in": lambda: anybody.post("/accounts/login/", {"login": "x", "password": "y"}),
        "password reset": lambda: anybody.get("/accounts/password/reset/"),
        "password reset done": lambda: anybody.get("/accounts/password/reset/done/"),
        "inactive": lambda: anybody.get("/accounts/inactive/"),
        "redirect to sign-in": lambda: anybody.get("/inbox/"),
        "htmx signed out": lambda: anybody.get("/inbox/", headers=htmx),
        "sign-out page": lambda: teacher.get("/accounts/logout/"),
        "password change": lambda: teacher.get("/accounts/password/change/"),
        "inbox": lambda: teacher.get("/inbox/"),
        "classes": lambda: teacher.get("/analytics/classes/"),
        "class report": lambda: teacher.get(reverse("analytics:class_report", args=[classroom.pk])),
        "student report": lambda: teacher.get(
            reverse("analytics:student_report", args=[student.pk])
        ),
        "history": lambda: teacher.get(reverse("interventions:history", args=[student.pk])),
        "panel": lambda: teacher.get(
            reverse("interventions:student_panel", args=[student.pk]), headers=htmx
        ),
        "take action": lambda: teacher.get(take_action),
        "notify parent": lambda: teacher.get(f"{take_action}?action=parent"),
        "letter": lambda: teacher.get(reverse("interventions:letter", args=[letter.pk])),
        "unsubscribe": lambda: anybody.get(stop),
        "unsubscribed": lambda: anybody.post(stop),
        "letter template form": lambda: office.get("/admin/interventions/lettertemplate/add/"),
        "take action modal": lambda: teacher.get(take_action, headers=htmx),
        "meeting form": lambda: teacher.get(take_action, {"action": "meeting"}),
        "meetings": lambda: teacher.get("/interventions/meetings/"),
        "meeting dialog": lambda: teacher.get(
            reverse("interventions:reschedule_meeting", args=[meeting.pk]), headers=htmx
        ),
        "calendar feeds": lambda: teacher.get("/interventions/calendar/"),
        "API tokens": lambda: teacher.get("/accounts/tokens/"),
        "API description": lambda: anybody.get("/api/docs"),
        "API answer": lambda: teacher.get(f"/api/analytics/student/{student.pk}/report"),
        "API refusal": lambda: anybody.get(f"/api/analytics/student/{student.pk}/report"),
        "refused form": lambda: teacher.post(take_action, {"message": ""}, headers=htmx),
        "admin": lambda: office.get("/admin/"),
        "admin list": lambda: office.get("/admin/learning/student/"),
        "admin form": lambda: office.get(f"/admin/learning/student/{student.pk}/change/"),
        "admin class form": lambda: office.get(f"/admin/learning/classroom/{classroom.pk}/change/"),
        "admin password form": lambda: office.get(
            f"/admin/accounts/user/{student.user_id}/password/"
        ),
        "forbidden": lambda: teacher.get("/admin/"),
        "not found": lambda: teacher.get("/nowhere/"),
        "wrong method": lambda: teacher.post("/inbox/"),
        "without token": lambda: Client(enforce_csrf_checks=True).post("/accounts/login/", {}),
        "bad host": lambda: anybody.get("/", headers={"Host": "evil.example"}),
        "static file": lambda: anybody.get("/static/js/modal.js"),
    }


CONTENT_TYPES = {
    "text/html; charset=utf-8",
    "application/json; charset=utf-8",
    "application/problem+json",
}

KINDS = {
    "sign-in page": 200,
    "failed sign-in": 200,
    "password reset": 200,
    "password reset done": 200,
    "inactive": 200,
    "redirect to sign-in": 302,
    "htmx signed out": 401,
    "sign-out page": 200,
    "password change": 200,
    "inbox": 200,
    "classes": 200,
    "class report": 200,
    "student report": 200,
    "history": 200,
    "panel": 200,
    "take action": 200,
    "notify parent": 200,
    "letter": 200,
    "unsubscribe": 200,
    "unsubscribed": 200,
    "letter template form": 200,
    "take action modal": 200,
    "meeting form": 200,
    "meetings": 200,
    "meeting dialog": 200,
    "calendar feeds": 200,
    "API tokens": 200,
    "API description": 200,
    "API answer": 200,
    "API refusal": 401,
    "refused form": 422,
    "admin": 200,
    "admin list": 200,
    "admin form": 200,
    "admin class form": 200,
    "admin password form": 200,
    "forbidden": 403,
    "not found": 404,
    "wrong method": 405,
    "without token": 403,
    "bad host": 400,
}


@pytest.mark.parametrize("kind", KINDS)
def test_answer_carries_every_header_and_nothing_the_policy_stops(pages, kind):
    response = pages[kind]()

    assert response.status_code == KINDS[kind]
    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
    actual = {name: response.get(name) for name in HEADERS}
    # Django's own "never cache" says no-store with other words around it.
    if actual["Cache-Control"] != "no-store":
        assert "no-store" in actual["Cache-Control"].split(", ")
    assert actual | {"Cache-Control": "no-store"} == HEADERS
    assert response["X-Request-ID"]
    if response.content:
        assert response["Content-Type"] in CONTENT_TYPES
    found = {
        name: re.findall(pattern, response.text, re.IGNORECASE)
        for name, pattern in FORBIDDEN.items()
    }
    assert {name: hits for name, hits in found.items() if hits} == {}


@pytest.mark.parametrize(
    "name, broken",
    [
        ("inline script", "<script>go()</script>"),
        ("inline style", "<style>b{}</style>"),
        ("style attribute", '<p class="a" style="color: red">'),
        ("event attribute", '<button onclick="go()">'),
        ("htmx event attribute", '<div hx-on:click="go()">'),
        ("another host", '<script src="https://cdn.example/x.js"></script>'),
    ],
)
def test_search_for_what_the_policy_stops_finds_it(name, broken):
    assert re.search(FORBIDDEN[name], broken, re.IGNORECASE)


def test_static_file_is_no_secret_and_not_sniffed(pages):
    response = pages["static file"]()

    assert response.status_code == 200
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response.headers
    response.close()


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client, teacher):
    teacher.set_password("correct horse battery")
    teacher.save()

    client.post("/accounts/login/", {"login": "alice", "password": "correct horse battery"})

    session = client.cookies["sessionid"]
    assert (session["httponly"], session["samesite"], session["path"], session["domain"]) == (
        True,
        "Lax",
        "/",
        "",
    )


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "testserver.evil.example"])
def test_unknown_host_is_refused_with_a_page_that_repeats_nothing(host):
    client = Client(raise_request_exception=False)

    response = client.get("/accounts/login/", headers={"Host": host})

    assert response.status_code == 400
    assert "evil" not in response.text


def test_host_named_by_the_visitor_in_another_header_is_ignored(client, people, mailoutbox):
    people.TE.email = "alice@example.org"
    people.TE.save()

    client.post(
        "/accounts/password/reset/",
        {"email": "alice@example.org"},
        headers={"X-Forwarded-Host": "evil.example"},
    )

    [mail] = mailoutbox
    assert "evil.example" not in mail.body
    assert "http://testserver/accounts/password/reset/key/" in mail.body


@override_settings(SECURE_SSL_REDIRECT=True)
def test_visitor_cannot_claim_to_come_encrypted(client):
    response = client.get("/accounts/login/", headers={"X-Forwarded-Proto": "https"})

    assert (response.status_code, response.url) == (301, "https://testserver/accounts/login/")


@pytest.mark.parametrize("kind", ["not found", "forbidden", "bad host", "without token"])
def test_error_page_repeats_nothing_of_the_request(people, kind):
    client = signed_in(people.TE)
    marked = "/nowhere-canary/?canary=1"
    response = {
        "not found": lambda: client.get(marked),
        "forbidden": lambda: client.get("/admin/?canary=1"),
        "bad host": lambda: client.get(marked, headers={"Host": "canary.example"}),
        "without token": lambda: Client(enforce_csrf_checks=True).post(
            "/accounts/login/?canary=1", {"login": "canary"}
        ),
    }[kind]()

    assert "canary" not in response.text
    assert "<h1>" in response.text
