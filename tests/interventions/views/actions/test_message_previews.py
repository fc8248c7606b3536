"""Bringing the form up to date while a message is composed: nothing is written."""

from datetime import timedelta

import pytest
from django.utils import timezone

from interventions.models import TeacherMessage
from tests.factories import AssignedWorkFactory, MessageTemplateFactory, SchoolFactory
from tests.interventions.views.actions.asking import HTMX, SUPPORT, form_of, posted

CHECK_IN_START = "Hi Sam Okafor, I noticed you haven't practiced in {days} days."
TITLES = {
    "inactive": ["Check In", "Encouragement", "Class Update"],
    "struggling": ["Support - Struggling with Skill", "Meeting Offer", "Resource Suggestion"],
}


def offered(response):
    choices = form_of(response).fields["template"].widget.choices
    return [title for value, title in choices if value]


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

    assert 'id="final-message" dir="auto">Well done. Keep going.</p>' in response.text
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


# Suggestions: one click fills the form


def suggestions_in(response):
    return [(each.template.title, each.reason) for each in response.context["desk"].suggestions]


def test_templates_that_fit_are_suggested_with_the_reason(signed_in, address, templates, fractions):
    response = signed_in.get(address, headers=HTMX)

    assert suggestions_in(response) == [
        ("Support - Struggling with Skill", "Fractions needs work"),
        ("Meeting Offer", "Fractions needs work"),
        ("Resource Suggestion", "Fractions needs work"),
    ]
    assert "<span>Meeting Offer</span><small>Fractions needs work</small>" in response.text


def test_overdue_work_is_what_the_message_is_about(signed_in, address, templates, student):
    AssignedWorkFactory(
        student=student,
        assignment__title="Week 12",
        assignment__due_at=timezone.now() - timedelta(days=3),
    )

    response = signed_in.get(address, headers=HTMX)

    form = form_of(response)
    assert form["category"].value() == "overdue"
    assert form["template"].value() == templates["overdue_check"].pk
    assert suggestions_in(response)[0] == ("Check", "“Week 12” is 3 days late")


def test_without_templates_there_is_nothing_to_suggest(signed_in, address):
    assert "Suggested" not in signed_in.get(address, headers=HTMX).text


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_one_click_on_a_suggestion_fills_category_template_and_message(
    signed_in, address, templates, headers
):
    template = templates["encouragement_praise"]
    sent = posted(preview=f"suggested-{template.pk}", addition="See you tomorrow.")

    response = signed_in.post(address, sent, headers=headers)

    form = form_of(response)
    assert form["category"].value() == "encouragement"
    assert form["template"].value() == template.pk
    assert form["message"].value().startswith("Hi Sam Okafor! Great job!")
    assert TeacherMessage.objects.count() == 0


def test_suggestion_brings_back_the_whole_choice_and_keeps_the_addition(
    signed_in, address, templates
):
    sent = posted(preview=f"suggested-{templates['encouragement_praise'].pk}", addition="Well!")

    response = signed_in.post(address, sent, headers=HTMX)

    assert response["HX-Trigger-After-Swap"] == '{"draftChanged": {}}'
    assert '<div id="composer">' in response.text
    assert 'name="category"' in response.text
    assert 'name="addition"' not in response.text
    plain = signed_in.post(address, sent)
    assert form_of(plain)["addition"].value() == "Well!"


@pytest.mark.parametrize("taken", ["suggested-987654", "suggested-", "suggested-x", "987654"])
def test_suggestion_that_is_no_longer_offered_changes_nothing(signed_in, address, taken):
    form = form_of(signed_in.post(address, posted(preview=taken)))

    assert form["message"].value() == "Hi Sam, let us look at this together."


def test_what_is_typed_is_previewed_without_reading_her_record(
    signed_in, address, templates, django_assert_max_num_queries
):
    # Session, person, student and rights, templates: none about practice.
    with django_assert_max_num_queries(6):
        signed_in.post(address, posted(preview="text"), headers=HTMX)
