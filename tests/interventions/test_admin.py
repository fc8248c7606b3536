import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.urls import reverse

from alpha.accounts.models import Role
from interventions.admin import SAMPLE_STUDENT
from interventions.models import (
    Intervention,
    Meeting,
    MessageTemplate,
    ParentNotification,
    TeacherMessage,
)
from interventions.template_library import create_default_templates
from interventions.template_versions import versions_of
from interventions.templates_text import ALLOWED_VARIABLES
from tests.factories import MessageTemplateFactory, SchoolFactory, UserFactory

LIST = reverse("admin:interventions_messagetemplate_changelist")
ADD = reverse("admin:interventions_messagetemplate_add")
PREVIEW = reverse("admin:interventions_messagetemplate_preview")
RESTORE = reverse("admin:interventions_messagetemplate_restore_missing")


@pytest.fixture
def office(school):
    return UserFactory(school=school, username="office", role=Role.ADMINISTRATOR, is_staff=True)


@pytest.fixture
def signed_in(client, office):
    client.force_login(office)
    return client


def history_of(template):
    return reverse("admin:interventions_messagetemplate_history", args=[template.pk])


def back_to(template, version_id):
    args = [template.pk, version_id]
    return reverse("admin:interventions_messagetemplate_go_back", args=args)


def page_of(template):
    return reverse("admin:interventions_messagetemplate_change", args=[template.pk])


def posted(school, **changes):
    return {
        "category": "struggling",
        "title": "Help",
        "content": "Hi {student_name}, {skill} is next.",
        "language": "en",
        "is_active": "on",
        "school": school.pk,
    } | changes


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_saving_works_out_the_variables(signed_in, school):
    signed_in.post(ADD, posted(school))

    assert MessageTemplate.objects.get().variables == ["student_name", "skill_name"]


def test_unknown_variable_is_named_and_nothing_is_lost(signed_in, school):
    content = "Hi {student_nmae}, well done."

    response = signed_in.post(ADD, posted(school, content=content))

    assert "{student_nmae} at character 4 is not a variable." in response.text
    assert "Allowed are {student_name}, {skill_name}, {days}," in response.text
    assert response.context["adminform"].form["content"].value() == content
    assert MessageTemplate.objects.count() == 0


def test_page_lists_every_variable_and_previews_the_text(signed_in, school):
    template = MessageTemplateFactory(school=school, content="Hi {student_name}: {skill_name}!")

    response = signed_in.get(page_of(template))

    assert all(f"<code>{{{name}}}</code>" in response.text for name in ALLOWED_VARIABLES)
    assert "<blockquote>Hi Sam Rivera: Fractions!</blockquote>" in response.text


def test_sample_student_has_a_value_for_every_variable():
    assert set(SAMPLE_STUDENT) == set(ALLOWED_VARIABLES)


def test_preview_follows_what_is_typed(signed_in):
    response = signed_in.post(PREVIEW, {"content": "<i>{days}</i> days, {dasy}"})

    assert "<blockquote>&lt;i&gt;8&lt;/i&gt; days, {dasy}</blockquote>" in response.text
    assert "<li>{dasy} at character 21 is not a variable.</li>" in response.text
    assert "<html" not in response.text


def test_preview_of_nothing_says_what_to_do(signed_in):
    assert "Write the content above" in signed_in.post(PREVIEW, {"content": ""}).text


@pytest.mark.parametrize("address", [PREVIEW, RESTORE])
def test_reading_an_action_address_changes_nothing(signed_in, address):
    assert signed_in.get(address).status_code == 405


def test_restoring_gives_back_the_first_title_and_text(signed_in, school):
    create_default_templates(school)
    edited = school.message_templates.get(default_key="struggling_support")
    MessageTemplate.objects.filter(pk=edited.pk).update(title="Ours", content="Hello", variables=[])
    own = MessageTemplateFactory(school=school, title="Own", content="Hello")

    response = signed_in.post(
        LIST, {"action": "restore_selected", "_selected_action": [edited.pk, own.pk]}
    )

    edited.refresh_from_db()
    own.refresh_from_db()
    assert (edited.title, edited.variables) == (
        "Support - Struggling with Skill",
        ["student_name", "skill_name"],
    )
    assert own.title == "Own"
    words = (
        "Restored 1 template to the first title and text."
        " Left as before: 1 template that your school wrote itself."
    )
    assert told(response) == [words]


def test_missing_defaults_come_back_and_edited_ones_stay(signed_in, school):
    create_default_templates(school)
    school.message_templates.filter(default_key="overdue_check").delete()
    school.message_templates.filter(default_key="overdue_reminder").update(title="Ours")

    response = signed_in.post(RESTORE)

    assert response.url == LIST
    assert told(response) == ["Added 1 template."]
    assert school.message_templates.count() == 12
    assert school.message_templates.get(default_key="overdue_reminder").title == "Ours"


def test_restoring_says_when_nothing_is_missing(signed_in, school):
    create_default_templates(school)

    assert told(signed_in.post(RESTORE)) == ["All default templates are there already."]


def test_missing_defaults_of_another_school_are_not_touched(signed_in, school):
    other = SchoolFactory()

    signed_in.post(RESTORE)

    assert (school.message_templates.count(), other.message_templates.count()) == (12, 0)


