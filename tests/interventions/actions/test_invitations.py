"""Who gets which mail about a meeting, and what a calendar reads in it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from icalendar import Calendar

from alpha.learning.models import ClassroomTeacher, Guardianship, Student
from alpha.learning.services.mail_opt_outs import opt_out
from alpha.notifications.models import OutboundEmail
from alpha.notifications.services import mark_sent
from interventions.actions.invitations import (
    SUPERSEDED,
)
from interventions.actions.meeting import schedule_meeting
from interventions.actions.meeting_changes import cancel_meetings, reschedule_meetings
from interventions.actions.reminders import remind_of_meetings
from interventions.mail_rights import (
    MEETING_CHANGED,
    NOT_ALLOWED,
    OPTED_OUT,
    SENDER_MAY_NOT,
    STUDENT_LEFT,
    TEACHER_LEFT,
    may_send,
)
from interventions.models import Meeting, MeetingMail
from tests.factories import GuardianFactory, GuardianshipFactory, OutboundEmailFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
# 10:00 in New York.
TUESDAY = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def arrange(students, teacher, **changes):
    meeting = {"meeting_type": "parent_conference", "scheduled_at": TUESDAY, "location": "Room 101"}
    made = schedule_meeting(students, by=teacher, **meeting | changes)
    return [intervention.meeting for intervention in made]


def move(meetings, teacher, days=1):
    return reschedule_meetings(
        meetings,
        by=teacher,
        scheduled_at=TUESDAY + timedelta(days=days),
        duration_minutes=30,
        location="Room 101",
        notes="",
    )


def deliver():
    for email in OutboundEmail.objects.filter(status="queued"):
        mark_sent(email, at=NOW)


def entry_of(email):
    """The method and the event of a mail's calendar file."""
    (file,) = email.attachments
    calendar = Calendar.from_ical(file["content"])
    (entry,) = calendar.walk("VEVENT")
    assert file["content_type"] == (f"text/calendar; method={calendar['method']}; charset=UTF-8")
    return str(calendar["method"]), entry


def mails(to="ana@example.org"):
    return list(OutboundEmail.objects.filter(to=to).order_by("id"))


# Inviting


def test_the_family_gets_a_neutral_mail_with_an_event(student, teacher, mother):
    (meeting,) = arrange([student], teacher)

    (mail,) = mails()
    assert mail.subject == "School meeting: Tuesday, November 24, 10:00 AM"
    letter, footer = mail.text.split("\n\n-- \n")
    assert "You get this because the school has you as a contact" in footer
    assert letter == (
        "Alice Moreno of Maple School invites you to a meeting.\n\n"
        "When: Tuesday, November 24, 2026, 10:00–10:30 AM (EST)\n"
        "Where: Room 101\n\n"
        "It is about Sam Okafor.\n\n"
        "The file attached puts it into your calendar."
        " If this does not suit you, please write or call the school.\n\n"
        "Maple School"
    )
    assert mail.dedupe_key == f"meeting-{meeting.pk}-{mother.pk}-0"
    (file,) = mail.attachments
    assert (file["filename"], file["alternative"]) == ("invite.ics", True)


def test_the_event_is_read_back_without_the_child_in_it(student, teacher, mother):
    (meeting,) = arrange([student], teacher, duration_minutes=45)

    method, entry = entry_of(*mails())
    assert (method, str(entry["uid"]), entry["sequence"]) == ("REQUEST", str(meeting.ics_uid), 0)
    assert entry.decoded("dtstart") == TUESDAY
    assert entry.decoded("dtend") == TUESDAY + timedelta(minutes=45)
    assert (str(entry["summary"]), str(entry["location"])) == ("School meeting", "Room 101")
    assert (str(entry["organizer"]), str(entry["attendee"])) == (
        "mailto:alpha@localhost",
        "mailto:ana@example.org",
    )
    assert (entry["organizer"].params["cn"], entry["attendee"].params["cn"]) == (
        "Maple School",
        "Family",
    )
    assert "Okafor" not in mails()[0].attachments[0]["content"]


def test_each_guardian_gets_a_mail_of_her_own(student, teacher, mother):
    father = GuardianFactory(school=student.school, email="ben@example.org")
    GuardianshipFactory(student=student, guardian=father)

    arrange([student], teacher)

    events = [entry_of(mail)[1] for mail in (*mails(), *mails("ben@example.org"))]
    assert [str(event["attendee"]) for event in events] == [
        "mailto:ana@example.org",
        "mailto:ben@example.org",
    ]
    assert {mail.kind for mail in MeetingMail.objects.all()} == {"invitation"}


@pytest.mark.parametrize(
    "link, guardian",
    [
        ({"status": "proposed"}, {}),
        ({"status": "suspended"}, {}),
        ({"may_be_contacted": False}, {}),
        ({}, {"email": ""}),
        ({}, {"email": "no address"}),
    ],
)
def test_who_may_not_be_written_to_gets_nothing(student, teacher, mother, link, guardian):
    Guardianship.objects.update(**link)
    type(mother).objects.update(**guardian)

    arrange([student], teacher)

    assert not OutboundEmail.objects.exists()


