from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alpha.accounts.idempotency import KEY_REUSED
from alpha.accounts.models import IdempotencyKey
from alpha.learning.models import Enrollment, Guardianship
from alpha.learning.services.mail_opt_outs import opt_out
from alpha.notifications.models import OutboundEmail
from interventions.letter_library import create_default_letters
from interventions.models import Intervention, ParentNotification
from tests.factories import (
    GuardianFactory,
    GuardianshipFactory,
    InterventionFactory,
    LearningPathFactory,
    ParentNotificationFactory,
    PracticeSessionFactory,
    SkillFactory,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
EVENING = datetime(2026, 11, 24, 0, tzinfo=UTC)
HTMX = {"HX-Request": "true"}
BODY = HTMX | {"HX-Target": "modal-body"}
SUMMARY = "The last 30 days in short:\n- Sam Okafor answered 20 questions on 1 day;"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def address(student):
    return reverse("interventions:take_action", args=[student.pk], query={"action": "parent"})


@pytest.fixture
def letters(school):
    create_default_letters(school)


@pytest.fixture
def fractions(student):
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


def guardian(student, name="Ana", email="ana@example.org", *, of_guardian=None, **link):
    made = GuardianFactory(school=student.school, name=name, email=email, **(of_guardian or {}))
    return GuardianshipFactory(student=student, guardian=made, **link)


def posted(*links, **changes):
    return {
        "idempotency_key": str(uuid4()),
        "topic": "",
        "guardians": [link.guardian_id for link in links],
        "message": "Sam works hard.",
        "include_summary": "on",
    } | changes


def form_of(response):
    return response.context["form"]


def words_of(response):
    return " ".join(response.text.split())


def nothing_written():
    return not Intervention.objects.exists() and not OutboundEmail.objects.exists()


# Opening


def test_letter_is_ready_to_send(signed_in, address, student, letters, fractions):
    ana = guardian(student, "Ana Okafor")

    response = signed_in.get(address, headers=HTMX)

    form = form_of(response)
    assert form["topic"].value() == "needs_practice"
    assert form["guardians"].value() == [ana.guardian_id]
    assert form["include_summary"].value() is True
    assert form["message"].value().startswith("Hello Ana Okafor,")
    assert "{" not in form["message"].value()
    [preview] = response.context["previews"]
    assert preview.text.startswith(form["message"].value())
    assert SUMMARY in preview.text
    assert response.context["problems"] == []
    assert "<dialog" in response.text


def test_plain_request_gets_the_same_form_as_a_page(signed_in, address, student, letters):
    guardian(student)

    response = signed_in.get(address)

    assert form_of(response)["topic"].value() == "going_well"
    assert "<html" in response.text
    assert ">Notify Parent</button>" in response.text
    assert ">Use this topic</button>" in response.text


def test_tabs_offer_both_kinds_and_mark_this_one(signed_in, address):
    response = signed_in.get(address)

    tabs = [(tab["label"], tab["is_current"]) for tab in response.context["tabs"]]
    assert ("Notify Parent", True) in tabs
    assert ("Send Message", False) in tabs


def test_it_is_said_what_will_happen_with_each(signed_in, address, student, letters):
    guardian(student, "Ana", relationship="mother")
    guardian(student, "Ben", "")
    opt_out(guardian(student, "Cleo"), "progress")
    guardian(student, "Dan", may_be_contacted=False)
    guardian(student, "Eve", of_guardian={"language": "so"})
    late = {"quiet_from": time(10), "quiet_until": time(15)}
    guardian(student, "Fay", of_guardian=late)

    words = words_of(signed_in.get(address))

    assert "<strong>Ana</strong> (mother): by e-mail, will be sent now" in words
    assert "<strong>Ben</strong>: no address: printable letter" in words
    assert "<strong>Cleo</strong>: has opted out" in words
    assert "<strong>Dan</strong>: may not be contacted" in words
    assert "Written in English: no Somali template." in words
    assert "<strong>Fay</strong>: by e-mail, will be sent at 3:00 PM today" in words
    assert words.count('name="guardians"') == 6
    assert words.count(" checked ") == 4
    assert words.count("disabled>") == 2


def test_in_the_evening_the_mail_waits_for_the_morning(signed_in, address, student):
    guardian(student)

    with time_machine.travel(EVENING, tick=False):
        words = words_of(signed_in.get(address))

    assert "will be sent at 7:00 AM tomorrow" in words


def test_reason_of_a_restriction_is_not_told(signed_in, address, student):
    for status in ("suspended", "proposed"):
        guardian(student, status.title(), status=status)

    words = words_of(signed_in.get(address))

    assert words.count("may not be contacted") == 2
    assert "suspended" not in words.replace("Suspended", "")
    assert "proposed" not in words.replace("Proposed", "")


def test_last_contact_and_too_many_letters_are_told(signed_in, address, student):
    ana = guardian(student)
    for days in (3, 12):
        ParentNotificationFactory(
            intervention=InterventionFactory(
                student=student, intervention_type="parent_notification"
            ),
            guardian=ana.guardian,
            created_at=NOON - timedelta(days=days),
        )

    words = words_of(signed_in.get(address))

    assert "Last letter 3 days ago." in words
    assert "letters in the last 7 days already" not in words
    ParentNotification.objects.update(created_at=NOON - timedelta(days=3))
    assert "2 letters in the last 7 days already." in words_of(signed_in.get(address))


def test_nobody_to_reach_is_said_before(signed_in, address, student, letters):
    guardian(student, may_be_contacted=False)

    response = signed_in.get(address)

    assert "no contact possible" in response.text
    assert form_of(response)["message"].value().startswith("Hello family of Sam Okafor,")


@pytest.mark.parametrize("number", [1, 3])
def test_size_of_the_family_asks_no_more_queries(
    signed_in, address, student, letters, fractions, number, django_assert_max_num_queries
):
    for _ in range(number):
        guardian(student)
    signed_in.get(address, headers=BODY)

    # Where several share a text, the name stays open and is looked at once more: never more than this.
    with django_assert_max_num_queries(36):
        signed_in.get(address, headers=BODY)


@pytest.mark.parametrize("number", [2, 4])
def test_each_letter_more_costs_only_its_rows(signed_in, address, student, number):
    links = [guardian(student, f"Ana {n}", f"ana{n}@example.org") for n in range(number)]

    with CaptureQueriesContext(connection) as asked:
        signed_in.post(address, posted(*links), headers=HTMX)

    tables = ("notifications_outboundemail", "interventions_parentnotification")
    inserted = [
        q for q in asked if q["sql"].startswith(tuple(f'INSERT INTO "{t}"' for t in tables))
    ]
    assert len(inserted) == 2 * number
    assert len(asked) - len(inserted) <= 44


# While it is written


def test_topic_brings_its_letters(signed_in, address, student, letters):
    ana = guardian(student, of_guardian={"language": "es"})
    ben = guardian(student, "Ben", "ben@example.org")
    sent = posted(ana, ben, preview="topic", topic="please_talk", guardians=[ben.guardian_id])

    response = signed_in.post(address, sent, headers=HTMX)

    form = form_of(response)
    assert "I would like to talk with you" in form["message"].value()
    assert "Me gustaría hablar con usted" in form["message_es"].value()
    # Who was left out stays left out.
    assert form["guardians"].value() == [str(ben.guardian_id)]
    assert response["HX-Trigger-After-Swap"] == '{"lettersChanged": {}}'
    assert "<html" not in response.text
    assert nothing_written()


def test_own_words_are_kept(signed_in, address, student, letters):
    sent = posted(guardian(student), preview="topic", topic="", message="My words.")

    assert form_of(signed_in.post(address, sent))["message"].value() == "My words."


def test_preview_follows_what_is_typed(signed_in, address, student, fractions):
    sent = posted(guardian(student), preview="text", message="<b>Hi {guardian_name}</b>, {days}")

    response = signed_in.post(address, sent, headers=HTMX)

    assert "&lt;b&gt;Hi Ana&lt;/b&gt;, {days}" in response.text
    assert "Fill in {days} first" in response.text
    assert "<textarea" not in response.text
    without = signed_in.post(address, sent | {"include_summary": ""}, headers=HTMX)
    assert "The last 30 days" in response.text
    assert "The last 30 days" not in without.text


def test_unknown_topic_falls_back_to_own_words(signed_in, address, student, letters):
    sent = posted(guardian(student), preview="topic", topic="gossip", message="Mine.")

    response = signed_in.post(address, sent)

    assert (response.status_code, nothing_written()) == (200, True)


# Sending


def test_sending_writes_letter_mail_and_intervention(
    signed_in, address, student, teacher, letters, fractions
):
    ana = guardian(student, "Ana Okafor")
    form = form_of(signed_in.get(address))
    shown = {name: form[name].value() for name in form.fields}

    response = signed_in.post(address, shown, headers=HTMX)

    letter = ParentNotification.objects.get()
    assert (letter.guardian, letter.teacher) == (ana.guardian, teacher)
    assert letter.body == f"{shown['message'].strip()}\n\n{letter.body.split(chr(10) * 2)[-1]}"
    assert SUMMARY in letter.body
    assert (letter.email.to, letter.email.send_after) == ("ana@example.org", NOON)
    assert Intervention.objects.get().action_taken == "Notified parent: Practice at home would help"
    assert "The letter is on its way." in response.text
    assert "<strong>Ana Okafor</strong>" in response.text
    assert "Queued" in response.text
    assert response["HX-Trigger"] == '{"interventionChanged": {}}'


def test_who_is_not_ticked_gets_nothing(signed_in, address, student):
    guardian(student, "Ana")
    ben = guardian(student, "Ben", "ben@example.org")

    signed_in.post(address, posted(ben))

    assert [mail.to for mail in OutboundEmail.objects.all()] == ["ben@example.org"]


def test_without_the_summary_the_letter_is_the_text_alone(signed_in, address, student):
    signed_in.post(address, posted(guardian(student), include_summary=""))

    letter = ParentNotification.objects.get()
    assert (letter.body, letter.summary) == ("Sam works hard.", None)


def test_plain_sending_leads_to_the_history_and_says_so(signed_in, address, student):
    response = signed_in.post(address, posted(guardian(student)), follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "The letter is on its way."
    ]
    assert "Queued" in response.text
    assert "leaves at 12:00 PM today" in words_of(response)
    assert ">Take back<" in response.text


def test_nobody_to_reach_is_recorded_and_the_letter_offered(signed_in, address, student):
    guardian(student, may_be_contacted=False)

    response = signed_in.post(address, posted(), headers=HTMX)

    letter = ParentNotification.objects.get()
    assert (letter.guardian, letter.email) == (None, None)
    assert Intervention.objects.get().action_taken == "Notified parent: no contact possible"
    assert "No contact possible" in response.text
    assert reverse("interventions:letter", args=[letter.pk]) in response.text
    assert "on its way" not in response.text


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_second_click_shows_the_first_success_and_writes_nothing(
    signed_in, address, student, headers
):
    sent = posted(guardian(student))
    first = signed_in.post(address, sent, headers=headers)
    second = signed_in.post(address, sent, headers=headers)

    assert (first.status_code, first.get("Location")) == (
        second.status_code,
        second.get("Location"),
    )
    assert "HX-Trigger" not in second
    assert ParentNotification.objects.count() == OutboundEmail.objects.count() == 1


def test_form_sent_again_with_other_words_is_refused(signed_in, address, student):
    sent = posted(guardian(student))
    signed_in.post(address, sent)

    response = signed_in.post(address, sent | {"message": "Other."}, headers=HTMX)

    assert (response.status_code, form_of(response).non_field_errors()) == (422, [KEY_REUSED])
    assert ParentNotification.objects.count() == 1


# Refusals


REFUSED = [
    ({"message": " \n "}, "message", "Write the letter first."),
    (
        {"message": "Hello {student_name}."},
        "message",
        "Fill in {student_name} first: put a word in its place or take it out.",
    ),
    (
        {"message": "x" * 4_001},
        "message",
        "This letter has 4,001 characters; 4,000 is the most that can be sent.",
    ),
    ({"guardians": []}, "guardians", "Choose at least one person."),
    ({"topic": "gossip"}, "topic", "Choose one of the topics in the list."),
]


@pytest.mark.parametrize(
    "changes, field, words", REFUSED, ids=["empty", "unfilled", "long", "nobody", "topic"]
)
@pytest.mark.parametrize("headers, status", [({}, 200), (HTMX, 422)], ids=["plain", "htmx"])
def test_refused_letter_comes_back_with_the_reason(
    signed_in, address, student, headers, status, changes, field, words
):
    sent = posted(guardian(student), **changes)

    response = signed_in.post(address, sent, headers=headers)

    form = form_of(response)
    assert (response.status_code, form.errors) == (status, {field: [words]})
    assert words in response.text
    assert form["message"].value() == sent["message"]
    assert nothing_written()
    assert IdempotencyKey.objects.count() == 0


def test_person_who_may_no_longer_be_contacted_is_refused(signed_in, address, student):
    ana = guardian(student)
    guardian(student, "Ben", "ben@example.org")
    Guardianship.objects.filter(pk=ana.pk).update(may_be_contacted=False)

    response = signed_in.post(address, posted(ana))

    assert "can no longer be written to. Look at the list again." in response.text
    assert nothing_written()


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize("changes", [{}, {"message": ""}, {"preview": "text"}])
def test_student_no_longer_in_her_classes_does_not_exist(
    signed_in, address, student, headers, changes
):
    ana = guardian(student)
    Enrollment.objects.filter(student=student).update(ends_on=student.school.today())

    assert signed_in.post(address, posted(ana, **changes), headers=headers).status_code == 404
    assert nothing_written()


@pytest.mark.parametrize(
    "code, status",
    [("AIDE", 403), ("AD", 403), ("TO", 404), ("TX", 404), ("ST", 404), ("GU", 404), ("LE", 200)],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_write_to_the_family(client, people, address, student, code, status, method):
    client.force_login(getattr(people, code))
    family = student.guardianships.get()

    response = getattr(client, method)(address, posted(family), headers=HTMX)

    assert response.status_code == status
    assert ParentNotification.objects.count() == (1 if (status, method) == (200, "post") else 0)
