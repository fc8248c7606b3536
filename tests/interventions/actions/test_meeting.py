from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from alpha.notifications.models import Notification, OutboundEmail
from interventions.actions.meeting import schedule_meeting
from interventions.errors import Invalid, NotFound
from interventions.models import Intervention, Meeting
from tests.factories import AlertFactory, StudentFactory
from tests.faults import fail_each_statement

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
# 10:00 in New York.
TOMORROW_AT_TEN = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def schedule(students, teacher, **changes):
    meeting = {"meeting_type": "one_on_one", "scheduled_at": TOMORROW_AT_TEN} | changes
    return schedule_meeting(students, by=teacher, **meeting)


def nothing_written():
    return (
        not Meeting.objects.exists()
        and not Intervention.objects.exists()
        and not Notification.objects.exists()
        and not OutboundEmail.objects.exists()
    )


def test_a_meeting_writes_itself_its_intervention_and_the_notice(student, teacher, classroom):
    alert = AlertFactory(student=student, classroom=classroom)

    (intervention,) = schedule(
        [student],
        teacher,
        location=" Room 101 ",
        notes="Discuss fractions and division. Bring manipulatives.",
        alert=alert,
    )

    meeting = Meeting.objects.get()
    assert (meeting.teacher, meeting.student) == (teacher, student)
    assert (meeting.meeting_type, meeting.status) == ("one_on_one", "scheduled")
    assert (meeting.scheduled_at, meeting.duration_minutes) == (TOMORROW_AT_TEN, 30)
    assert (meeting.time_zone, meeting.wall_time) == ("America/New_York", "2026-11-24T10:00")
    assert (meeting.location, meeting.created_at, meeting.group_id) == ("Room 101", NOW, None)
    assert meeting.notes == "Discuss fractions and division. Bring manipulatives."

    intervention.refresh_from_db()
    assert (intervention.intervention_type, intervention.meeting) == ("meeting", meeting)
    assert (intervention.created_at, intervention.alert) == (NOW, alert)
    assert (
        intervention.action_taken
        == "Scheduled one-on-one meeting for Tuesday, November 24, 10:00 AM"
    )
    assert intervention.baseline["date"] == "2026-11-23"

    notice = Notification.objects.get()
    assert (notice.recipient, notice.kind) == (student.user, "meeting")
    assert notice.title == "Meeting with Alice Moreno"
    assert notice.body == "Tuesday, November 24, 10:00 AM, Room 101"


def test_a_group_is_joined_by_one_id(student, classmate, teacher):
    interventions = schedule([student, classmate], teacher, meeting_type="group")

    meetings = [intervention.meeting for intervention in interventions]
    assert [meeting.student for meeting in meetings] == [student, classmate]
    assert len({meeting.group_id for meeting in meetings} - {None}) == 1
    assert len({meeting.ics_uid for meeting in meetings}) == 2
    assert {notice.recipient for notice in Notification.objects.all()} == {
        student.user,
        classmate.user,
    }


def test_a_student_is_not_told_of_a_parent_conference(student, teacher):
    (intervention,) = schedule([student], teacher, meeting_type="parent_conference")

    assert (
        intervention.action_taken
        == "Scheduled parent conference for Tuesday, November 24, 10:00 AM"
    )
    assert Meeting.objects.count() == 1
    assert not Notification.objects.exists()


def test_two_meetings_at_one_time_are_allowed(student, classmate, teacher):
    schedule([student], teacher)
    schedule([classmate], teacher)

    assert Meeting.objects.count() == 2


def test_a_meeting_of_the_past_is_dated_there(student, teacher):
    at = NOW - timedelta(days=40)

    (intervention,) = schedule([student], teacher, scheduled_at=at + timedelta(days=1), at=at)

    assert (intervention.created_at, intervention.meeting.created_at) == (at, at)
    assert intervention.baseline["date"] == "2026-10-14"


def test_a_meeting_that_has_just_begun_can_still_be_written_down(student, teacher):
    schedule([student], teacher, scheduled_at=NOW - timedelta(minutes=29))

    assert Meeting.objects.count() == 1


def test_place_and_notes_are_kept_without_what_no_database_or_calendar_takes(student, teacher):
    schedule([student], teacher, location="Room\r\n101\x00", notes=" One.\r\nTwo.\x00 ")

    meeting = Meeting.objects.get()
    assert (meeting.location, meeting.notes) == ("Room 101", "One.\nTwo.")


