"""Who may ask the JSON API, and how often."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from alpha.accounts.models import ApiToken, RateCount, Role
from alpha.accounts.tokens import issue, revoke
from tests.api_client import ApiClient, token_of, with_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(student):
    return f"analytics/student/{student.pk}/trends"


@pytest.fixture
def message(student):
    return {"student_id": student.pk, "message": "Well done."}


def test_nobody_is_asked_who_she_is(path):
    answer = ApiClient().get(path)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="Alpha"'
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 401


@pytest.mark.parametrize(
    "authorization",
    ["Bearer alpha_wrong", "Bearer ", "Bearer", "Basic YWxpY2U6eA==", "alpha_x", "é"],
)
def test_wrong_token_is_nobody(path, authorization):
    answer = Client().get(f"/api/{path}", headers={"Authorization": authorization})

    assert answer.status_code == 401


def test_token_is_judged_alone_whoever_is_signed_in(teacher, path):
    client = with_session(teacher)
    client.headers = {"Authorization": "Bearer alpha_wrong"}

    assert client.get(path).status_code == 401


def test_token_opens_what_its_person_may_see(teacher, path):
    assert ApiClient(teacher).get(path).status_code == 200


def test_answers_are_kept_by_nobody_and_run_nowhere(teacher, path):
    for answer in (ApiClient(teacher).get(path), ApiClient().get(path)):
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_token_ends_with_its_time(teacher, path):
    secret = token_of(teacher)
    ApiToken.objects.update(
        created_at=timezone.now() - timedelta(days=31), expires_at=timezone.now()
    )

    assert ApiClient(token=secret).get(path).status_code == 401


def test_revoked_token_opens_nothing(teacher, path):
    token, secret = issue(teacher, name="Test", may_read=True, may_act=False, days=1)
    assert ApiClient(token=secret).get(path).status_code == 200

    revoke(token)

    assert ApiClient(token=secret).get(path).status_code == 401


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"role": Role.STUDENT}, {"school": None}], ids=str
)
def test_token_of_who_has_left_opens_nothing(teacher, path, change):
    secret = token_of(teacher)
    for name, value in change.items():
        setattr(teacher, name, value)
    teacher.save()

    assert ApiClient(token=secret).get(path).status_code == 401


def test_reading_takes_the_scope_for_it(teacher, path):
    answer = ApiClient(token=token_of(teacher, may_read=False)).get(path)

    assert answer.status_code == 403
    assert "“read”" in answer.json()["detail"]


def test_use_of_a_token_is_noted_to_five_minutes(teacher, path):
    client = ApiClient(teacher)
    client.get(path)
    first = ApiToken.objects.get().last_used_at

    client.get(path)

    assert first is not None
    assert ApiToken.objects.get().last_used_at == first


def test_secret_is_kept_nowhere(teacher):
    token, secret = issue(teacher, name="Test", may_read=True, may_act=False, days=1)

    assert secret.startswith(token.hint)
    assert len(token.hint) < 12
    assert secret not in str(ApiToken.objects.values_list().get())


def test_too_many_requests_in_a_minute_are_refused(teacher, path, settings):
    settings.API_REQUESTS_PER_MINUTE = 2
    client, page = ApiClient(teacher), with_session(teacher)
    # However the minute falls, three of four lie in one.
    answers = [client.get(path) for _ in range(6)]
    refused = [answer for answer in answers if answer.status_code == 429]

    assert refused
    assert answers[0].status_code == 200
    assert 1 <= int(refused[0]["Retry-After"]) <= 60
    assert refused[0]["Content-Type"] == "application/problem+json"
    # Another way of asking has a share of its own.
    assert page.get(path).status_code == 200


def test_counts_of_minutes_long_past_are_forgotten(teacher, path):
    RateCount.objects.create(subject="user:1", minute=1, requests=7)

    ApiClient(teacher).get(path)

    assert not RateCount.objects.filter(minute=1).exists()


@pytest.mark.parametrize("address", ["nothing", "analytics/student/7/report/", "", "docs/"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_address_that_does_not_exist_is_said_in_json(method, address):
    answer = ApiClient().post(address, method=method)

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_method_that_an_address_does_not_have_is_said_in_json(method, path, teacher):
    answer = ApiClient(teacher).post(path, method=method)

    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    assert answer["Content-Type"] == "application/problem+json"
