from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from alpha.learning.services.mail_opt_outs import opt_out
from interventions.families import (
    family_of,
    last_letter_at,
    letter_templates,
    topics_of,
)
from tests.factories import (
    GuardianFactory,
    GuardianshipFactory,
    InterventionFactory,
    LetterTemplateFactory,
    OutboundEmailFactory,
    ParentNotificationFactory,
    SchoolFactory,
    StudentFactory,
)

pytestmark = pytest.mark.django_db

# Noon at the school.
NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
EVENING = datetime(2026, 11, 24, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOON, tick=False):
        yield


def guardian(student, name="Ana", email="ana@example.org", *, of_guardian=None, **link):
    made = GuardianFactory(school=student.school, name=name, email=email, **(of_guardian or {}))
    return GuardianshipFactory(student=student, guardian=made, **link)


def letter_to(link, days_ago=0, **values):
    return ParentNotificationFactory(
        intervention=InterventionFactory(
            student=link.student, intervention_type="parent_notification"
        ),
        guardian=link.guardian,
        created_at=NOON - timedelta(days=days_ago),
        **values,
    )


def only(student, at=NOON, languages=("en",)):
    [recipient] = family_of(student, at=at, languages=languages)
    return recipient


def test_mail_is_sent_now_by_day(student):
    guardian(student)

    found = only(student)

    assert (found.how, found.send_at, found.is_later, found.is_reached) == (
        "mail",
        NOON,
        False,
        True,
    )


def test_mail_waits_for_the_morning_in_the_quiet_hours_of_the_school(student):
    guardian(student)

    found = only(student, at=EVENING)

    assert (found.how, found.send_at, found.is_later) == ("mail", MORNING, True)


def test_quiet_hours_of_the_guardian_go_first(student):
    guardian(student, of_guardian={"quiet_from": time(21), "quiet_until": time(6)})

    assert only(student, at=EVENING).send_at == EVENING


@pytest.mark.parametrize("email", ["", "n/a", "ana at example.org"])
def test_without_an_address_there_is_paper(student, email):
    guardian(student, email=email)

    found = only(student)

    assert (found.how, found.send_at, found.is_reached) == ("paper", None, True)


@pytest.mark.parametrize(
    "link", [{"status": "proposed"}, {"status": "suspended"}, {"may_be_contacted": False}]
)
def test_reasons_why_somebody_may_not_be_contacted_look_alike(student, link):
    guardian(student, **link)

    found = only(student)

    assert (found.how, found.send_at, found.is_reached) == ("not_allowed", None, False)


def test_opting_out_counts_for_one_guardian_child_and_category(student, school):
    sibling = StudentFactory(school=school)
    stopped = guardian(student, "Ana")
    guardian(student, "Ben", "ben@example.org")
    GuardianshipFactory(student=sibling, guardian=stopped.guardian)
    other = guardian(student, "Cleo", "cleo@example.org")
    opt_out(stopped, "progress")
    opt_out(other, "meetings")

    hows = [found.how for found in family_of(student, at=NOON, languages=["en"])]

    assert hows == ["opted_out", "mail", "mail"]
    assert only(sibling).how == "mail"


@pytest.mark.parametrize(
    "language, there, written, lacking",
    [
        ("es", ["en", "es"], "es", ""),
        ("es-MX", ["es"], "es", ""),
        ("so", ["en", "es"], "en", "Somali"),
        ("en", ["en"], "en", ""),
        ("", ["en"], "en", ""),
    ],
)
def test_letter_is_written_in_the_own_language_where_there_is_one(
    student, language, there, written, lacking
):
    guardian(student, of_guardian={"language": language})

    found = only(student, languages=there)

    assert (found.language, found.lacking) == (written, lacking)


@pytest.mark.parametrize("letters, often", [(1, False), (2, True)])
def test_third_letter_in_a_week_is_warned_of(student, letters, often):
    link = guardian(student)
    letter_to(link, 8)
    for _ in range(letters):
        letter_to(link, 6)

    found = only(student)

    assert (found.letters_this_week, found.is_often) == (letters, often)


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_letter_that_never_left_does_not_count(student, status):
    link = guardian(student)
    letter_to(link, 1, email=OutboundEmailFactory(status=status))

    assert only(student).letters_this_week == 0
    assert last_letter_at(student) is None


def test_letters_about_a_sibling_are_not_told(student, school):
    sibling = StudentFactory(school=school)
    link = guardian(student)
    letter_to(GuardianshipFactory(student=sibling, guardian=link.guardian))

    assert only(student).letters_this_week == 0
    assert last_letter_at(student) is None


def test_last_contact_is_the_newest_letter_to_anybody_of_the_family(student):
    link = guardian(student)
    letter_to(link, 12, email=OutboundEmailFactory(status="sent", sent_at=NOON))
    letter_to(link, 40)
    ParentNotificationFactory(
        intervention=InterventionFactory(student=student, intervention_type="parent_notification")
    )

    assert last_letter_at(student) == NOON - timedelta(days=12)


def test_topics_are_those_with_a_letter_in_use(student, school):
    LetterTemplateFactory(school=school, topic="please_talk")
    LetterTemplateFactory(school=school, topic="going_well", is_active=False)
    LetterTemplateFactory(school=school, topic="needs_practice", language="es")
    LetterTemplateFactory(school=SchoolFactory(), topic="missing_work")

    assert [topic for topic, _ in topics_of(student)] == ["needs_practice", "please_talk"]


def test_letters_of_a_topic_by_language(student, school):
    english = LetterTemplateFactory(school=school)
    spanish = LetterTemplateFactory(school=school, language="es")
    LetterTemplateFactory(school=school, language="so", is_active=False)

    assert letter_templates(student, "needs_practice") == {"en": english, "es": spanish}
    assert letter_templates(student, "") == {}


@pytest.mark.parametrize("number", [1, 3])
def test_family_is_read_in_three_queries(student, number, django_assert_num_queries):
    for _ in range(number):
        opt_out(guardian(student), "progress")

    with django_assert_num_queries(3):
        family_of(student, at=NOON, languages=["en"])