@pytest.mark.parametrize("invite_family, expected", [(False, 0), (True, 1)])
def test_the_family_of_a_one_on_one_is_asked_where_the_teacher_says_so(
    student, teacher, mother, invite_family, expected
):
    arrange([student], teacher, meeting_type="one_on_one", invite_family=invite_family)

    assert len(mails()) == expected


def test_the_teacher_gets_the_event_too_if_she_has_an_address(student, teacher):
    teacher.email = "alice@maple.example"
    teacher.save()

    (meeting,) = arrange([student], teacher)

    (mail,) = mails("alice@maple.example")
    assert mail.dedupe_key == f"meeting-{meeting.pk}-teacher-0"
    assert "Okafor" not in mail.text + mail.subject
    assert entry_of(mail)[1]["attendee"].params["cn"] == "Alice Moreno"


def test_a_group_is_one_event_for_the_teacher_and_one_for_each_family(
    student, classmate, teacher, mother
):
    teacher.email = "alice@maple.example"
    teacher.save()
    other = GuardianFactory(school=student.school, email="noas.mother@example.org")
    GuardianshipFactory(student=classmate, guardian=other)

    rows = arrange([student, classmate], teacher, meeting_type="group", invite_family=True)

    uids = [str(entry_of(mail)[1]["uid"]) for mail in OutboundEmail.objects.order_by("to")]
    assert uids == [str(uid) for uid in (rows[0].group_id, rows[0].ics_uid, rows[1].ics_uid)]
    assert "Noa" not in mails()[0].text
    assert "Sam" not in mails("noas.mother@example.org")[0].text


def test_mail_of_the_evening_leaves_in_the_morning(student, teacher, mother):
    arrange([student], teacher, at=datetime(2026, 11, 24, 1, tzinfo=UTC))

    assert mails()[0].send_after == datetime(2026, 11, 24, 12, tzinfo=UTC)


# Changes


def test_each_change_is_a_mail_with_a_higher_sequence(student, teacher, mother):
    meetings = arrange([student], teacher)
    for act in (
        lambda: move(meetings, teacher, days=1),
        lambda: move(meetings, teacher, days=2),
        lambda: cancel_meetings(meetings, by=teacher),
    ):
        deliver()
        act()

    read = [entry_of(mail) for mail in mails()]
    assert [(method, event["sequence"]) for method, event in read] == [
        ("REQUEST", 0),
        ("REQUEST", 1),
        ("REQUEST", 2),
        ("CANCEL", 3),
    ]
    assert {str(event["uid"]) for _, event in read} == {str(meetings[0].ics_uid)}
    assert [event.decoded("dtstart") for _, event in read] == [
        TUESDAY + timedelta(days=days) for days in (0, 1, 2, 2)
    ]
    assert [mail.subject.partition(":")[0] for mail in mails()] == [
        "School meeting",
        "Moved",
        "Moved",
        "Cancelled",
    ]


def test_what_has_not_left_is_taken_back_by_what_is_newer(student, teacher, mother):
    meetings = arrange([student], teacher)

    move(meetings, teacher)

    first, second = mails()
    assert (first.status, first.last_error) == ("cancelled", SUPERSEDED)
    assert second.status == "queued"


def test_who_never_got_an_invitation_gets_no_cancellation(student, teacher, mother):
    teacher.email = "alice@maple.example"
    teacher.save()
    meetings = arrange([student], teacher)

    cancel_meetings(meetings, by=teacher)

    assert [mail.status for mail in OutboundEmail.objects.all()] == ["cancelled", "cancelled"]


def test_a_guardian_who_came_later_hears_of_the_move_and_of_the_end(student, teacher, mother):
    meetings = arrange([student], teacher)
    deliver()
    father = GuardianFactory(school=student.school, email="ben@example.org")
    GuardianshipFactory(student=student, guardian=father)

    move(meetings, teacher)
    deliver()
    cancel_meetings(meetings, by=teacher)

    read = [entry_of(mail) for mail in mails("ben@example.org")]
    assert [(method, event["sequence"]) for method, event in read] == [
        ("REQUEST", 1),
        ("CANCEL", 2),
    ]


def test_one_who_left_a_group_is_called_off_alone(student, classmate, teacher, mother):
    teacher.email = "alice@maple.example"
    teacher.save()
    rows = arrange([student, classmate], teacher, meeting_type="group", invite_family=True)
    deliver()

    cancel_meetings(rows[:1], by=teacher)
    assert [entry_of(mail)[0] for mail in mails()] == ["REQUEST", "CANCEL"]
    assert len(mails("alice@maple.example")) == 1

    cancel_meetings(rows[1:], by=teacher)
    read = [entry_of(mail) for mail in mails("alice@maple.example")]
    assert [(method, event["sequence"]) for method, event in read] == [
        ("REQUEST", 0),
        ("CANCEL", 1),
    ]
    assert {str(event["uid"]) for _, event in read} == {str(rows[0].group_id)}


