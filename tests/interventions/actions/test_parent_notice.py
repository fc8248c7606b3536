from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from alpha.learning.services.mail_opt_outs import opt_out
from alpha.notifications.delivery import deliver_due, message_of
from alpha.notifications.models import Notification, OutboundEmail
from alpha.notifications.services import sender_address
from interventions.actions.parent_notice import notify_parent, take_back
from interventions.errors import Conflict, Invalid, NotFound
from interventions.mail_rights import may_send
from interventions.models import Intervention, ParentNotification
from tests.factories import (
    GuardianFactory,
    GuardianshipFactory,
    LearningPathFactory,
    PracticeSessionFactory,
    StudentFactory,
)
from tests.faults import fail_each_statement

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def guardian(student, name, email="", **link):
    made = GuardianFactory(school=student.school, name=name, email=email)
    GuardianshipFactory(student=student, guardian=made, **link)
    return made


def practice(student, days_before, correct, answered):
    PracticeSessionFactory(
        student=student,
        school_day=student.school.today() - timedelta(days=days_before),
        questions_answered=answered,
        questions_correct=correct,
    )


def nothing_written():
    return (
        not ParentNotification.objects.exists()
        and not Intervention.objects.exists()
        and not OutboundEmail.objects.exists()
    )


def test_each_guardian_gets_a_letter_and_a_mail_where_there_is_an_address(student, teacher):
    ana = guardian(student, "Ana Okafor", "ana@example.org")
    ben = guardian(student, "Ben Okafor")
    practice(student, 2, 60, 100)
    practice(student, 1, 39, 80)
    practice(student, 30, 5, 5)  # one day too old

    intervention = notify_parent(student, by=teacher, message="Sam works hard on Fractions.")

    assert (intervention.intervention_type, intervention.action_taken) == (
        "parent_notification",
        "Notified parent: Sam works hard on Fractions.",
    )
    body = (
        "Sam works hard on Fractions.\n\nThe last 30 days in short:\n"
        "- Sam Okafor answered 180 questions on 2 days; 99 answers were right (55%)."
    )
    letters = ParentNotification.objects.order_by("guardian__name")
    assert [(row.guardian, row.subject, row.body, row.intervention) for row in letters] == [
        (ana, "A note from Maple School", body, intervention),
        (ben, "A note from Maple School", body, intervention),
    ]
    summary = letters[0].summary
    assert (summary["days"], summary["correct"], summary["answered"]) == (30, 99, 180)
    assert (summary["active_days"], summary["direction"]) == (2, "not_enough_data")
    assert summary == letters[1].summary
    mail = OutboundEmail.objects.get()
    assert [row.email for row in letters] == [mail, None]
    assert (mail.to, mail.subject, mail.category) == (
        "ana@example.org",
        "A note from Maple School",
        "progress",
    )
    assert mail.text.startswith(f"{body}\n\n-- \nMaple School\n")
    assert (mail.status, mail.send_after) == ("queued", NOW)
    # The letter is the family's; the student's inbox stays as it was.
    assert not Notification.objects.exists()


def test_without_the_summary_the_letter_is_the_message_alone(student, teacher):
    guardian(student, "Ana")

    notify_parent(student, by=teacher, message="Hello.", include_summary=False)

    letter = ParentNotification.objects.get()
    assert (letter.body, letter.summary) == ("Hello.", None)


def test_only_guardians_with_an_active_link_who_may_be_contacted_are_written_to(student, teacher):
    reached = guardian(student, "Ana", "ana@example.org")
    guardian(student, "Proposed", "p@example.org", status="proposed")
    guardian(student, "Suspended", "s@example.org", status="suspended")
    guardian(student, "Restricted", "r@example.org", may_be_contacted=False)

    notify_parent(student, by=teacher, message="Hello.")

    assert [row.guardian for row in ParentNotification.objects.all()] == [reached]
    assert [mail.to for mail in OutboundEmail.objects.all()] == ["ana@example.org"]


def test_who_opted_out_is_not_written_to_and_the_other_is(student, teacher):
    ana = guardian(student, "Ana", "ana@example.org")
    ben = guardian(student, "Ben", "ben@example.org")
    opt_out(ana.guardianships.get(), "progress")

    notify_parent(student, by=teacher, message="Hello.")

    assert [row.guardian for row in ParentNotification.objects.all()] == [ben]


