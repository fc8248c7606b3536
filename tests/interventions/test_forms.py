from zoneinfo import ZoneInfo

import pytest

from interventions.forms.message import MessageForm
from interventions.forms.templates import MessageTemplateForm
from interventions.models import MessageTemplate
from interventions.templates_text import ALLOWED_VARIABLES
from tests.factories import MessageTemplateFactory

EVERY_NAME = ", ".join(f"{{{name}}}" for name in ALLOWED_VARIABLES)


def message_form(data=None, templates=None, **kwargs):
    offered = MessageTemplate.objects.all() if templates is None else templates
    return MessageForm(data, templates=offered, zone=ZoneInfo("America/New_York"), **kwargs)


def template_form(content, school):
    return MessageTemplateForm(
        {"category": "struggling", "title": "Help", "content": content, "language": "en",
         "is_active": "on", "school": school.pk}
    )  # fmt: skip


@pytest.mark.django_db
def test_only_templates_of_the_category_are_listed(school):
    listed = MessageTemplateFactory(school=school, category="overdue")
    MessageTemplateFactory(school=school, category="inactive")

    form = message_form(initial={"category": "overdue"})

    assert form.fields["template"].widget.choices == [
        ("", "No template: my own words"),
        (listed.pk, listed.title),
    ]


@pytest.mark.django_db
def test_template_of_another_category_may_still_be_sent(school):
    template = MessageTemplateFactory(school=school, category="inactive")
    data = {"category": "overdue", "template": template.pk, "message": "Hello"}

    form = message_form(data)

    assert form.typed["template"] == template


@pytest.mark.django_db
def test_form_again_complains_of_nothing():
    form = message_form({"category": "other", "message": "Hello"})

    again = form.again()

    assert (again.is_bound, again["message"].value()) == (False, "Hello")
    assert again["idempotency_key"].value()


@pytest.mark.django_db
def test_fresh_form_has_the_same_content_under_another_key():
    key = "7d1ff9e8-52a4-4cf6-8a52-1a5bb1b0f7a1"
    form = message_form({"message": "Hello", "release_time": "07:30", "idempotency_key": key})

    fresh = form.fresh()

    assert (fresh["message"].value(), fresh["release_time"].value()) == ("Hello", "07:30")
    assert str(fresh["idempotency_key"].value()) != key
    assert str(form.again()["idempotency_key"].value()) == key


def test_template_with_known_variables_is_accepted(school):
    form = template_form("Hi {student_name}, {skill} is next.", school)

    assert form.is_valid(), form.errors


@pytest.mark.parametrize(
    "content, problem",
    [
        ("Hi {name}.", "{name} at character 4 is not a variable."),
        ("{student.password}", "{student.password} at character 1 is not a variable."),
        ("Hi {student_name", "The { at character 4 stands alone."),
    ],
)
def test_template_with_anything_else_in_braces_is_refused(school, content, problem):
    form = template_form(content, school)

    assert form.errors == {"content": [problem, f"Allowed are {EVERY_NAME}."]}
