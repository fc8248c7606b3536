"""Who is signed in, read together with her school: every page asks for its time zone."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend

from alpha.accounts.models import User


class WithSchool(ModelBackend):
    def get_user(self, user_id: Any) -> User | None:
        user = User.objects.select_related("school").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


class UsernameBackend(WithSchool):
    """Signs in by username."""


class EmailBackend(WithSchool, AuthenticationBackend):
    """Signs in by username or e-mail address."""
