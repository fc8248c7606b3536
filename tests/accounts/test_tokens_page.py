"""API tokens: the page of one's own, the office's, and the command."""

import re
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from alpha.accounts.models import ApiToken, Role
from alpha.accounts.tokens import MOST_TOKENS, TokenRefused, issue
from tests.api_client import ApiClient
from tests.factories import ApiTokenFactory, TeacherFactory, UserFactory

pytestmark = pytest.mark.django_db

SECRET = re.compile(r'value="(alpha_[A-Za-z0-9_-]{43})"')


@pytest.fixture
def page(client, teacher):
    client.force_login(teacher, backend="alpha.accounts.backends.UsernameBackend")
    return client


def wanted(**changes):
    return {
        "name": "Morning report",
        "scopes": ["read"],
        "days": "30",
        "idempotency_key": str(uuid4()),
    } | changes


def test_new_token_is_shown_once_and_works(page, teacher, student):
    shown = page.post(reverse("accounts:tokens"), wanted())
    (secret,) = SECRET.findall(shown.text)

    answer = ApiClient(token=secret).get(f"analytics/student/{student.pk}/trends")
    again = page.get(reverse("accounts:tokens"))

    assert answer.status_code == 200
    assert secret not in again.text
    assert "Morning report" in again.text
    assert f"<code>{secret[:10]}…</code> reads reports" in again.text
    assert "last used today" in again.text


def test_second_click_makes_no_second_token(page):
    form = wanted()
    page.post(reverse("accounts:tokens"), form)

    second = page.post(reverse("accounts:tokens"), form, follow=True)

    assert ApiToken.objects.count() == 1
    assert "This token was made already." in second.text
    assert not SECRET.search(second.text)


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"name": " "}, "Name the program"),
        ({"name": "x" * 101}, "Use at most 100 characters."),
        ({"scopes": []}, "Choose at least one thing it may do."),
        ({"days": "4000"}, "Select a valid choice."),
        ({"scopes": ["everything"]}, "Select a valid choice."),
        ({"idempotency_key": ""}, "Please reload the page"),
    ],
)
def test_token_that_cannot_be_is_refused(page, changes, sentence):
    answer = page.post(reverse("accounts:tokens"), wanted(**changes))

    assert sentence in answer.text
    assert not ApiToken.objects.exists()


def test_there_is_a_limit_to_tokens(page, teacher):
    for _ in range(MOST_TOKENS):
        ApiTokenFactory(user=teacher)

    assert "Revoke one first." in page.post(reverse("accounts:tokens"), wanted()).text


def test_revoked_token_leaves_the_list_and_opens_nothing(page, teacher, student):
    token, secret = issue(teacher, name="Old laptop", may_read=True, may_act=True, days=30)

    answer = page.post(
        reverse("accounts:revoke_token", args=[token.pk]),
        {"idempotency_key": str(uuid4())},
        follow=True,
    )

    assert "Revoked: Old laptop" in answer.text
    assert "None so far." in answer.text
    assert ApiClient(token=secret).get("interventions/templates").status_code == 401


def test_revoking_without_its_key_does_nothing(page, teacher):
    token = ApiTokenFactory(user=teacher)

    answer = page.post(reverse("accounts:revoke_token", args=[token.pk]))

    assert "Please reload the page" in answer.text
    token.refresh_from_db()
    assert token.revoked_at is None


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_any_number_of_tokens(
    rows, page, teacher, django_assert_num_queries
):
    for _ in range(rows):
        ApiTokenFactory(user=teacher)

    # Session, person with her school, tokens, unread notices.
    with django_assert_num_queries(4):
        page.get(reverse("accounts:tokens"))


def test_account_menu_leads_there_for_staff_alone(page, client, student):
    address = reverse("accounts:tokens")
    assert address in page.get(reverse("notifications:inbox")).text

    client.force_login(student.user, backend="alpha.accounts.backends.UsernameBackend")
    assert address not in client.get(reverse("notifications:inbox")).text


@pytest.mark.parametrize("role", [Role.STUDENT, Role.GUARDIAN])
def test_only_staff_have_tokens(school, role):
    with pytest.raises(TokenRefused):
        issue(UserFactory(school=school, role=role), name="x", may_read=True, may_act=False, days=1)


# The office's ---------------------------------------------------------------------------------


@pytest.fixture
def office(client, people):
    client.force_login(people.AD, backend="alpha.accounts.backends.UsernameBackend")
    return client


def test_office_issues_a_token_and_sees_it_once(office, people, student):
    shown = office.post(
        reverse("admin:accounts_apitoken_add"),
        {"user": people.TE.pk, "name": "Kiosk", "may_read": "on", "days": "30"},
    )
    (secret,) = SECRET.findall(shown.text)

    assert ApiClient(token=secret).get(f"analytics/student/{student.pk}/trends").status_code == 200
    assert secret not in office.get(reverse("admin:accounts_apitoken_changelist")).text


@pytest.mark.parametrize("role", ["ST", "GU", "TX"])
def test_office_issues_none_for_others_than_its_staff(office, people, role):
    answer = office.post(
        reverse("admin:accounts_apitoken_add"),
        {"user": getattr(people, role).pk, "name": "Kiosk", "may_read": "on", "days": "30"},
    )

    assert "Select a valid choice." in answer.text
    assert not ApiToken.objects.exists()


def test_office_is_told_that_a_token_needs_a_scope(office, people):
    answer = office.post(
        reverse("admin:accounts_apitoken_add"),
        {"user": people.TE.pk, "name": "Kiosk", "days": "30"},
    )

    assert "Choose at least one thing it may do." in answer.text


def test_office_revokes_tokens_of_its_school(office, people):
    own, foreign = ApiTokenFactory(user=people.TE), ApiTokenFactory(user=people.TX)

    office.post(
        reverse("admin:accounts_apitoken_changelist"),
        {"action": "revoke_chosen", "_selected_action": [own.pk, foreign.pk]},
    )

    own.refresh_from_db()
    foreign.refresh_from_db()
    assert own.revoked_at is not None
    assert foreign.revoked_at is None
    assert "revoked" in office.get(reverse("admin:accounts_apitoken_changelist")).text


# The command ----------------------------------------------------------------------------------


def test_command_prints_a_token_that_works(teacher, student):
    out = StringIO()
    call_command("issue_token", teacher.username, "--act", "--days", "1", stdout=out)

    client = ApiClient(token=out.getvalue().strip())
    body = {"student_id": student.pk, "message": "Well done."}
    assert client.post("interventions/message", body).status_code == 201


def test_command_says_what_is_wrong(student):
    with pytest.raises(CommandError, match="There is no nobody"):
        call_command("issue_token", "nobody")
    with pytest.raises(CommandError, match="Only staff"):
        call_command("issue_token", student.user.username)
    with pytest.raises(CommandError, match="Choose 1 to 366 days"):
        call_command("issue_token", TeacherFactory().username, "--days", "400")
