import threading
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from alpha.accounts.models import Role
from interventions.letter_library import CreatedLetters, create_default_letters, restore_letters
from interventions.models import LetterTemplate, MessageTemplate
from interventions.services import InterventionService
from tests.factories import LetterTemplateFactory, SchoolFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_school_gets_each_topic_in_both_languages_once(school):
    assert create_default_letters(school) == CreatedLetters(created=8, total=8)
    assert create_default_letters(school) == CreatedLetters(created=0, total=8)

    assert LetterTemplate.objects.filter(is_active=True).count() == 8


def test_edited_and_switched_off_letters_stay_as_they_are(school):
    create_default_letters(school)
    LetterTemplate.objects.filter(topic="going_well").update(title="Ours", is_active=False)

    create_default_letters(school)

    ours = LetterTemplate.objects.filter(topic="going_well")
    assert {(one.title, one.is_active) for one in ours} == {("Ours", False)}


def test_own_letter_on_a_topic_stays_in_use(school):
    own = LetterTemplateFactory(school=school, topic="going_well", language="en")

    create_default_letters(school)

    used = LetterTemplate.objects.filter(topic="going_well", language="en", is_active=True)
    assert list(used) == [own]


def test_restoring_gives_back_the_first_title_and_text(school):
    create_default_letters(school)
    LetterTemplate.objects.filter(topic="going_well").update(title="Ours", content="Hello")
    own = LetterTemplateFactory(school=school, topic="going_well", is_active=False, title="Own")

    assert restore_letters(LetterTemplate.objects.filter(topic="going_well")) == 2

    own.refresh_from_db()
    assert own.title == "Own"
    titles = LetterTemplate.objects.filter(topic="going_well").values_list("title", flat=True)
    assert sorted(titles) == ["Algo va muy bien", "Own", "Something goes well"]


def test_command_gives_them_to_every_school(school):
    SchoolFactory()
    output = StringIO()

    call_command("seed_templates", stdout=output)

    assert LetterTemplate.objects.count() == 16
    assert "Maple School: 8 created, 8 default letters in all." in output.getvalue()


def test_office_gets_them_with_the_message_templates_which_stay_twelve(school):
    office = UserFactory(school=school, role=Role.ADMINISTRATOR, is_staff=True)

    answer = InterventionService(office).create_default_templates()

    assert answer == {"created": 12, "total": 12}
    assert (MessageTemplate.objects.count(), LetterTemplate.objects.count()) == (12, 8)


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_make_one_set():
    school, gate = SchoolFactory(), threading.Barrier(2)

    def create():
        gate.wait()
        try:
            create_default_letters(school)
        finally:
            connection.close()

    pair = [threading.Thread(target=create) for _ in range(2)]
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join()

    assert LetterTemplate.objects.count() == 8
