"""A teacher's own templates: hers to list, write, change and delete, and nobody else's to see."""

from uuid import uuid4

import pytest
from django.urls import reverse

from interventions.actions.message import send_message
from interventions.models import MessageTemplate, TeacherMessage
from tests.factories import MessageTemplateFactory

LIST = reverse("interventions:my_templates")
NEW = reverse("interventions:new_template")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


@pytest.fixture
def mine(teacher):
    return MessageTemplateFactory(
        school=teacher.school, owner=teacher, title="Cheer up", content="Hi {student_name}."
    )


def edit_address(template):
    return reverse("interventions:edit_template", args=[template.pk])


def delete_address(template):
    return reverse("interventions:delete_template", args=[template.pk])


def typed(**changes):
    return {
        "idempotency_key": str(uuid4()),
        "category": "struggling",
        "title": "Together",
        "language": "es",
        "content": "Hola {student_name}.",
    } | changes


def told(response):
    return [str(message) for message in response.context["messages"]]


def test_list_holds_ones_own_by_category(signed_in, people, mine):
    first = MessageTemplateFactory(
        school=mine.school, owner=mine.owner, category="inactive", title="Where are you?"
    )
    MessageTemplateFactory(school=mine.school, title="Shared")
    MessageTemplateFactory(school=mine.school, owner=people.CO, title="Hers")

    response = signed_in.get(LIST)

    assert list(response.context["templates"]) == [first, mine]
    assert response.text.index("Inactive") < response.text.index("Struggling")
    assert "Hi {student_name}." in response.text
    assert "Shared" not in response.text
    assert "Hers" not in response.text


def test_empty_list_says_how_to_begin(signed_in):
    text = signed_in.get(LIST).text

    assert "No templates of your own yet" in text
    assert f'href="{NEW}"' in text


def test_new_template_is_hers_in_her_school(signed_in, teacher):
    response = signed_in.post(NEW, typed(), follow=True)

    template = MessageTemplate.objects.get()
    assert (template.owner, template.school) == (teacher, teacher.school)
    assert (template.category, template.title, template.language) == (
        "struggling",
        "Together",
        "es",
    )
    assert (template.content, template.variables) == ("Hola {student_name}.", ["student_name"])
    assert response.redirect_chain == [(LIST, 302)]
    assert told(response) == ["Saved “Together”."]


def test_change_keeps_the_row_and_its_owner(signed_in, teacher, mine):
    signed_in.post(edit_address(mine), typed(content="Bring {skill}."))

    template = MessageTemplate.objects.get()
    assert (template.pk, template.owner, template.title) == (mine.pk, teacher, "Together")
    assert template.variables == ["skill_name"]


def test_form_shows_what_there_is_and_what_can_be_filled_in(signed_in, mine):
    response = signed_in.get(edit_address(mine))

    assert "<h1>Cheer up</h1>" in response.text
    assert response.context["form"]["content"].value() == "Hi {student_name}."
    assert "<code>{class_name}</code>" in response.text
    assert f'<a class="btn btn-quiet" href="{LIST}">Cancel</a>' in response.text


REFUSED = [
    ({"title": ""}, "title", "This field is required."),
    ({"title": "x" * 201}, "title", "Ensure this value has at most 200 characters (it has 201)."),
    ({"title": "CHEER UP"}, "title", "You have a template with this title. Choose another one."),
    ({"content": " "}, "content", "This field is required."),
    ({"content": "Hi {name}."}, "content", "{name} at character 4 is not a variable."),
    ({"content": "Hi {student_name"}, "content", "The { at character 4 stands alone."),
    (
        {"content": "x" * 2_001},
        "content",
        "This text has 2,001 characters; 2,000 is the most that can be sent.",
    ),
    (
        {"category": "other"},
        "category",
        "Select a valid choice. other is not one of the available choices.",
    ),
    (
        {"language": "xx"},
        "language",
        "Select a valid choice. xx is not one of the available choices.",
    ),
]


