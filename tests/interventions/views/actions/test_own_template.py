"""Saving the text of a message as one's own template while it is composed."""

from uuid import uuid4

import pytest

from interventions.models import MessageTemplate, TeacherMessage
from tests.factories import MessageTemplateFactory
from tests.interventions.views.actions.asking import (
    HTMX,
    IN_DIALOG,
    SUPPORT,
    form_of,
    posted,
    words_of,
)

TRANSPORTS = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])


def proposed(client, address, headers=HTMX, **changes):
    response = client.post(address, posted(preview="own", **changes), headers=headers)
    return response.context["own"]


def kept(**changes):
    """The form of a message with a template begun within it."""
    return (
        posted(save_template="yes")
        | {
            "own-idempotency_key": str(uuid4()),
            "own-title": "Together",
            "own-category": "struggling",
            "own-language": "en",
            "own-content": "Hi {student_name}, let us look at this together.",
        }
        | changes
    )


def own_templates(teacher):
    return MessageTemplate.objects.filter(owner=teacher)


# Proposing


@TRANSPORTS
def test_values_the_template_filled_in_become_variables_again(
    signed_in, address, templates, fractions, headers
):
    template = templates["struggling_support"]

    own = proposed(
        signed_in,
        address,
        headers,
        template=template.pk,
        message=SUPPORT,
        addition="Sam Okafor, bring your Fractions book.",
    )

    assert own["content"].value() == (
        "Hi {student_name}, I see you're working hard on {skill_name}."
        " I created an easier assignment to help you build confidence."
        " {student_name}, bring your {skill_name} book."
    )
    assert (own["category"].value(), own["language"].value()) == ("struggling", "en")
    assert MessageTemplate.objects.filter(owner__isnull=False).count() == 0


def test_in_ones_own_words_only_the_name_becomes_a_variable(signed_in, address, fractions):
    own = proposed(signed_in, address, message="Hi Sam Okafor, Fractions are fun.")

    assert own["content"].value() == "Hi {student_name}, Fractions are fun."


def test_part_of_the_name_that_is_left_is_pointed_out(signed_in, address):
    sent = posted(preview="own", message="Hi Sam, see you. Sam Okafor!")

    response = signed_in.post(address, sent, headers=HTMX)

    assert "“Sam” is still in the text, and every student you send it to would read it." in (
        words_of(response)
    )
    clean = signed_in.post(address, posted(preview="own", message="Hi Sam Okafor."), headers=HTMX)
    assert "is still in the text" not in clean.text


def test_piece_alone_comes_for_the_dialog(signed_in, address):
    response = signed_in.post(address, posted(preview="own"), headers=HTMX)

    assert 'id="own-template"' in response.text
    assert 'name="message"' not in response.text
    assert 'name="own-content"' in response.text


# Saving


@TRANSPORTS
def test_template_is_saved_and_offered_and_the_message_stays(signed_in, address, teacher, headers):
    response = signed_in.post(address, kept(addition="See you."), headers=headers)

    template = own_templates(teacher).get()
    assert (template.title, template.category, template.school) == (
        "Together",
        "struggling",
        teacher.school,
    )
    assert template.variables == ["student_name"]
    assert "Saved “Together” under “My templates”." in words_of(response)
    assert not TeacherMessage.objects.exists()
    if not headers:
        form = form_of(response)
        assert form["message"].value() == "Hi Sam, let us look at this together."
        assert form["addition"].value() == "See you."


def test_own_templates_are_offered_in_a_group_of_their_own(signed_in, address, teacher, templates):
    signed_in.post(address, kept())
    mine = own_templates(teacher).get()

    form = form_of(signed_in.get(address, {"category": "struggling"}))
    shown = signed_in.post(address, posted(preview="category", category="struggling"))

    assert form_of(shown).fields["template"].widget.choices[-1] == (
        "My templates",
        [(mine.pk, "Together")],
    )
    assert 'label="My templates"' in shown.text
    assert form["category"].value() == "inactive"


def test_own_template_fills_the_message_of_another_student(client, signed_in, people, address):
    signed_in.post(address, kept())
    mine = own_templates(people.TE).get()
    classmate = address.replace(str(people.ST.student.pk), str(people.ST2.student.pk))

    form = form_of(client.post(classmate, posted(preview="template", template=mine.pk)))

    assert form["message"].value() == "Hi Noa Lindqvist, let us look at this together."


def test_colleagues_are_not_offered_it(client, signed_in, people, address):
    signed_in.post(address, kept())
    mine = own_templates(people.TE).get()
    client.force_login(people.CO)

    response = client.post(address, posted(template=mine.pk), headers=HTMX)

    assert form_of(response).errors == {
        "template": ["This template is no longer offered. Choose another."]
    }
    assert "Together" not in client.get(address).text


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"own-title": ""}, "This field is required."),
        ({"own-content": "Hi {name}."}, "{name} at character 4 is not a variable."),
        ({"own-content": "Set {1"}, "The { at character 5 stands alone."),
        ({"own-title": "there"}, "You have a template with this title. Choose another one."),
    ],
)
@pytest.mark.parametrize("headers, status", [({}, 200), (HTMX, 422)], ids=["plain", "htmx"])
def test_mistake_is_named_beside_its_field(
    signed_in, address, teacher, changes, words, headers, status
):
    MessageTemplateFactory(school=teacher.school, owner=teacher, title="There")
    sent = kept(**changes)

    response = signed_in.post(address, sent, headers=headers)

    own = response.context["own"]
    assert response.status_code == status
    assert any(words in error for errors in own.errors.values() for error in errors)
    assert words in response.text
    assert own["title"].value() == sent["own-title"]
    assert own["content"].value() == sent["own-content"]
    assert own_templates(teacher).count() == 1


@TRANSPORTS
def test_second_click_saves_once(signed_in, address, teacher, headers):
    sent = kept()

    for _ in range(2):
        response = signed_in.post(address, sent, headers=headers)
        assert "Saved “Together”" in response.text

    assert own_templates(teacher).count() == 1


def test_words_of_the_message_do_not_count_for_the_key_of_the_template(signed_in, address, teacher):
    sent = kept()
    signed_in.post(address, sent)

    response = signed_in.post(address, sent | {"message": "Other words."}, headers=HTMX)

    assert "Saved “Together”" in response.text
    other = signed_in.post(address, sent | {"own-title": "Other"}, headers=HTMX)
    assert "already sent with other content" in other.text
    assert own_templates(teacher).count() == 1


def test_message_can_be_sent_afterwards_with_its_own_key(signed_in, address, teacher):
    sent = kept()
    signed_in.post(address, sent)

    without = {name: value for name, value in sent.items() if name != "save_template"}
    response = signed_in.post(address, without, headers=HTMX)

    assert "Message sent successfully!" in response.text
    assert TeacherMessage.objects.get().message == "Hi Sam, let us look at this together."


@pytest.mark.parametrize(
    "changes, headers",
    [
        ({"preview": "text"}, {}),
        ({"preview": "category"}, {}),
        ({"message": ""}, {}),
        ({"message": ""}, IN_DIALOG),
    ],
)
def test_template_begun_is_kept_while_the_message_comes_back(signed_in, address, changes, headers):
    sent = kept(**changes)
    del sent["save_template"]

    response = signed_in.post(address, sent, headers=headers)

    own = response.context["own"]
    names = ("idempotency_key", "title", "category", "language", "content")
    assert {f"own-{name}": own[name].value() for name in names} == {
        name: value for name, value in sent.items() if name.startswith("own-")
    }
