from datetime import UTC, datetime

import pytest
import time_machine

from interventions.errors import Invalid
from interventions.models import MessageTemplate
from interventions.template_library import create_default_templates, go_back, restore_defaults
from interventions.template_versions import versions_of
from tests.factories import MessageTemplateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(school):
    return MessageTemplateFactory(school=school, title="Help", content="Hi {student_name}, hello.")


def save(template, **changes):
    for name, value in changes.items():
        setattr(template, name, value)
    template.save()


def changed_fields(version):
    return [change.name for change in version.changes]


def test_every_save_is_a_version_newest_first(template):
    save(template, content="Hi {student_name}, well done.")
    save(template, title="Praise", is_active=False, language="es", category="encouragement")

    newest, middle, first = versions_of(template)

    assert (newest.is_current, middle.is_current, first.is_first) == (True, False, True)
    assert changed_fields(newest) == ["Category", "Title", "Language", "Active"]
    assert changed_fields(middle) == ["Content"]
    assert changed_fields(first) == []
    active = newest.changes[-1].pieces
    assert [(piece.kind, piece.text) for piece in active] == [("removed", "yes"), ("added", "no")]


def test_versions_are_read_in_one_query(template, django_assert_num_queries):
    for number in range(3):
        save(template, title=f"Title {number}")

    with django_assert_num_queries(1):
        versions_of(template)


def test_a_template_changed_past_its_versions_has_none_in_use(template):
    MessageTemplate.objects.filter(pk=template.pk).update(title="Changed by hand")
    template.refresh_from_db()

    assert [version.is_current for version in versions_of(template)] == [False]


def test_the_default_templates_begin_with_a_version_each(school):
    create_default_templates(school)
    create_default_templates(school)

    for template in school.message_templates.all():
        (version,) = versions_of(template)
        assert (version.is_first, version.reason) == (True, "Default template added")
        assert version.content == template.content


def test_restoring_a_default_is_a_version_too(school):
    create_default_templates(school)
    template = school.message_templates.get(default_key="struggling_support")
    save(template, title="Ours")

    restore_defaults([template])

    reasons = [version.reason for version in versions_of(template)]
    assert reasons == ["Restored to the default", "", "Default template added"]


def test_going_back_brings_everything_back_as_a_new_version(template):
    with time_machine.travel(datetime(2026, 11, 23, 17, tzinfo=UTC), tick=False):
        save(template, content="First {days}.", category="overdue")
    save(template, title="Other", content="Second.", is_active=False, category="struggling")
    wanted = versions_of(template)[1]

    assert go_back(template, wanted) is True

    template.refresh_from_db()
    assert (template.title, template.content, template.category) == (
        "Help",
        "First {days}.",
        "overdue",
    )
    assert (template.is_active, template.variables) == (True, ["days"])
    newest = versions_of(template)[0]
    assert newest.reason == "Back to the version of Nov 23, 2026, 5:00 PM"
    assert newest.is_current


def test_going_back_twice_writes_nothing_the_second_time(template):
    save(template, title="Other")
    first = versions_of(template)[-1]

    assert (go_back(template, first), go_back(template, first)) == (True, False)
    assert len(versions_of(template)) == 3


def test_a_version_whose_variables_are_gone_is_refused(school):
    template = MessageTemplateFactory(school=school, content="Hi {student_nmae}.")
    save(template, content="Hi {student_name}.")

    with pytest.raises(Invalid, match="is not a variable"):
        go_back(template, versions_of(template)[-1])

    assert MessageTemplate.objects.get().content == "Hi {student_name}."
    assert len(versions_of(template)) == 2


def test_a_version_that_would_make_a_default_twice_is_refused(school):
    template = MessageTemplateFactory(school=school, default_key="overdue_check")
    save(template, language="es")
    MessageTemplateFactory(school=school, default_key="overdue_check")

    with pytest.raises(Invalid, match="message_template_default_unique"):
        go_back(template, versions_of(template)[-1])

    assert MessageTemplate.objects.get(pk=template.pk).language == "es"
