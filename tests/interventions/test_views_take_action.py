from uuid import uuid4

import pytest
from django.urls import reverse

from alpha.accounts.idempotency import KEY_REUSED
from alpha.accounts.models import IdempotencyKey
from alpha.learning.models import Enrollment
from alpha.notifications.models import Notification
from interventions.models import Intervention, TeacherMessage
from interventions.template_library import create_default_templates
from tests.factories import (
    InterventionFactory,
    LearningPathFactory,
    MessageTemplateFactory,
    PracticeSessionFactory,
    SchoolFactory,
    SkillFactory,
)

HTMX = {"HX-Request": "true"}
SUPPORT = (
    "Hi Sam Okafor, I see you're working hard on Fractions."
    " I created an easier assignment to help you build confidence."
)
CHECK_IN_START = "Hi Sam Okafor, I noticed you haven't practiced in {days} days."
TITLES = {
    "inactive": ["Check In", "Encouragement", "Class Update"],
    "struggling": ["Support - Struggling with Skill", "Meeting Offer", "Resource Suggestion"],
}


@pytest.fixture
def address(student):
    return reverse("interventions:take_action", args=[student.pk])


@pytest.fixture
def history_address(student):
    return reverse("interventions:history", args=[student.pk])


@pytest.fixture
def templates(school):
    create_default_templates(school)
    return {template.default_key: template for template in school.message_templates.all()}


@pytest.fixture
def fractions(student):
    """The skill the student struggles with, practiced today."""
    skill = SkillFactory(school=student.school, name="Fractions")
    LearningPathFactory(student=student, skill=skill, current_accuracy=0.5)
    PracticeSessionFactory(
        student=student, skill=skill, questions_answered=20, questions_correct=10
    )
    return skill


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def posted(**changes):
    return {
        "idempotency_key": str(uuid4()),
        "category": "struggling",
        "message": "Hi Sam, let us look at this together.",
        "addition": "",
    } | changes


def form_of(response):
    """Of a piece rendered alone the test client keeps what its fields were rendered with."""
    context = response.context
    return context["form"] if "form" in context else context["field"].form


def offered(response):
    choices = form_of(response).fields["template"].widget.choices
    return [title for value, title in choices if value]


# Opening


def test_modal_opens_with_a_message_ready_to_send(signed_in, address, templates, fractions):
    response = signed_in.get(address, headers=HTMX)

    form = form_of(response)
    assert {name: form[name].value() for name in ("category", "message", "addition")} == {
        "category": "struggling",
        "message": SUPPORT,
        "addition": None,
    }
    assert form["template"].value() == templates["struggling_support"].pk
    assert form.final_text == SUPPORT
    assert "<dialog" in response.text
    assert "<html" not in response.text


def test_plain_request_gets_the_same_form_as_a_page(signed_in, address, templates, fractions):
    response = signed_in.get(address)

    assert form_of(response)["message"].value() == SUPPORT
    assert "<html" in response.text
    assert "<dialog" not in response.text
    assert "HX-Request" in response["Vary"]


def test_modal_names_student_class_and_last_practice(signed_in, address, fractions):
    words = " ".join(signed_in.get(address, headers=HTMX).text.split())

    assert "<strong>Sam Okafor</strong> · Grade 5 Blue · last practice today" in words


def test_modal_says_when_there_was_no_practice(signed_in, address):
    words = " ".join(signed_in.get(address, headers=HTMX).text.split())

    assert "<strong>Sam Okafor</strong> · Grade 5 Blue · no practice yet" in words


def test_modal_shows_what_is_open_already(signed_in, address, student, teacher, people):
    InterventionFactory(student=student, teacher=people.CO)
    InterventionFactory(student=student, teacher=teacher)

    words = " ".join(signed_in.get(address, headers=HTMX).text.split())

    colleague = people.CO.display_name
    assert f"Still open: You sent a message today; {colleague} sent a message today." in words


def test_categories_stand_in_their_order(signed_in, address):
    form = form_of(signed_in.get(address))

    assert [label for _, label in form.fields["category"].choices] == [
        "Inactive",
        "Struggling",
        "Overdue",
        "Encouragement",
    ]


def test_templates_of_other_schools_are_not_offered(signed_in, address):
    MessageTemplateFactory(school=SchoolFactory(), category="inactive", title="Elsewhere")

    assert offered(signed_in.get(address)) == []


