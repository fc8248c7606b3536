"""A program that asks the JSON API, with a token or as a page of somebody who is signed in."""

import json

from django.test import Client

from alpha.accounts.tokens import issue


class ApiClient:
    """Asks as `user` under /api/; without one as nobody."""

    def __init__(self, user=None, *, token=None, session=False):
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {}
        if session:
            self.client.force_login(user, backend="alpha.accounts.backends.UsernameBackend")
            self.client.cookies["csrftoken"] = "a" * 32
            self.headers = {"X-CSRFToken": "a" * 32}
        elif user is not None:
            token = token or token_of(user)
        if token is not None:
            self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path, **query):
        return self.client.get(f"/api/{path}", query, headers=self.headers)

    def post(self, path, body=None, *, key=None, method="POST", **headers):
        """`body` is written as JSON, unless it is bytes already."""
        if key is not None:
            headers["Idempotency-Key"] = key
        return self.client.generic(
            method,
            f"/api/{path}",
            body if isinstance(body, bytes) else json.dumps({} if body is None else body),
            content_type=headers.pop("content_type", "application/json"),
            headers=self.headers | headers,
        )

    def put(self, path, body=None):
        return self.post(path, body, method="PUT")


def token_of(user, *, may_read=True, may_act=True):
    return issue(user, name="Test", may_read=may_read, may_act=may_act, days=30)[1]


def with_token(user):
    return ApiClient(user)


def with_session(user):
    return ApiClient(user, session=True)


SIGN_INS = {"token": with_token, "session": with_session}


def same_for_unknown(response):
    """What somebody could compare: everything but the id of the request."""
    headers = {name: value for name, value in response.items() if name != "X-Request-ID"}
    return response.status_code, response.content, headers
