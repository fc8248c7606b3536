from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection

from alpha.notifications.models import Notification, OutboundEmail
from interventions.actions.parent_notice import notify_parent
from interventions.errors import Invalid, NotFound
from interventions.models import Intervention, ParentNotification
from tests.factories import GuardianFactory, GuardianshipFactory, PracticeSessionFactory

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
        "Sam works hard on Fractions.\n\n"
        "In the last 30 days Sam Okafor answered 180 questions on 2 days, 99 of them right (55%)."
    )
    letters = ParentNotification.objects.order_by("guardian__name")
    assert [(row.guardian, row.subject, row.body, row.intervention) for row in letters] == [
        (ana, "A note from Maple School", body, intervention),
        (ben, "A note from Maple School", body, intervention),
    ]
    assert [row.summary for row in letters] == [
        {"days": 30, "correct": 99, "answered": 180, "active_days": 2}
    ] * 2
    mail = OutboundEmail.objects.get()
    assert [row.email for row in letters] == [mail, None]
    assert (mail.to, mail.subject, mail.text) == (
        "ana@example.org",
        "A note from Maple School",
        body,
    )
    assert (mail.status, mail.send_after) == ("queued", NOW)
    # The letter is the family's; the student's inbox stays as it was.
    assert not Notification.objects.exists()


def test_without_the_summary_the_letter_is_the_message_alone(student, teacher):
    guardian(student, "Ana")

    notify_parent(student, by=teacher, message="Hello.", include_summary=False)

    letter = ParentNotification.objects.get()
    assert (letter.body, letter.summary) == ("Hello.", None)


def test_a_student_without_practice_is_summed_up_kindly(student, teacher):
    guardian(student, "Ana")

    notify_parent(student, by=teacher, message="Hello.")

    letter = ParentNotification.objects.get()
    assert letter.body == "Hello.\n\nIn the last 30 days there was no practice by Sam Okafor yet."
    assert letter.summary == {"days": 30, "correct": 0, "answered": 0, "active_days": 0}


def test_one_question_on_one_day_is_said_in_the_singular(student, teacher):
    guardian(student, "Ana")
    practice(student, 0, 1, 1)

    notify_parent(student, by=teacher, message="Hello.")

    assert ParentNotification.objects.get().body.endswith(
        "Sam Okafor answered 1 question on 1 day, 1 of them right (100%)."
    )


def test_only_guardians_with_an_active_link_who_may_be_contacted_are_written_to(student, teacher):
    reached = guardian(student, "Ana", "ana@example.org")
    guardian(student, "Proposed", "p@example.org", status="proposed")
    guardian(student, "Suspended", "s@example.org", status="suspended")
    guardian(student, "Restricted", "r@example.org", may_be_contacted=False)

    notify_parent(student, by=teacher, message="Hello.")

    assert [row.guardian for row in ParentNotification.objects.all()] == [reached]
    assert [mail.to for mail in OutboundEmail.objects.all()] == ["ana@example.org"]


def test_with_nobody_to_reach_that_is_recorded(student, teacher):
    intervention = notify_parent(student, by=teacher, message="Hello.")

    assert intervention.action_taken == "Notified parent: no contact possible"
    letter = ParentNotification.objects.get()
    assert (letter.guardian, letter.email, letter.intervention) == (None, None, intervention)
    assert not OutboundEmail.objects.exists()


def test_a_letter_written_in_the_evening_leaves_in_the_morning(student, teacher):
    guardian(student, "Ana", "ana@example.org")

    # 21:00 on Monday in New York; 07:00 on Tuesday there.
    notify_parent(student, by=teacher, message="Hello.", at=datetime(2026, 11, 24, 2, tzinfo=UTC))

    assert OutboundEmail.objects.get().send_after == datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "Hello {student_name}", "x" * 2001])
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


def test_an_interruption_at_the_last_letter_leaves_nothing(student, teacher):
    guardian(student, "Ana", "ana@example.org")

    def interrupted(execute, sql, params, many, context):
        if "INSERT" in sql and "parentnotification" in sql:
            raise OperationalError(sql)
        return execute(sql, params, many, context)

    with pytest.raises(OperationalError), connection.execute_wrapper(interrupted):
        notify_parent(student, by=teacher, message="Hello.")

    assert nothing_written()
