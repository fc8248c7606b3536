import pytest
from django.core.signing import Signer
from django.utils import timezone

from alpha.learning.models import MailOptOut
from alpha.learning.services.mail_opt_outs import (
    SALT,
    has_opted_out,
    opt_in,
    opt_out,
    opt_out_token,
    read_opt_out_token,
)
from tests.factories import GuardianshipFactory, StudentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(student):
    return GuardianshipFactory(student=student)


def test_opting_out_twice_is_opting_out_once(link):
    opt_out(link, "progress")
    first = MailOptOut.objects.get().opted_out_at
    opt_out(link, "progress")

    assert MailOptOut.objects.get().opted_out_at == first
    assert first <= timezone.now()


def test_other_guardian_child_and_category_are_not_touched(link, school):
    same_child = GuardianshipFactory(student=link.student)
    same_guardian = GuardianshipFactory(
        guardian=link.guardian, student=StudentFactory(school=school)
    )
    opt_out(link, "progress")

    assert has_opted_out(link, "progress")
    assert not has_opted_out(link, "meetings")
    assert not has_opted_out(same_child, "progress")
    assert not has_opted_out(same_guardian, "progress")


def test_there_is_a_way_back(link):
    opt_out(link, "progress")
    opt_out(link, "meetings")

    opt_in(link, "progress")
    opt_in(link, "progress")

    assert [row.category for row in MailOptOut.objects.all()] == ["meetings"]


def test_token_stands_for_link_and_category_and_holds_no_name(link):
    token = opt_out_token(link, "meetings")

    assert read_opt_out_token(token) == (link, "meetings")
    assert token == opt_out_token(link, "meetings")
    assert link.guardian.name not in token


@pytest.mark.parametrize("salt", ["", "alpha.calendar-feed"])
def test_token_made_for_anything_else_opens_nothing(link, salt):
    other = Signer(salt=salt or None).sign_object([link.pk, "progress"])

    assert read_opt_out_token(other) is None


def test_changed_token_opens_nothing(link):
    token = opt_out_token(link, "progress")
    other = opt_out_token(GuardianshipFactory(), "progress")

    forged = f"{other.split(':')[0]}:{token.split(':')[1]}"
    assert [read_opt_out_token(text) for text in (forged, token[:-1], "", "x", ":")] == [None] * 5


@pytest.mark.parametrize("content", ["text", [1], [1, 2, 3], {"a": 1}])
def test_signed_nonsense_opens_nothing(db, content):
    assert read_opt_out_token(Signer(salt=SALT).sign_object(content)) is None


def test_token_ends_with_the_link_between_guardian_and_child(link):
    token = opt_out_token(link, "progress")
    link.delete()

    assert read_opt_out_token(token) is None


def test_token_outlives_a_change_of_the_secret_key(link, settings):
    token = opt_out_token(link, "progress")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "new" * 20

    assert read_opt_out_token(token) == (link, "progress")