# An hour that comes twice: the instant tells which one, the wall shows the same.
@pytest.mark.parametrize(
    "zone, instant, wall_time",
    [
        ("America/New_York", "2027-03-14T07:30", "2027-03-14T03:30"),
        ("America/New_York", "2026-11-24T15:00", "2026-11-24T10:00"),
        ("Europe/Berlin", "2027-03-28T01:30", "2027-03-28T03:30"),
        ("Australia/Lord_Howe", "2027-04-03T14:45", "2027-04-04T01:45"),
        ("Australia/Lord_Howe", "2027-04-03T15:15", "2027-04-04T01:45"),
        ("Asia/Kolkata", "2026-11-24T04:30", "2026-11-24T10:00"),
    ],
)
def test_instant_zone_and_wall_time_are_kept(school, student, teacher, zone, instant, wall_time):
    school.time_zone = zone
    school.save()
    scheduled_at = datetime.fromisoformat(instant).replace(tzinfo=UTC)

    schedule([student], teacher, scheduled_at=scheduled_at)

    meeting = Meeting.objects.get()
    assert (meeting.scheduled_at, meeting.time_zone, meeting.wall_time) == (
        scheduled_at,
        zone,
        wall_time,
    )


@pytest.mark.parametrize(
    "changes, field, message",
    [
        (
            {"meeting_type": "picnic"},
            "meeting_type",
            "Choose one-on-one, parent conference or group.",
        ),
        (
            {"scheduled_at": datetime(2026, 11, 24, 10)},
            "scheduled_at",
            "Say in which time zone this hour is meant.",
        ),
        (
            {"scheduled_at": NOW - timedelta(minutes=30)},
            "scheduled_at",
            "This hour has passed. Choose one to come.",
        ),
        (
            {"scheduled_at": NOW + timedelta(days=366, minutes=1)},
            "scheduled_at",
            "Choose a date within a year from now.",
        ),
        (
            {"scheduled_at": datetime(9999, 12, 31, 23, 59, tzinfo=UTC)},
            "scheduled_at",
            "Choose a date within a year from now.",
        ),
        ({"duration_minutes": 0}, "duration_minutes", "Choose 1 to 480 minutes."),
        ({"duration_minutes": 481}, "duration_minutes", "Choose 1 to 480 minutes."),
        ({"location": "x" * 201}, "location", "Use at most 200 characters."),
        ({"notes": "x" * 5001}, "notes", "Use at most 5,000 characters."),
    ],
)
def test_what_cannot_be_scheduled_is_refused_with_its_field(
    student, teacher, changes, field, message
):
    with pytest.raises(Invalid) as refused:
        schedule([student], teacher, **changes)

    assert (refused.value.field, refused.value.message) == (field, message)
    assert nothing_written()


def test_several_students_need_a_group_meeting(student, classmate, teacher):
    with pytest.raises(Invalid, match="A meeting with several students is a group meeting"):
        schedule([student, classmate], teacher)

    assert nothing_written()


def test_a_meeting_without_students_is_refused(teacher):
    with pytest.raises(Invalid, match="Choose at least one student"):
        schedule([], teacher)


def test_a_student_is_named_once(student, teacher):
    with pytest.raises(Invalid, match="Name each student once"):
        schedule([student, student], teacher, meeting_type="group")

    assert nothing_written()


def test_one_student_out_of_reach_stops_the_whole_group(student, school, teacher):
    stranger = StudentFactory(school=school)

    with pytest.raises(NotFound):
        schedule([student, stranger], teacher, meeting_type="group")

    assert nothing_written()


def test_an_interruption_at_any_statement_leaves_nothing(student, classmate, teacher, mother):
    teacher.email = "alice@maple.example"
    teacher.save()

    statements = fail_each_statement(
        lambda: schedule([student, classmate], teacher, meeting_type="group", invite_family=True)
    )

    # For each student two look-ups, a meeting, an intervention and a notice; two mails.
    assert statements >= 2 * 5 + 2
    assert (Meeting.objects.count(), Intervention.objects.count()) == (2, 2)
    assert (Notification.objects.count(), OutboundEmail.objects.count()) == (2, 2)


@pytest.mark.parametrize("meeting_type", ["one_on_one", "parent_conference"])
def test_an_interruption_of_a_meeting_with_one_leaves_nothing(
    student, teacher, mother, meeting_type
):
    assert fail_each_statement(lambda: schedule([student], teacher, meeting_type=meeting_type)) > 5

    assert (Meeting.objects.count(), Intervention.objects.count()) == (1, 1)


def test_an_alert_is_linked_to_its_own_student_of_the_group(student, classmate, teacher, classroom):
    alert = AlertFactory(student=student, classroom=classroom)

    interventions = schedule([student, classmate], teacher, meeting_type="group", alert=alert)

    assert [intervention.alert for intervention in interventions] == [alert, None]


def test_an_alert_about_somebody_else_is_refused(student, classmate, teacher, classroom):
    alert = AlertFactory(student=classmate, classroom=classroom)

    with pytest.raises(Invalid, match="This alert is about another student"):
        schedule([student], teacher, alert=alert)

    assert nothing_written()


@pytest.mark.parametrize("who, error", [("TO", NotFound), ("AIDE", PermissionDenied)])
def test_others_may_not_schedule(people, student, who, error):
    with pytest.raises(error):
        schedule([student], getattr(people, who))

    assert nothing_written()
