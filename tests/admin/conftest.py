"""The office of a school and the people who run the server, each signed in."""

import pytest

from alpha.accounts.models import Role
from tests import factories as make


@pytest.fixture
def office(school, client):
    person = make.UserFactory(
        school=school, username="office", role=Role.ADMINISTRATOR, is_staff=True
    )
    client.force_login(person)
    return person


@pytest.fixture
def superuser(client):
    person = make.UserFactory(school=None, username="root", is_staff=True, is_superuser=True)
    client.force_login(person)
    return person
