import pytest

from alpha.accounts.idempotency import KEY_REUSED
from alpha.accounts.models import IdempotencyKey
from alpha.learning.models import Enrollment
from alpha.notifications.models import Notification
from interventions.models import Intervention, TeacherMessage
from tests.factories import MessageTemplateFactory, SchoolFactory
from tests.interventions.views.actions.asking import HTMX, SUPPORT, form_of, posted


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
    assert 'class="preview" dir="auto">Hi Sam Okafor' in response.text
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