def test_list_offers_the_button_and_search(signed_in, school):
    MessageTemplateFactory(school=school, title="Kind words")
    MessageTemplateFactory(school=school, title="Other")

    response = signed_in.get(LIST, {"q": "kind"})

    assert "Restore missing defaults" in response.text
    assert [row.title for row in response.context["cl"].result_list] == ["Kind words"]


def test_templates_of_another_school_do_not_exist(signed_in, school):
    foreign = MessageTemplateFactory(school=SchoolFactory())

    assert list(signed_in.get(LIST).context["cl"].result_list) == []
    signed_in.post(page_of(foreign), posted(school, title="Taken"))
    foreign.refresh_from_db()
    assert foreign.title != "Taken"


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_list(signed_in, school, rows, django_assert_num_queries):
    for _ in range(rows):
        MessageTemplateFactory(school=school)

    with django_assert_num_queries(8):
        signed_in.get(LIST)


@pytest.mark.parametrize("address", [LIST, ADD])
def test_teacher_is_told_the_office_is_not_hers(client, teacher, address):
    client.force_login(teacher)

    assert client.get(address).status_code == 403


@pytest.mark.parametrize("address", [PREVIEW, RESTORE])
def test_teacher_cannot_press_the_buttons(client, teacher, address):
    client.force_login(teacher)

    assert client.post(address).status_code in {302, 403}
    assert MessageTemplate.objects.count() == 0


@pytest.mark.parametrize("model", [TeacherMessage, Intervention, Meeting, ParentNotification])
def test_office_manages_templates_and_reads_no_records(model):
    assert not admin.site.is_registered(model)


def test_add_page_keeps_the_strict_policy(signed_in):
    response = signed_in.get(ADD)

    assert "<style" not in response.text
    assert " style=" not in response.text
    assert "'self'" in response["Content-Security-Policy"]


def test_versions_tell_who_changed_what_and_when(signed_in, school, office):
    template = MessageTemplateFactory(school=school, title="Help", content="Hi, good work.")
    signed_in.post(page_of(template), posted(school, content="Hi, great <b> work."))

    text = " ".join(signed_in.get(history_of(template)).text.split())

    assert f"by {office.display_name} (in use)</h2>" in text
    assert (
        '<dd class="template-words">Hi, <del>good</del><ins>great &lt;b&gt;</ins> work.</dd>'
        in text
    )
    # Made by a factory, nobody's request.
    assert "by Alpha</h2>" in text
    assert "The first version." in text


def test_a_version_comes_back_at_the_press_of_a_button(signed_in, school, office):
    template = MessageTemplateFactory(school=school, content="Hi, good work.")
    signed_in.post(page_of(template), posted(school, content="Hi, great work."))
    first = versions_of(template)[-1]

    for _ in range(2):
        response = signed_in.post(back_to(template, first.id))

    template.refresh_from_db()
    assert template.content == "Hi, good work."
    assert response.url == history_of(template)
    newest, *others = versions_of(template)
    assert (newest.by, len(others)) == (office, 2)


def test_a_version_that_cannot_be_used_any_more_says_why(signed_in, school):
    template = MessageTemplateFactory(school=school, content="Hi {student_nmae}.")
    signed_in.post(page_of(template), posted(school, content="Hi."))

    response = signed_in.post(back_to(template, versions_of(template)[-1].id))

    words = told(response)[-1]
    assert words.startswith("That version cannot be used any more. {student_nmae} at character 4")
    template.refresh_from_db()
    assert template.content == "Hi."


def test_versions_of_another_school_or_template_do_not_exist(signed_in, school):
    foreign = MessageTemplateFactory()
    own, other = MessageTemplateFactory.create_batch(2, school=school)
    version = versions_of(foreign)[0].id

    # As Django answers for what does not exist.
    assert signed_in.get(history_of(foreign)).status_code == 302
    assert signed_in.post(back_to(foreign, version)).status_code == 404
    assert signed_in.post(back_to(own, version)).status_code == 404
    assert signed_in.post(back_to(own, versions_of(other)[0].id)).status_code == 404
    assert signed_in.get(back_to(own, versions_of(own)[0].id)).status_code == 405


def test_teacher_sees_no_versions_and_goes_back_to_none(client, teacher, school):
    template = MessageTemplateFactory(school=school)
    client.force_login(teacher)

    assert client.get(history_of(template)).status_code == 403
    address = back_to(template, versions_of(template)[0].id)
    assert client.post(address).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_versions(signed_in, school, rows, django_assert_num_queries):
    template = MessageTemplateFactory(school=school)
    for number in range(rows):
        signed_in.post(page_of(template), posted(school, title=f"Title {number}"))

    with django_assert_num_queries(8):
        signed_in.get(history_of(template))


def test_versions_keep_the_strict_policy(signed_in, school):
    text = signed_in.get(history_of(MessageTemplateFactory(school=school))).text

    assert "<style" not in text
    assert " style=" not in text


def test_the_office_does_not_read_what_teachers_wrote_for_themselves(signed_in, school, teacher):
    own = MessageTemplateFactory(school=school, owner=teacher, title="Mine alone")

    assert "Mine alone" not in signed_in.get(LIST).text
    assert signed_in.get(page_of(own)).status_code == 302
    signed_in.post(page_of(own), posted(school, title="Taken over"))
    own.refresh_from_db()
    assert own.title == "Mine alone"