# Previews: nothing is written


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize("category", ["inactive", "struggling"])
def test_category_leaves_its_own_templates(
    signed_in, address, templates, fractions, headers, category
):
    response = signed_in.post(
        address, posted(preview="category", category=category), headers=headers
    )

    assert response.status_code == 200
    assert offered(response) == TITLES[category]
    assert TeacherMessage.objects.count() == 0


def test_category_keeps_the_addition_and_the_key(signed_in, address, templates, fractions):
    sent = posted(preview="category", addition="See you tomorrow.")

    form = form_of(signed_in.post(address, sent))

    assert form["addition"].value() == "See you tomorrow."
    assert str(form["idempotency_key"].value()) == sent["idempotency_key"]
    assert form.final_text == f"{SUPPORT} See you tomorrow."


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_template_fills_the_message_for_this_student(
    signed_in, address, templates, fractions, headers
):
    template = templates["struggling_meeting_offer"]

    response = signed_in.post(
        address, posted(preview="template", template=template.pk), headers=headers
    )

    assert form_of(response)["message"].value() == (
        "Hi Sam Okafor, Fractions takes time, and finding it hard at first is normal."
        " Let's meet tomorrow to go over it together."
        " Bring one question you would like to start with."
    )


def test_no_template_leaves_the_words_alone(signed_in, address, templates):
    response = signed_in.post(address, posted(preview="template", template=""))

    assert form_of(response)["message"].value() == "Hi Sam, let us look at this together."


def test_unfilled_variable_is_named_before_sending(signed_in, address, templates, fractions):
    template = templates["inactive_check_in"]
    sent = posted(preview="template", category="inactive", template=template.pk)

    response = signed_in.post(address, sent, headers=HTMX)

    assert form_of(response)["message"].value().startswith(CHECK_IN_START)
    # The final message then asks for itself again, and with it for what keeps it from being sent.
    assert response["HX-Trigger-After-Swap"] == '{"draftChanged": {}}'
    drafted = posted(preview="text", message=form_of(response)["message"].value())
    response = signed_in.post(address, drafted, headers=HTMX)
    assert "<p>Fill in {days} first: put a word in its place or take it out.</p>" in response.text


def test_final_message_follows_what_is_typed(signed_in, address):
    sent = posted(preview="text", message="Well done.", addition="Keep going.")

    response = signed_in.post(address, sent, headers=HTMX)

    assert '<p class="preview" id="final-message">Well done. Keep going.</p>' in response.text
    assert "<textarea" not in response.text
    assert response.text.count('hx-swap-oob="true"') == 1


def test_markup_in_a_message_is_shown_as_text(signed_in, address):
    sent = posted(preview="text", message="<b>Well done</b>")

    response = signed_in.post(address, sent, headers=HTMX)

    assert "&lt;b&gt;Well done&lt;/b&gt;" in response.text
    assert "<b>" not in response.text


def test_unknown_category_falls_back_to_the_fitting_one(signed_in, address, templates, fractions):
    response = signed_in.post(address, posted(preview="category", category="other"))

    assert form_of(response)["category"].value() == "struggling"


# Sending


def test_sending_writes_message_intervention_and_notice(
    signed_in, address, teacher, student, templates, fractions
):
    template = templates["struggling_support"]
    addition = "Let's also meet tomorrow to go over it together."
    sent = posted(template=template.pk, message=SUPPORT, addition=addition)

    response = signed_in.post(address, sent, headers=HTMX)

    message = TeacherMessage.objects.get()
    assert (message.teacher, message.student, message.template) == (teacher, student, template)
    assert message.message == f"{SUPPORT} {addition}"
    assert Intervention.objects.get().message == message
    assert Notification.objects.get().recipient == student.user
    assert response.status_code == 200
    assert "Message sent successfully!" in response.text
    assert 'class="preview">Hi Sam Okafor' in response.text
    assert response["HX-Trigger"] == '{"interventionChanged": {}}'


def test_plain_sending_leads_to_the_history_and_says_so(signed_in, address, history_address):
    response = signed_in.post(address, posted(), follow=True)

    assert response.redirect_chain == [(history_address, 302)]
    assert [str(message) for message in response.context["messages"]] == [
        "Message sent successfully!"
    ]
    assert "Hi Sam, let us look at this together." in response.text


