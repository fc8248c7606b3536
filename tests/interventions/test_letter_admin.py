import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from alpha.accounts.models import Role
from interventions.letter_admin import SAMPLE_FAMILY
from interventions.letter_library import create_default_letters
from interventions.letter_variables import LETTER_VARIABLES
from interventions.models import LetterTemplate
from tests.factories import LetterTemplateFactory, SchoolFactory, UserFactory

LIST = reverse("admin:interventions_lettertemplate_changelist")
ADD = reverse("admin:interventions_lettertemplate_add")
PREVIEW = reverse("admin:interventions_lettertemplate_preview")
RESTORE = reverse("admin:interventions_lettertemplate_restore_missing")


@pytest.fixture
def office(school):
    return UserFactory(school=school, username="office", role=Role.ADMINISTRATOR, is_staff=True)


@pytest.fixture
def signed_in(client, office):
    client.force_login(office)
    return client


def page_of(letter):
    return reverse("admin:interventions_lettertemplate_change", args=[letter.pk])


def posted(school, **changes):
    return {
        "topic": "going_well",
        "title": "Good news",
        "language": "so",
        "content": "Hello {guardian_name}, {good_news}",
        "is_active": "on",
        "school": school.pk,
    } | changes


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_office_writes_a_letter_in_any_language(signed_in, school):
    signed_in.post(ADD, posted(school))

    letter = LetterTemplate.objects.get()
    assert (letter.topic, letter.language, letter.school) == ("going_well", "so", school)


@pytest.mark.parametrize("name", ["rank", "class_average", "student_nmae", "0.__class__"])
def test_unknown_variable_is_named_and_nothing_is_lost(signed_in, school, name):
    content = f"Hi {{{name}}}, well done."

    response = signed_in.post(ADD, posted(school, content=content))

    assert f"{{{name}}} at character 4 is not a variable." in response.text
    assert response.context["adminform"].form["content"].value() == content
    assert LetterTemplate.objects.count() == 0


def test_second_letter_in_use_on_a_topic_is_refused_in_words(signed_in, school):
    LetterTemplateFactory(school=school, topic="going_well", language="so")

    response = signed_in.post(ADD, posted(school))

    assert "Another letter on this topic is in use in this language." in response.text
    signed_in.post(ADD, posted(school, is_active=""))
    assert LetterTemplate.objects.count() == 2


def test_page_lists_every_variable_and_previews_the_letter(signed_in, school):
    letter = LetterTemplateFactory(school=school)

    response = signed_in.get(page_of(letter))

    assert all(f"<code>{{{name}}}</code>" in response.text for name in LETTER_VARIABLES)
    assert "<blockquote>Hello Alex Rivera, Sam Rivera practices Fractions.</blockquote>" in (
        response.text
    )
    assert f'hx-post="{PREVIEW}"' in response.text


def test_sample_family_has_a_value_for_every_variable():
    assert set(SAMPLE_FAMILY) == set(LETTER_VARIABLES)


def test_preview_follows_what_is_typed(signed_in):
    response = signed_in.post(PREVIEW, {"content": "<i>{guardian_name}</i>\n{rank}"})

    assert "&lt;i&gt;Alex Rivera&lt;/i&gt;<br>{rank}" in response.text
    assert "<li>{rank} at character 24 is not a variable.</li>" in response.text


@pytest.mark.parametrize("address", [PREVIEW, RESTORE])
def test_reading_an_action_address_changes_nothing(signed_in, address):
    assert signed_in.get(address).status_code == 405


def test_missing_defaults_come_back(signed_in, school):
    create_default_letters(school)
    LetterTemplate.objects.filter(topic="going_well").delete()

    response = signed_in.post(RESTORE)

    assert (response.url, told(response)) == (LIST, ["Added 2 letters."])


def test_restoring_says_when_nothing_is_missing(signed_in, school):
    create_default_letters(school)

    assert told(signed_in.post(RESTORE)) == ["All default letters are there already."]


def test_restoring_gives_back_the_first_text(signed_in, school):
    create_default_letters(school)
    edited = LetterTemplate.objects.first()
    LetterTemplate.objects.filter(pk=edited.pk).update(title="Ours")

    response = signed_in.post(LIST, {"action": "restore_selected", "_selected_action": [edited.pk]})

    edited.refresh_from_db()
    assert edited.title == "Practice at home would help"
    assert told(response) == ["Restored 1 letter to the first title and text."]


def test_letters_of_another_school_do_not_exist(signed_in, school):
    foreign = LetterTemplateFactory(school=SchoolFactory())

    assert list(signed_in.get(LIST).context["cl"].result_list) == []
    signed_in.post(page_of(foreign), posted(school, title="Taken"))
    foreign.refresh_from_db()
    assert foreign.title != "Taken"


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_list(signed_in, school, rows, django_assert_num_queries):
    for topic in ("going_well", "please_talk", "missing_work")[:rows]:
        LetterTemplateFactory(school=school, topic=topic)

    with django_assert_num_queries(8):
        signed_in.get(LIST)


@pytest.mark.parametrize("address", [LIST, ADD])
def test_teacher_is_told_the_office_is_not_hers(client, teacher, address):
    client.force_login(teacher)

    assert client.get(address).status_code == 403


def test_add_page_keeps_the_strict_policy(signed_in):
    response = signed_in.get(ADD)

    assert "<style" not in response.text
    assert " style=" not in response.text
