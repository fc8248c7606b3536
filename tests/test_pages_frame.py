"""What surrounds every page, for each kind of person, and the pages that stand when nothing else does."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from tests.factories import NotificationFactory

ROOT = Path(__file__).resolve().parents[1]
INBOX = reverse("notifications:inbox")
SIGN_IN = reverse("account_login")
ERROR_PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"]


class Links(HTMLParser):
    """Texts and addresses of the links inside <nav aria-label="Main">."""

    def __init__(self, text):
        super().__init__()
        self.found, self.inside, self.address = {}, False, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "nav":
            self.inside = attrs.get("aria-label") == "Main"
        if tag == "a" and self.inside:
            self.address = attrs["href"]

    def handle_data(self, data):
        if self.address and data.strip():
            self.found[data.strip()] = self.address
            self.address = None

    def handle_endtag(self, tag):
        if tag == "nav":
            self.inside = False


@pytest.fixture
def page_of(client):
    def read(person, address=INBOX):
        client.force_login(person)
        return client.get(address)

    return read


TEACHERS_PAGES = {
    "Today": "/today/",
    "Classes": "/analytics/classes/",
    "Interventions": "/interventions/",
    "Meetings": "/interventions/meetings/",
    "What works": "/interventions/what-works/",
    "Inbox": "/inbox/",
}


@pytest.mark.parametrize(
    "role, more", [("TE", {}), ("LE", {"School": "/analytics/platform/"})], ids=["TE", "LE"]
)
def test_teachers_and_leaders_are_led_to_their_pages(page_of, people, role, more):
    links = Links(page_of(getattr(people, role)).text).found

    assert links == TEACHERS_PAGES | more


@pytest.mark.parametrize(
    "address, current",
    [
        ("/today/", [("Today", "page")]),
        ("/analytics/classes/", [("Classes", "page")]),
        ("/interventions/", [("Interventions", "page")]),
        ("/interventions/templates/", [("Interventions", "true")]),
        ("/interventions/meetings/", [("Meetings", "page")]),
        ("/interventions/calendar/", [("Meetings", "true")]),
        ("/interventions/what-works/", [("What works", "page")]),
    ],
)
def test_the_link_of_the_page_one_is_on_is_marked(page_of, people, address, current):
    nav = page_of(people.TE, address).text.split('aria-label="Main"')[1].split("</nav>")[0]

    assert re.findall(r'aria-current="(page|true)"[^>]*>([\w ]+)', nav) == [
        (mark, name) for name, mark in current
    ]


def test_students_are_led_to_their_work_and_the_inbox(page_of, people):
    assert Links(page_of(people.ST).text).found == {"My work": "/me/", "Inbox": "/inbox/"}


def test_guardians_are_led_to_the_inbox_alone(page_of, people):
    assert Links(page_of(people.GU).text).found == {"Inbox": "/inbox/"}


def test_administrators_are_led_to_the_administration(page_of, people):
    links = Links(page_of(people.AD).text).found

    assert links == {"Inbox": "/inbox/", "Administration": "/admin/"}


def test_unread_notices_are_counted_beside_the_inbox(page_of, people):
    NotificationFactory.create_batch(2, recipient=people.ST)
    NotificationFactory(recipient=people.ST2)

    text = page_of(people.ST).text

    assert '<span class="count">2<span class="visually-hidden"> unread</span></span>' in text


def test_nothing_is_counted_when_all_is_read(page_of, people):
    assert 'class="count"' not in page_of(people.ST).text


def test_signing_out_is_a_form_with_a_token(people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.TE)
    page = client.get(INBOX)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]

    answer = client.post(reverse("account_logout"), {"csrfmiddlewaretoken": token})

    assert answer.status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_form_without_token_is_refused_with_a_page_of_ours(people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.TE)

    answer = client.post(reverse("account_logout"))

    assert answer.status_code == 403
    assert "This page was open for too long" in answer.text


def test_name_of_the_person_is_escaped(page_of, people):
    people.TE.first_name = "</strong><script>alert(1)</script>"
    people.TE.save()

    assert "<script>alert" not in page_of(people.TE).text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        SIGN_IN,
        reverse("account_reset_password"),
        reverse("account_reset_password_done"),
        reverse("account_reset_password_from_key", args=["1", "old-link"]),
        reverse("account_reset_password_from_key_done"),
        reverse("account_inactive"),
    ],
)
def test_pages_to_sign_in_are_open_and_offer_no_account(client, address):
    page = client.get(address)

    assert page.status_code == 200
    assert "sign up" not in page.text.lower()
    assert Links(page.text).found == {}


@pytest.mark.django_db
def test_sign_in_says_what_to_type_in_labels(client):
    text = client.get(SIGN_IN).text

    assert re.search(r'<label\s+for="id_login"[^>]*>\s*Username or e-mail', text)
    assert 'autocomplete="username"' in text
    assert "placeholder=" not in text


@pytest.mark.django_db
def test_wrong_password_keeps_the_name_and_says_so(client):
    page = client.post(SIGN_IN, {"login": "alice", "password": "wrong"})

    assert page.status_code == 200
    assert 'value="alice"' in page.text
    assert "are not correct" in page.text


@pytest.mark.django_db
def test_old_link_to_a_new_password_leads_to_a_fresh_one(client):
    page = client.get(reverse("account_reset_password_from_key", args=["1", "old-link"]))

    assert "This link no longer works" in page.text
    assert f'href="{reverse("account_reset_password")}"' in page.text


def test_mailed_link_lets_a_person_choose_a_password(client, people, mailoutbox):
    people.TE.email = "alice@example.org"
    people.TE.save()
    client.post(reverse("account_reset_password"), {"email": "alice@example.org"})
    link = re.search(r"/accounts/password/reset/key/\S+", mailoutbox[0].body).group()
    form = client.get(link, follow=True)
    assert "Choose a new password" in form.text

    address = form.redirect_chain[-1][0]
    typed = {"password1": "maple-and-birch-9", "password2": "maple-and-birch-9"}
    done = client.post(address, typed, follow=True)

    assert "Your password is changed" in done.text
    assert client.login(username="alice", password="maple-and-birch-9")


def test_signing_in_says_nothing_more_than_the_page_it_opens(client, people):
    people.ST.set_password("maple-and-birch-9")
    people.ST.save()

    typed = {"login": people.ST.username, "password": "maple-and-birch-9"}
    page = client.post(SIGN_IN, typed, follow=True)

    assert page.redirect_chain[-1][0] == "/me/"
    assert list(page.context["messages"]) == []


@pytest.mark.django_db
def test_sign_ins_of_a_demonstration_are_not_shown_otherwise(client):
    assert "Demonstration school" not in client.get(SIGN_IN).text


def test_sign_ins_of_a_demonstration_are_a_table():
    person = {
        "title": "Teacher",
        "name": "Elena Rivera",
        "username": "demo.teacher",
        "password": "maple",
    }

    text = render_to_string("account/_demo_sign_ins.html", {"demo_sign_ins": [person]})

    words = " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"{#.*?#}", "", text)).split())
    assert words == (
        "Demonstration school Everybody’s password: maple "
        "Who Sign in as Teacher Elena Rivera demo.teacher"
    )


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_pages_stand_without_request_person_and_database(name):
    # No `db` here: a query would fail the test.
    text = render_to_string(name)

    assert text.count("<h1>") == 1
    assert 'href="/"' in text
    assert "csrf" not in text.lower()


def test_missing_page_repeats_nothing_of_its_address(client, people):
    client.force_login(people.TE)

    one, other = client.get("/nowhere-canary/?q=canary"), client.get("/elsewhere/")

    assert one.status_code == other.status_code == 404
    assert one.content == other.content
    assert "We could not find that page" in one.text


def test_broken_page_answers_with_the_plain_error_page(people, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("alpha.notifications.views.inbox_of", fail)
    client = Client(raise_request_exception=False)
    client.force_login(people.TE)

    answer = client.get(INBOX)

    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "secret detail" not in answer.text


def test_htmx_is_told_to_swap_refused_forms_and_to_run_nothing(page_of, people):
    text = page_of(people.TE).text
    config = json.loads(re.search(r"name=\"htmx-config\" content='([^']+)'", text)[1])

    assert config == {
        "includeIndicatorStyles": False,
        "allowEval": False,
        "allowScriptTags": False,
        "historyCacheSize": 0,
        "refreshOnHistoryMiss": True,
        "selfRequestsOnly": True,
        # Without "style": htmx would write style attributes, which the policy forbids.
        "attributesToSettle": ["class", "width", "height"],
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "4(09|22)", "swap": True, "error": False},
            {"code": "...", "swap": False, "error": True},
        ],
    }


def test_templates_hold_nothing_the_policy_forbids():
    inline = re.compile(
        r"<style|\sstyle=|\son\w+=\"|hx-on|hx-vals=.js:|javascript:|https?://(?!www\.w3\.org)"
        r"|<script(?![^>]*\ssrc=)"
    )
    found = {
        str(path.relative_to(ROOT)): inline.search(path.read_text()).group()
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if inline.search(path.read_text())
    }

    assert found == {}


def test_every_icon_that_a_template_names_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/img/icons.svg").read_text()))
    named = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r'components/icon\.html" with name="([\w-]+)"', path.read_text())
    }

    assert named - drawn == set()