def test_message_opened_and_sent_unchanged_takes_two_requests(
    signed_in, address, templates, fractions
):
    form = form_of(signed_in.get(address))
    shown = {name: form[name].value() or "" for name in form.fields}

    signed_in.post(address, shown)

    assert TeacherMessage.objects.get().message == SUPPORT


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_second_click_shows_the_first_success_and_writes_nothing(signed_in, address, headers):
    sent = posted()
    first = signed_in.post(address, sent, headers=headers)
    second = signed_in.post(address, sent, headers=headers)

    assert (second.status_code, second.get("Location")) == (
        first.status_code,
        first.get("Location"),
    )
    assert second.text == first.text
    assert TeacherMessage.objects.count() == Intervention.objects.count() == 1


def test_repeated_click_does_not_claim_a_change(signed_in, address):
    sent = posted()
    signed_in.post(address, sent, headers=HTMX)

    assert "HX-Trigger" not in signed_in.post(address, sent, headers=HTMX)


# Refusals


REFUSED = [
    ({"message": " \n "}, "Write a message first."),
    (
        {"message": "You were away {days} days."},
        "Fill in {days} first: put a word in its place or take it out.",
    ),
    (
        {"message": "x" * 2_000, "addition": "y"},
        "This message has 2,002 characters; 2,000 is the most that can be sent.",
    ),
]


@pytest.mark.parametrize("changes, words", REFUSED, ids=["empty", "unfilled", "long"])
@pytest.mark.parametrize("headers, status", [({}, 200), (HTMX, 422)], ids=["plain", "htmx"])
def test_refused_text_comes_back_with_the_reason(
    signed_in, address, headers, status, changes, words
):
    sent = posted(**changes)

    response = signed_in.post(address, sent, headers=headers)

    form = form_of(response)
    assert response.status_code == status
    assert form.errors == {"message": [words]}
    assert words in response.text
    assert {name: form[name].value() for name in sent} == sent
    assert TeacherMessage.objects.count() == Notification.objects.count() == 0
    assert IdempotencyKey.objects.count() == 0


def test_refused_text_can_be_mended_and_sent_with_the_same_key(signed_in, address):
    sent = posted(message="")
    signed_in.post(address, sent)

    signed_in.post(address, sent | {"message": "Well done."})

    assert TeacherMessage.objects.get().message == "Well done."


def test_form_sent_again_with_other_words_is_refused(signed_in, address):
    sent = posted()
    signed_in.post(address, sent)

    response = signed_in.post(address, sent | {"message": "Something else."}, headers=HTMX)

    assert response.status_code == 422
    assert form_of(response).non_field_errors() == [KEY_REUSED]
    assert KEY_REUSED in response.text
    assert TeacherMessage.objects.count() == 1


def test_template_of_another_school_is_refused(signed_in, address):
    foreign = MessageTemplateFactory(school=SchoolFactory())

    response = signed_in.post(address, posted(template=foreign.pk))

    assert form_of(response).errors == {
        "template": ["This template is no longer offered. Choose another."]
    }
    assert TeacherMessage.objects.count() == 0


def test_form_without_its_key_is_refused(signed_in, address):
    response = signed_in.post(address, posted(idempotency_key=""))

    assert "Please reload the page and send the form again." in response.text
    assert TeacherMessage.objects.count() == 0


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize("changes", [{}, {"message": ""}, {"preview": "text"}])
def test_student_no_longer_in_her_classes_does_not_exist(
    signed_in, address, student, headers, changes
):
    Enrollment.objects.filter(student=student).update(ends_on=student.school.today())

    response = signed_in.post(address, posted(**changes), headers=headers)

    assert response.status_code == 404
    assert TeacherMessage.objects.count() == 0


@pytest.mark.parametrize(
    "code, status",
    [("AIDE", 403), ("AD", 403), ("TO", 404), ("TX", 404), ("ST", 404), ("GU", 404), ("LE", 200)],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_act(client, people, address, code, status, method):
    client.force_login(getattr(people, code))

    response = getattr(client, method)(address, posted(), headers=HTMX)

    assert response.status_code == status
    assert TeacherMessage.objects.count() == (1 if (status, method) == (200, "post") else 0)