def test_with_nobody_to_reach_that_is_recorded(student, teacher):
    guardian(student, "Restricted", "r@example.org", may_be_contacted=False)

    intervention = notify_parent(student, by=teacher, message="Hello {guardian_name}.")

    assert ParentNotification.objects.get().body.startswith("Hello family of Sam Okafor.")

    assert intervention.action_taken == "Notified parent: no contact possible"
    letter = ParentNotification.objects.get()
    assert (letter.guardian, letter.email, letter.intervention) == (None, None, intervention)
    assert not OutboundEmail.objects.exists()


def test_a_letter_written_in_the_evening_leaves_in_the_morning(student, teacher):
    guardian(student, "Ana", "ana@example.org")

    # 21:00 on Monday in New York; 07:00 on Tuesday there.
    notify_parent(student, by=teacher, message="Hello.", at=datetime(2026, 11, 24, 2, tzinfo=UTC))

    assert OutboundEmail.objects.get().send_after == datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "Hello {student_name}", "x" * 4001])
def test_a_text_that_cannot_be_sent_is_refused(student, teacher, text):
    guardian(student, "Ana")

    with pytest.raises(Invalid) as refused:
        notify_parent(student, by=teacher, message=text)

    assert refused.value.field == "message"
    assert nothing_written()


@pytest.mark.parametrize(
    "who, error", [("TO", NotFound), ("GU", NotFound), ("AIDE", PermissionDenied)]
)
def test_others_may_not_write_to_the_family(people, student, who, error):
    with pytest.raises(error):
        notify_parent(student, by=getattr(people, who), message="Hello.")

    assert nothing_written()


def test_each_reads_the_letter_in_the_own_language(student, teacher):
    ana = guardian(student, "Ana", "ana@example.org")
    ana.language = "es"
    ana.save()
    ben = guardian(student, "Ben", "ben@example.org")

    intervention = notify_parent(
        student,
        by=teacher,
        message="Hello {guardian_name}.",
        texts={"es": "Hola, {guardian_name}."},
        topic="going_well",
    )

    assert intervention.action_taken == "Notified parent: Something goes well"
    spanish, english = (ParentNotification.objects.get(guardian=who) for who in (ana, ben))
    assert (spanish.language, spanish.subject) == ("es", "Un mensaje de Maple School")
    assert spanish.body.startswith("Hola, Ana.\n\nLos últimos 30 días en breve:")
    assert "Para no recibir más" in spanish.email.text
    assert (english.language, english.subject) == ("en", "A note from Maple School")
    assert english.body.startswith("Hello Ben.\n\nThe last 30 days in short:")


def test_text_nobody_reads_need_not_be_there(student, teacher):
    ana = guardian(student, "Ana", "ana@example.org")
    ana.language = "es"
    ana.save()

    notify_parent(student, by=teacher, message="", texts={"es": "Hola."})

    assert ParentNotification.objects.get().language == "es"


def test_refusal_names_the_field_of_the_language(student, teacher):
    ana = guardian(student, "Ana", "ana@example.org")
    ana.language = "es"
    ana.save()

    with pytest.raises(Invalid) as refused:
        notify_parent(student, by=teacher, message="Hello.", texts={"es": " "})

    assert (refused.value.field, refused.value.message) == ("message_es", "Write the letter first.")
    assert nothing_written()


def test_only_those_chosen_get_it(student, teacher):
    ana = guardian(student, "Ana", "ana@example.org")
    guardian(student, "Ben", "ben@example.org")

    notify_parent(student, by=teacher, message="Hello.", guardian_ids=[ana.pk])

    assert [row.guardian for row in ParentNotification.objects.all()] == [ana]


def test_somebody_has_to_be_chosen(student, teacher):
    guardian(student, "Ana", "ana@example.org")

    with pytest.raises(Invalid, match="Choose at least one person") as refused:
        notify_parent(student, by=teacher, message="Hello.", guardian_ids=[])

    assert refused.value.field == "guardians"
    assert nothing_written()