# Before it leaves


@pytest.mark.parametrize(
    "change, reason",
    [
        (lambda: Guardianship.objects.update(status="suspended"), NOT_ALLOWED),
        (lambda: Guardianship.objects.update(may_be_contacted=False), NOT_ALLOWED),
        (lambda: Guardianship.objects.all().delete(), NOT_ALLOWED),
        (lambda: opt_out(Guardianship.objects.get(), "meetings"), OPTED_OUT),
        (lambda: Student.objects.update(is_active=False), STUDENT_LEFT),
        (lambda: ClassroomTeacher.objects.all().delete(), SENDER_MAY_NOT),
    ],
)
def test_mail_is_held_back_where_it_may_no_longer_leave(student, teacher, mother, change, reason):
    arrange([student], teacher)
    (mail,) = mails()
    assert may_send(mail) == ""

    change()

    assert may_send(mail) == reason


def test_mail_follows_an_address_that_changed(student, teacher, mother):
    arrange([student], teacher)
    mother.email = "ana@elsewhere.example"
    mother.save()
    (mail,) = mails()

    assert (may_send(mail), mail.to) == ("", "ana@elsewhere.example")


def test_a_family_hears_of_the_end_also_when_the_teacher_has_left_the_class(
    student, teacher, mother
):
    meetings = arrange([student], teacher)
    deliver()
    cancel_meetings(meetings, by=teacher)
    ClassroomTeacher.objects.all().delete()

    assert may_send(mails()[1]) == ""


def test_who_stopped_mail_about_meetings_is_not_invited(student, teacher, mother):
    opt_out(Guardianship.objects.get(), "meetings")

    arrange([student], teacher)

    assert not mails()


def test_an_invitation_says_how_to_stop_such_mail(student, teacher, mother):
    arrange([student], teacher)
    (mail,) = mails()

    assert mail.category == "meetings"
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.headers["List-Unsubscribe"].strip("<>") in mail.text


def test_mail_to_a_teacher_who_left_is_held_back(student, teacher):
    teacher.email = "alice@maple.example"
    teacher.save()
    arrange([student], teacher)
    teacher.is_active = False
    teacher.save()

    assert may_send(*mails("alice@maple.example")) == TEACHER_LEFT


def test_mail_that_waits_to_be_tried_again_is_held_back_once_it_is_old(student, teacher, mother):
    meetings = arrange([student], teacher)
    OutboundEmail.objects.update(status="retry")

    move(meetings, teacher)

    first, second = mails()
    assert (may_send(first), may_send(second)) == (MEETING_CHANGED, "")


def test_a_cancellation_may_leave(student, teacher, mother):
    meetings = arrange([student], teacher)
    deliver()
    cancel_meetings(meetings, by=teacher)

    assert may_send(mails()[1]) == ""


def test_the_teachers_mail_about_a_group_holds_while_one_of_it_remains(student, classmate, teacher):
    teacher.email = "alice@maple.example"
    teacher.save()
    rows = arrange([student, classmate], teacher, meeting_type="group")
    (mail,) = mails("alice@maple.example")

    cancel_meetings(rows[:1], by=teacher)
    assert may_send(mail) == ""

    Meeting.objects.update(status="cancelled", cancelled_at=NOW, ics_sequence=1)
    assert may_send(mail) == MEETING_CHANGED


def test_a_reminder_of_what_was_moved_is_held_back(student, teacher, mother):
    meetings = arrange([student], teacher, at=NOW - timedelta(hours=4))
    deliver()
    remind_of_meetings(NOW)
    reminder = mails()[-1]
    assert may_send(reminder) == ""

    Meeting.objects.update(ics_sequence=meetings[0].ics_sequence + 1)

    assert may_send(reminder) == MEETING_CHANGED


def test_other_mail_is_not_judged_here():
    assert may_send(OutboundEmailFactory()) == ""


# Hostile words


@pytest.mark.parametrize(
    "name",
    [
        "<b>Sam</b>",
        "Sam\r\nBcc: everybody@example.org",
        "\u202eretsiM",
        "=HYPERLINK(1)",
        "Sam{teacher_name}",
    ],
)
def test_hostile_names_stay_words(school, student, teacher, mother, name):
    Student.objects.update(name=name)
    type(school).objects.update(name=name)
    teacher.first_name, teacher.last_name = name, ""
    teacher.save()

    arrange([student], teacher, location=name)

    (mail,) = mails()
    words = " ".join(name.split())
    assert "\n" not in mail.subject
    assert f"It is about {words}.\n" in mail.text
    assert f"Where: {words}\n" in mail.text
    assert f"{words} of {words} invites you" in mail.text
    _, entry = entry_of(mail)
    assert str(entry["location"]) == entry["organizer"].params["cn"] == words
    assert str(entry["attendee"]) == "mailto:ana@example.org"
