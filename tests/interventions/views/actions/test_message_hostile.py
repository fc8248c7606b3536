"""Words that try to be more than words: wherever a message appears it is the text that was typed."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from alpha.notifications.models import Notification
from interventions.models import Intervention, TeacherMessage
from tests.interventions.views.actions.asking import HTMX, form_of, posted

HOSTILE = {
    "markup": '<script>alert("x")</script><img src=x onerror=alert(1)>',
    "attribute": '" autofocus onfocus="alert(1)',
    "closing": "</textarea></p></dialog><b>bold</b>",
    "comment": "<!-- --> ]]> {# #}",
    "template": "{{ settings.SECRET_KEY }} {% debug %}",
    "format": "{0.__class__} %(name)s $name {student.password}",
    "lines": "First line.\n\n- second\n\tthird",
    "direction": "Hi \u202egnp.exe\u202c \u200f\u2067right\u2069 to left",
    "invisible": "zero\u200bwidth\u2060joiner \u2028 separator",
    "formula": '=HYPERLINK("http://evil.example","x")',
    "formula signs": "+1-1 @SUM(A1) -2+3",
    "emoji": "Well done 👩🏽\u200d🏫 — naïve Ünïcödé 漢字",
}
TEXTS = pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))


@pytest.fixture
def sent(signed_in, address):
    def send(text, **changes):
        response = signed_in.post(address, posted(message=text, **changes), headers=HTMX)
        assert "Message sent successfully!" in response.text
        return response

    return send


def pages(client, people, message):
    """Everything that shows the words of a message: (who, address, headers)."""
    student = people.ST.student.pk
    letter = reverse("interventions:message", args=[message.pk])
    for who, where, headers in (
        (people.TE, reverse("interventions:history", args=[student]), {}),
        (people.TE, reverse("interventions:history", args=[student]), HTMX),
        (people.TE, reverse("interventions:timeline", args=[student]), {}),
        (people.TE, letter, {}),
        (people.ST, "/inbox/", {}),
        (people.ST, letter, {}),
    ):
        client.force_login(who)
        yield client.get(where, headers=headers).text


@TEXTS
def test_message_is_kept_and_shown_as_typed_everywhere(client, people, sent, text):
    panel = sent(text)

    message = TeacherMessage.objects.get()
    assert message.message == text
    first_words = escape(" ".join(text.split())[:30])
    for shown in [panel.text, *pages(client, people, message)]:
        assert first_words in " ".join(shown.split())
        assert text not in shown or text == escape(text)


@TEXTS
def test_message_is_previewed_as_typed(signed_in, address, text):
    for headers in ({}, HTMX):
        response = signed_in.post(address, posted(preview="text", message=text), headers=headers)

        assert escape(text) in response.text
        assert text not in response.text or text == escape(text)


@TEXTS
def test_name_of_the_student_is_shown_as_it_is(client, people, sent, student, text):
    name = text.replace("\n", " ").replace("\t", " ")[:200]
    student.name = name
    student.save()

    panel = sent("Hello.")

    for shown in (panel.text, client.get(reverse("interventions:history", args=[student.pk])).text):
        assert escape(name) in shown
        assert name not in shown or name == escape(name)


@TEXTS
def test_record_and_notice_hold_the_text_on_their_own_terms(sent, text):
    sent(text)

    assert Intervention.objects.get().action_taken == (
        "Sent message: " + " ".join(text.split())[:80]
    )
    assert Notification.objects.get().body == text[:140]


@pytest.mark.parametrize("headers, status", [({}, 200), (HTMX, 422)], ids=["plain", "htmx"])
def test_ten_thousand_characters_are_refused_and_come_back(signed_in, address, headers, status):
    text = "Well done! " * 909 + "x"

    response = signed_in.post(address, posted(message=text), headers=headers)

    assert response.status_code == status
    assert form_of(response).errors == {
        "message": ["This message has 10,000 characters; 2,000 is the most that can be sent."]
    }
    assert form_of(response)["message"].value() == text
    assert not TeacherMessage.objects.exists()


def test_nul_in_a_form_is_refused(signed_in, address):
    response = signed_in.post(address, posted(message="Hi\x00Sam"))

    assert form_of(response).errors == {"message": ["Null characters are not allowed."]}
    assert not TeacherMessage.objects.exists()


def test_line_breaks_of_a_browser_are_kept_as_breaks(sent):
    sent("First.\r\nSecond.", addition="Third.\r\nFourth.")

    assert TeacherMessage.objects.get().message == "First.\nSecond. Third.\nFourth."
