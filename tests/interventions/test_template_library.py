from io import StringIO

import pytest
from django.core.management import call_command

from interventions.defaults import DEFAULT_TEMPLATES
from interventions.models import MessageTemplate
from interventions.template_library import (
    CreatedTemplates,
    create_default_templates,
    restore_defaults,
)
from tests.factories import MessageTemplateFactory, SchoolFactory

pytestmark = pytest.mark.django_db


def seed():
    out = StringIO()
    call_command("seed_templates", stdout=out)
    return out.getvalue()


def test_a_school_gets_the_twelve_in_order_with_their_variables(school):
    result = create_default_templates(school)

    assert result == CreatedTemplates(created=12, total=12)
    rows = MessageTemplate.objects.filter(school=school).order_by("id")
    assert [(row.default_key, row.category, row.title, row.content) for row in rows] == [
        (default.key, default.category, default.title, default.content)
        for default in DEFAULT_TEMPLATES
    ]
    assert rows[2].variables == ["student_name", "skill_name"]
    assert {(row.owner, row.language, row.is_active) for row in rows} == {(None, "en", True)}


def test_a_second_time_creates_nothing(school):
    create_default_templates(school)

    assert create_default_templates(school) == CreatedTemplates(created=0, total=12)
    assert MessageTemplate.objects.count() == 12


def test_an_edited_or_switched_off_template_is_not_overwritten(school):
    create_default_templates(school)
    MessageTemplate.objects.filter(default_key="inactive_check_in").update(
        category="overdue", title="Ours", content="Hello {student_name}", is_active=False
    )

    create_default_templates(school)

    ours = MessageTemplate.objects.get(default_key="inactive_check_in")
    assert (ours.category, ours.title, ours.content, ours.is_active) == (
        "overdue",
        "Ours",
        "Hello {student_name}",
        False,
    )


def test_a_missing_one_is_added_again(school):
    create_default_templates(school)
    MessageTemplate.objects.filter(default_key="overdue_check").delete()

    assert create_default_templates(school) == CreatedTemplates(created=1, total=12)


def test_own_templates_do_not_count(school):
    MessageTemplateFactory(school=school)

    assert create_default_templates(school) == CreatedTemplates(created=12, total=12)


def test_each_school_has_its_own_twelve(school):
    SchoolFactory(name="Birch School")

    assert seed() == (
        "Birch School: 12 created, 12 default templates in all.\n"
        "Birch School: 8 created, 8 default letters in all.\n"
        "Maple School: 12 created, 12 default templates in all.\n"
        "Maple School: 8 created, 8 default letters in all.\n"
    )
    assert seed() == (
        "Birch School: 0 created, 12 default templates in all.\n"
        "Birch School: 0 created, 8 default letters in all.\n"
        "Maple School: 0 created, 12 default templates in all.\n"
        "Maple School: 0 created, 8 default letters in all.\n"
    )
    assert MessageTemplate.objects.count() == 24


def test_without_a_school_the_command_says_so():
    assert seed() == "There is no school yet; nothing to do.\n"


def test_restore_defaults_gives_back_the_first_words_of_the_chosen_only(school):
    create_default_templates(school)
    MessageTemplate.objects.update(
        category="overdue", title="Ours", content="Hello", variables=[], is_active=False
    )
    own = MessageTemplateFactory(school=school, title="My own")
    chosen = MessageTemplate.objects.filter(default_key__in=["inactive_check_in", ""])

    assert restore_defaults(chosen) == 1

    restored = MessageTemplate.objects.get(default_key="inactive_check_in")
    default = DEFAULT_TEMPLATES[0]
    assert (restored.category, restored.title, restored.content) == (
        default.category,
        default.title,
        default.content,
    )
    assert (restored.variables, restored.is_active) == (["student_name", "days"], True)
    own.refresh_from_db()
    assert own.title == "My own"
    assert MessageTemplate.objects.get(default_key="overdue_check").title == "Ours"