def test_choice_that_no_longer_holds_is_refused(student, teacher, school):
    ana = guardian(student, "Ana", "ana@example.org", may_be_contacted=False)
    foreign = guardian(StudentFactory(school=school), "Foreign", "f@example.org")
    guardian(student, "Ben", "ben@example.org")

    for somebody in (ana, foreign):
        with pytest.raises(Invalid, match="can no longer be written to") as refused:
            notify_parent(student, by=teacher, message="Hello.", guardian_ids=[somebody.pk])
        assert refused.value.field == "guardians"
    assert nothing_written()


def test_skills_the_letter_names_are_what_its_effect_is_looked_for_in(student, teacher):
    guardian(student, "Ana")
    path = LearningPathFactory(student=student)

    intervention = notify_parent(student, by=teacher, message=f"More {path.skill.name}, please.")

    assert list(intervention.skills.all()) == [path.skill]


HOSTILE = "<b>{guardian_name}</b> =1+1 {{x}} \u202eabc\r\nBcc: evil@example.org"


def test_hostile_names_and_words_stay_plain_text(student, teacher, school):
    student.name, school.name = "{days}", 'Evil", <x@y.org>\r\nBcc: a@b.org'
    student.save()
    school.save()
    guardian(student, "{accuracy}\r\nBcc: a@b.org", "ana@example.org")
    text = HOSTILE.replace("{{x}}", "{days}")

    notify_parent(student, by=teacher, message=text)

    letter = ParentNotification.objects.get()
    assert letter.body.startswith(
        "<b>{accuracy}\r\nBcc: a@b.org</b> =1+1 {days} \u202eabc\nBcc: evil@example.org"
    )
    message = message_of(letter.email).message()
    assert (message["Bcc"], message["Cc"], message["To"]) == (None, None, "ana@example.org")
    assert message.get_content_type() == "text/plain"
    assert parseaddr(str(message["From"]))[1] == sender_address()
    assert "\n" not in letter.subject


@pytest.mark.parametrize("status", ["queued", "retry"])
def test_letter_is_taken_back_while_it_waits(student, teacher, status):
    guardian(student, "Ana", "ana@example.org")
    notify_parent(student, by=teacher, message="Hello.")
    OutboundEmail.objects.update(status=status)

    letter = take_back(ParentNotification.objects.get(), by=teacher)

    letter.email.refresh_from_db()
    assert (letter.email.status, letter.email.last_error) == (
        "cancelled",
        "taken back by the sender",
    )
    assert deliver_due(NOW, may_send) == {}


def test_letter_that_left_cannot_be_taken_back(student, teacher):
    guardian(student, "Ana", "ana@example.org")
    notify_parent(student, by=teacher, message="Hello.")
    deliver_due(NOW, may_send)

    with pytest.raises(Conflict):
        take_back(ParentNotification.objects.get(), by=teacher)


def test_letter_on_paper_cannot_be_taken_back(student, teacher):
    guardian(student, "Ana")
    notify_parent(student, by=teacher, message="Hello.")

    with pytest.raises(Conflict):
        take_back(ParentNotification.objects.get(), by=teacher)


def test_only_the_sender_takes_a_letter_back(people, student):
    guardian(student, "Ana", "ana@example.org")
    notify_parent(student, by=people.TE, message="Hello.")

    for other in (people.CO, people.LE):
        with pytest.raises(PermissionDenied):
            take_back(ParentNotification.objects.filter(guardian__name="Ana").get(), by=other)


# All or nothing


def rows():
    return (
        ParentNotification.objects.count(),
        Intervention.objects.count(),
        OutboundEmail.objects.count(),
        Intervention.skills.through.objects.count(),
    )


def test_an_interruption_at_any_statement_leaves_nothing(student, teacher):
    guardian(student, "Ana", "ana@example.org")
    guardian(student, "Ben")
    path = LearningPathFactory(student=student)

    failed = fail_each_statement(
        lambda: notify_parent(student, by=teacher, message=f"More {path.skill.name}.")
    )

    assert failed > 15
    assert rows() == (2, 1, 1, 1)


def test_an_interruption_at_any_statement_takes_nothing_back(student, teacher):
    guardian(student, "Ana", "ana@example.org")
    notify_parent(student, by=teacher, message="Hello.")

    fail_each_statement(lambda: take_back(ParentNotification.objects.get(), by=teacher))

    assert OutboundEmail.objects.get().status == "cancelled"