@pytest.mark.parametrize("changes, field, words", REFUSED)
@pytest.mark.parametrize("headers, status", [({}, 200), (HTMX, 422)], ids=["plain", "htmx"])
def test_mistake_is_named_beside_its_field_and_nothing_is_lost(
    signed_in, mine, changes, field, words, headers, status
):
    sent = typed(**changes)

    response = signed_in.post(NEW, sent, headers=headers)

    form = response.context["form"]
    assert response.status_code == status
    assert list(form.errors) == [field]
    assert form.errors[field][0] == words
    assert {name: form[name].value() for name in sent} == sent
    assert MessageTemplate.objects.count() == 1


def test_title_may_stay_when_the_text_changes(signed_in, mine):
    signed_in.post(edit_address(mine), typed(title="Cheer up", content="Hello."))

    assert MessageTemplate.objects.get().content == "Hello."


def test_colleagues_title_is_no_obstacle(signed_in, people, school):
    MessageTemplateFactory(school=school, owner=people.CO, title="Together")
    MessageTemplateFactory(school=school, title="Together")

    signed_in.post(NEW, typed())

    assert MessageTemplate.objects.filter(owner=people.TE).count() == 1


def test_second_click_saves_once_and_shows_the_same(signed_in):
    sent = typed()
    responses = [signed_in.post(NEW, sent, follow=True) for _ in range(2)]

    assert [told(response) for response in responses] == [["Saved “Together”."]] * 2
    assert MessageTemplate.objects.count() == 1


def test_form_sent_again_with_other_words_is_refused(signed_in):
    sent = typed()
    signed_in.post(NEW, sent)

    response = signed_in.post(NEW, sent | {"title": "Other"})

    assert "already sent with other content" in response.context["form"].non_field_errors()[0]
    assert MessageTemplate.objects.get().title == "Together"


def test_deleting_keeps_the_messages_sent_with_it(signed_in, teacher, student, mine):
    send_message(student, by=teacher, message="Hi Sam.", template=mine)

    response = signed_in.post(delete_address(mine), {"idempotency_key": str(uuid4())}, follow=True)

    assert not MessageTemplate.objects.exists()
    message = TeacherMessage.objects.get()
    assert (message.message, message.template) == ("Hi Sam.", None)
    assert told(response) == ["Deleted “Cheer up”. Messages sent with it stay."]


def test_second_click_on_delete_says_the_same(signed_in, mine):
    key = {"idempotency_key": str(uuid4())}
    responses = [signed_in.post(delete_address(mine), key, follow=True) for _ in range(2)]

    assert [response.status_code for response in responses] == [200, 200]
    assert told(responses[1]) == ["Deleted “Cheer up”. Messages sent with it stay."]


def test_delete_needs_its_key(signed_in, mine):
    assert signed_in.post(delete_address(mine)).status_code == 400
    assert MessageTemplate.objects.exists()


@pytest.mark.parametrize("code", ["CO", "AIDE", "TO", "LE", "AD", "TX", "ST", "GU"])
def test_for_others_it_does_not_exist(client, people, mine, code):
    client.force_login(getattr(people, code))
    key = {"idempotency_key": str(uuid4())}

    answers = [
        client.get(edit_address(mine)),
        client.post(edit_address(mine), typed()),
        client.post(delete_address(mine), key),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert MessageTemplate.objects.get().title == "Cheer up"


def test_shared_ones_are_not_a_teachers_to_change(signed_in, school):
    shared = MessageTemplateFactory(school=school)

    assert signed_in.get(edit_address(shared)).status_code == 404


def test_hostile_words_are_shown_as_they_are(signed_in):
    hostile = '<script>alert("x")</script> \u202eevil'
    signed_in.post(NEW, typed(title=hostile, content=f"=1+1 {hostile}"))

    text = signed_in.get(LIST).text

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; \u202eevil" in text


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_questions_however_long_it_is(
    signed_in, teacher, rows, django_assert_num_queries
):
    for _ in range(rows):
        MessageTemplateFactory(school=teacher.school, owner=teacher)

    # Session, person with her school, templates, unread notices.
    with django_assert_num_queries(4):
        signed_in.get(LIST)


def test_htmx_is_sent_to_the_list_with_the_whole_page(signed_in, mine):
    saved = signed_in.post(edit_address(mine), typed(), headers=HTMX)
    deleted = signed_in.post(delete_address(mine), {"idempotency_key": str(uuid4())}, headers=HTMX)

    assert [(answer.status_code, answer["HX-Redirect"]) for answer in (saved, deleted)] == [
        (200, LIST)
    ] * 2
