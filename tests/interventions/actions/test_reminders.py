from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from alpha.learning.models import Guardianship
from alpha.notifications.models import Notification, OutboundEmail
from alpha.notifications.services import mark_sent
from interventions.actions.meeting import schedule_meeting
from interventions.actions.meeting_changes import cancel_meetings, reschedule_meetings
from interventions.actions.reminders import _due, _remind, remind_of_meetings
from interventions.models import Meeting
from tests.factories import MeetingFactory

pytestmark = pytest.mark.django_db

# Noon in New York.
NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
TOMORROW_AT_TEN = datetime(2026, 11, 24, 15, tzinfo=UTC)
LAST_WEEK = NOW - timedelta(days=5)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def teacher(teacher):
    teacher.email = "alice@maple.example"
    teacher.save()
    return teacher


def arrange(students, teacher, **changes):
    meeting = {"meeting_type": "one_on_one", "scheduled_at": TOMORROW_AT_TEN, "at": LAST_WEEK}
    made = schedule_meeting(students, by=teacher, **meeting | changes)
    for email in OutboundEmail.objects.filter(status="queued"):
        mark_sent(email, at=LAST_WEEK)
    return [intervention.meeting for intervention in made]


def reminders():
    return [(notice.title, notice.body) for notice in Notification.objects.filter(kind="reminder")]


def mails():
    waiting = OutboundEmail.objects.filter(status="queued").order_by("to")
    return [(mail.to, mail.subject) for mail in waiting]


def test_student_family_and_teacher_hear_the_day_before(student, teacher, mother):
    arrange([student], teacher, location="Room 101", invite_family=True)

    assert remind_of_meetings(NOW) == 1

    assert reminders() == [
        (
            "Reminder: meeting with Alice Moreno",
            "Tomorrow: Tuesday, November 24, 10:00 AM, Room 101",
        )
    ]
    assert mails() == [
        ("alice@maple.example", "Reminder: 1 meeting on Tuesday, November 24"),
        ("ana@example.org", "Reminder: school meeting, Tuesday, November 24, 10:00 AM"),
    ]
    family = OutboundEmail.objects.get(to="ana@example.org", status="queued")
    assert family.attachments == []
    assert "It is about Sam Okafor." in family.text


def test_a_second_round_reminds_of_nothing(student, teacher, mother):
    arrange([student], teacher, invite_family=True)
    remind_of_meetings(NOW)
    before = (reminders(), mails())

    assert remind_of_meetings(NOW + timedelta(hours=1)) == 0
    assert (reminders(), mails()) == before
    assert Meeting.objects.get().reminded_at == NOW


def test_of_two_workers_at_once_one_reminds(student, teacher, school):
    arrange([student], teacher)
    read_by_both = list(_due(school, NOW))

    assert [_remind(read_by_both, NOW), _remind(read_by_both, NOW)] == [1, 0]
    assert len(reminders()) == len(mails()) == 1


@pytest.mark.parametrize(
    "change", [{"status": "cancelled", "cancelled_at": NOW}, {"ics_sequence": 1}]
)
def test_what_changes_while_a_worker_looks_is_left_to_the_next_round(
    student, teacher, school, change
):
    arrange([student], teacher)
    read_before = list(_due(school, NOW))
    Meeting.objects.update(**change)

    assert _remind(read_before, NOW) == 0
    assert (reminders(), mails()) == ([], [])


@pytest.mark.parametrize(
    "scheduled_at, due",
    [
        # Midnight to midnight of the school's next day.
        (datetime(2026, 11, 24, 4, 59, tzinfo=UTC), 0),
        (datetime(2026, 11, 24, 5, tzinfo=UTC), 1),
        (datetime(2026, 11, 25, 4, 59, tzinfo=UTC), 1),
        (datetime(2026, 11, 25, 5, tzinfo=UTC), 0),
    ],
)
def test_the_next_day_is_that_of_the_school(student, teacher, scheduled_at, due):
    arrange([student], teacher, scheduled_at=scheduled_at)

    assert remind_of_meetings(NOW) == due


def test_each_school_has_its_own_tomorrow(student, teacher, school):
    school.time_zone = "Asia/Kolkata"
    school.save()
    arrange([student], teacher, scheduled_at=datetime(2026, 11, 23, 19, tzinfo=UTC))

    # Half past midnight of the 24th there; at 22:30 of the 23rd it is tomorrow's.
    assert remind_of_meetings(NOW) == 1


def test_a_cancelled_meeting_is_not_reminded_of(student, teacher):
    cancel_meetings(arrange([student], teacher), by=teacher)

    assert remind_of_meetings(NOW) == 0
    assert reminders() == []


def test_what_was_arranged_just_now_is_not_repeated_at_once(student, teacher):
    arrange([student], teacher, at=NOW)

    assert remind_of_meetings(NOW + timedelta(hours=2, minutes=59)) == 0
    assert remind_of_meetings(NOW + timedelta(hours=3)) == 1


def test_a_moved_meeting_is_reminded_of_for_its_new_day(student, teacher):
    meetings = arrange([student], teacher)
    remind_of_meetings(NOW)
    reschedule_meetings(
        meetings,
        by=teacher,
        scheduled_at=TOMORROW_AT_TEN + timedelta(days=1),
        duration_minutes=30,
        location="",
        notes="",
    )

    assert remind_of_meetings(NOW + timedelta(hours=4)) == 0
    assert remind_of_meetings(NOW + timedelta(days=1)) == 1


def test_a_child_is_not_reminded_of_a_parent_conference(student, teacher, mother):
    arrange([student], teacher, meeting_type="parent_conference")

    remind_of_meetings(NOW)

    assert reminders() == []
    assert [to for to, _ in mails()] == ["alice@maple.example", "ana@example.org"]


def test_a_family_that_may_no_longer_be_written_to_is_not_reminded(student, teacher, mother):
    arrange([student], teacher, meeting_type="parent_conference")
    Guardianship.objects.update(may_be_contacted=False)

    remind_of_meetings(NOW)

    assert [to for to, _ in mails()] == ["alice@maple.example"]


def test_a_family_that_was_not_invited_is_not_reminded(student, teacher, mother):
    arrange([student], teacher)

    remind_of_meetings(NOW)

    assert [to for to, _ in mails()] == ["alice@maple.example"]


def test_the_teacher_gets_one_mail_for_the_day_without_names(student, classmate, teacher):
    arrange([student, classmate], teacher, meeting_type="group", location="Library")
    arrange([student], teacher, scheduled_at=TOMORROW_AT_TEN + timedelta(hours=3))

    assert remind_of_meetings(NOW) == 3

    mail = OutboundEmail.objects.get(status="queued")
    assert mail.subject == "Reminder: 2 meetings on Tuesday, November 24"
    assert mail.text == (
        "Tuesday, November 24:\n\n"
        "10:00–10:30 AM, Library\n1:00–1:30 PM\n\n"
        "Whom you meet stands on your page “Meetings”."
    )


def test_people_who_left_are_not_reminded(student, teacher):
    arrange([student], teacher)
    teacher.is_active = False
    teacher.save()

    assert remind_of_meetings(NOW) == 0


def test_a_student_who_left_is_not_reminded(student, teacher):
    arrange([student], teacher)
    student.is_active = False
    student.save()

    assert remind_of_meetings(NOW) == 0


def test_meetings_of_other_tools_without_a_time_of_telling_are_reminded_of(student, teacher):
    MeetingFactory(student=student, teacher=teacher, scheduled_at=TOMORROW_AT_TEN)

    assert remind_of_meetings(NOW) == 1
