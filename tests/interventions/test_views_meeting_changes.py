from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from alpha.learning.models import ClassroomTeacher, Enrollment
from alpha.notifications.models import Notification
from interventions.models import Meeting
from tests.factories import MeetingFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Target": "modal-body"}
BOTH = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
NAMES = pytest.mark.parametrize("name", ["reschedule", "cancel", "complete"])
MEETINGS = reverse("interventions:meetings")
GROUP = "7d1ff9e8-52a4-4cf6-8a52-1a5bb1b0f7a1"
# Tuesday noon in New York.
NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)
BODIES = {
    "reschedule": {"date": "2026-11-25", "time": "09:15", "duration_minutes": "45"},
    "cancel": {},
    "complete": {"outcome_notes": "Went well."},
}
SAID = {
    "reschedule": "Meeting rescheduled",
    "cancel": "Meeting cancelled",
    "complete": "Meeting completed",
}


@pytest.fixture(autouse=True)
def tuesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def meeting(student, teacher):
    return MeetingFactory(
        student=student,
        teacher=teacher,
        scheduled_at=NOW,
        location="Room 101",
        notes="Bring manipulatives.",
    )


@pytest.fixture
def group(people, student):
    return [
        MeetingFactory(
            student=each, teacher=people.TE, group_id=GROUP, meeting_type="group", scheduled_at=NOW
        )
        for each in (student, people.ST2.student)
    ]


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def address_of(name, meeting):
    return reverse(f"interventions:{name}_meeting", args=[meeting.pk])


def send(client, name, meeting, headers=None, **changes):
    body = BODIES[name] | {"idempotency_key": str(uuid4())} | changes
    return client.post(address_of(name, meeting), body, headers=headers or {})


def words_of(response):
    return " ".join(response.text.split())


# Opening


@NAMES
def test_a_change_opens_as_a_dialog_or_as_a_page(signed_in, meeting, name):
    page = signed_in.get(address_of(name, meeting))
    dialog = signed_in.get(address_of(name, meeting), headers={"HX-Request": "true"})

    for response in (page, dialog):
        assert (
            "<strong>Sam Okafor</strong> · One-on-one · Tuesday, November 24, 12:00–12:30 PM"
            in (words_of(response))
        )
    assert "<html" in page.text
    assert "<dialog" in dialog.text
    assert "<html" not in dialog.text


def test_rescheduling_starts_from_what_was_agreed(signed_in, meeting):
    form = signed_in.get(address_of("reschedule", meeting)).context["form"]

    assert {name: str(form[name].value()) for name in ("date", "time", "location", "notes")} == {
        "date": "2026-11-24",
        "time": "12:00:00",
        "location": "Room 101",
        "notes": "Bring manipulatives.",
    }


def test_the_meeting_does_not_clash_with_itself(signed_in, meeting, student, teacher):
    assert "already have a meeting" not in signed_in.get(address_of("reschedule", meeting)).text

    MeetingFactory(student=student, teacher=teacher, scheduled_at=NOW)

    assert "You already have a meeting with Sam Okafor then: 12:00–12:30 PM." in words_of(
        signed_in.get(address_of("reschedule", meeting))
    )


@BOTH
def test_a_new_time_is_looked_at_before_it_is_sent(signed_in, meeting, headers):
    response = send(signed_in, "reschedule", meeting, headers, preview="when", date="2026-11-28")

    assert "Saturday, November 28 is no school day." in words_of(response)
    assert ("Bring manipulatives." in response.text) is False
    meeting.refresh_from_db()
    assert meeting.scheduled_at == NOW


@BOTH
def test_the_offered_school_day_is_taken(signed_in, meeting, headers):
    response = send(
        signed_in,
        "reschedule",
        meeting,
        headers,
        preview="next_school_day",
        date="2026-11-28",
        notes="Mine.",
    )

    form = response.context["form"]
    assert (str(form["date"].value()), form["notes"].value()) == ("2026-11-30", "Mine.")


# Changing


@NAMES
def test_a_plain_change_leads_back_to_the_meetings_and_says_so(signed_in, meeting, name):
    response = send(signed_in, name, meeting)

    assert (response.status_code, response.url) == (302, MEETINGS)
    assert SAID[name] in signed_in.get(MEETINGS).text


@NAMES
def test_a_change_in_the_dialog_says_so_and_wakes_the_list(signed_in, meeting, name):
    response = send(signed_in, name, meeting, HTMX)

    assert SAID[name] in response.text
    assert response["HX-Trigger"] == '{"meetingChanged": {}}'


def test_rescheduling_moves_the_meeting(signed_in, meeting):
    response = send(signed_in, "reschedule", meeting, HTMX, location="Library", notes="Other.")

    meeting.refresh_from_db()
    assert meeting.scheduled_at == datetime(2026, 11, 25, 14, 15, tzinfo=UTC)
    assert (meeting.duration_minutes, meeting.location, meeting.notes) == (45, "Library", "Other.")
    assert meeting.ics_sequence == 1
    assert "Wednesday, November 25, 9:15 AM, Library" in response.text


def test_cancelling_and_completing_change_the_state(signed_in, group):
    send(signed_in, "cancel", group[0], rows=[group[0].pk])
    send(signed_in, "complete", group[1])

    states = {row.pk: (row.status, row.outcome_notes) for row in Meeting.objects.all()}
    assert states == {
        group[0].pk: ("cancelled", ""),
        group[1].pk: ("completed", "Went well."),
    }


@NAMES
@BOTH
def test_second_click_shows_the_first_success_and_writes_nothing(signed_in, group, name, headers):
    body = {"idempotency_key": str(uuid4())}
    if name != "reschedule":
        body["rows"] = [row.pk for row in group]
    first = send(signed_in, name, group[0], headers, **body)
    notices = Notification.objects.count()
    second = send(signed_in, name, group[0], headers, **body)

    assert (second.status_code, second.get("Location")) == (
        first.status_code,
        first.get("Location"),
    )
    assert second.text == first.text
    assert "HX-Trigger" not in second
    assert Notification.objects.count() == notices
    assert set(Meeting.objects.values_list("ics_sequence", flat=True)) <= {0, 1}


# Groups


@pytest.mark.parametrize("name", ["cancel", "complete"])
def test_a_group_is_changed_whole_or_in_part(signed_in, group, name):
    form = signed_in.get(address_of(name, group[0])).context["form"]
    assert [label for _, label in form.fields["rows"].widget.choices] == [
        "Noa Lindqvist",
        "Sam Okafor",
    ]
    assert form["rows"].value() == [group[1].pk, group[0].pk]

    send(signed_in, name, group[0], rows=[group[1].pk])

    assert [Meeting.objects.get(pk=row.pk).is_scheduled for row in group] == [True, False]


def test_a_whole_group_is_completed_at_once(signed_in, group):
    send(signed_in, "complete", group[0], rows=[row.pk for row in group])

    assert [(row.status, row.outcome_notes) for row in Meeting.objects.all()] == [
        ("completed", "Went well.")
    ] * 2


def test_a_group_moves_as_one(signed_in, group):
    send(signed_in, "reschedule", group[0])

    assert len(set(Meeting.objects.values_list("scheduled_at", flat=True))) == 1
    assert Meeting.objects.first().scheduled_at != NOW


def test_nobody_ticked_is_refused(signed_in, group):
    response = send(signed_in, "cancel", group[0], HTMX)

    assert response.status_code == 422
    assert "Choose at least one student." in response.text
    assert all(row.is_scheduled for row in Meeting.objects.all())


def test_the_row_of_another_meeting_is_refused(signed_in, group, meeting):
    response = send(signed_in, "cancel", group[0], HTMX, rows=[meeting.pk])

    assert "This meeting has changed meanwhile. Reload the page." in response.text
    assert all(row.is_scheduled for row in Meeting.objects.all())


# Refusals


@NAMES
@pytest.mark.parametrize(
    "status, reason",
    [
        ("cancelled", "This meeting is no longer scheduled: it was cancelled."),
        ("completed", "This meeting is no longer scheduled: it is marked as held."),
    ],
)
def test_what_is_over_is_said_kindly(signed_in, meeting, name, status, reason):
    cancelled_at = NOW if status == "cancelled" else None
    Meeting.objects.update(status=status, cancelled_at=cancelled_at)

    opened = signed_in.get(address_of(name, meeting))
    sent = send(signed_in, name, meeting, HTMX)

    assert (opened.status_code, sent.status_code) == (200, 409)
    for response in (opened, sent):
        assert reason in response.text
        assert "<form" not in response.text.replace('<form method="post" action="/accounts/', "")
    assert Meeting.objects.get().status == status


def test_a_meeting_still_to_come_cannot_be_completed(signed_in, meeting):
    Meeting.objects.update(scheduled_at=NOW + timedelta(days=1))

    response = send(signed_in, "complete", meeting, HTMX)

    assert response.status_code == 409
    assert "This meeting is still to come: Wednesday, November 25, 12:00 PM." in response.text


@pytest.mark.parametrize(
    "name, changes, field, words",
    [
        (
            "reschedule",
            {"date": "2026-11-20"},
            "date",
            "Choose a date from today on, within a year.",
        ),
        (
            "reschedule",
            {"date": "2026-11-24", "time": "06:00"},
            "time",
            "This hour has passed. Choose one to come.",
        ),
        ("reschedule", {"duration_minutes": "0"}, "duration_minutes", "Choose 1 to 480 minutes."),
        (
            "complete",
            {"outcome_notes": "x" * 5_001},
            "outcome_notes",
            "Use at most 5,000 characters.",
        ),
    ],
)
@pytest.mark.parametrize("headers, status", [({}, 200), (HTMX, 422)], ids=["plain", "htmx"])
def test_what_cannot_be_written_comes_back_with_the_reason(
    signed_in, meeting, headers, status, name, changes, field, words
):
    response = send(signed_in, name, meeting, headers, **changes)

    form = response.context["form"]
    assert (response.status_code, form.errors) == (status, {field: [words]})
    assert words in response.text
    for each, value in changes.items():
        assert form[each].value() == value
    meeting.refresh_from_db()
    assert (meeting.status, meeting.scheduled_at) == ("scheduled", NOW)


@NAMES
@BOTH
def test_a_form_sent_again_with_other_content_is_refused(signed_in, meeting, name, headers):
    key = {"idempotency_key": str(uuid4())}
    send(signed_in, name, meeting, headers, **key)

    response = send(signed_in, name, meeting, headers, **key, extra="1")

    assert "This form was already sent with other content." in response.text


@NAMES
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["CO", "AIDE", "LE", "TO", "TX", "ST", "GU", "AD"])
def test_the_meeting_of_somebody_else_does_not_exist(client, people, meeting, name, method, who):
    client.force_login(getattr(people, who))

    assert getattr(client, method)(address_of(name, meeting)).status_code == 404


@NAMES
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_meeting_of_a_student_who_left_does_not_exist(signed_in, meeting, school, name, method):
    Enrollment.objects.update(ends_on=school.today())

    assert getattr(signed_in, method)(address_of(name, meeting)).status_code == 404


@NAMES
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_only_look_by_now_is_denied(signed_in, meeting, name, method):
    ClassroomTeacher.objects.update(role=ClassroomTeacher.Role.AIDE)

    assert getattr(signed_in, method)(address_of(name, meeting)).status_code == 403


def test_an_hour_that_comes_twice_keeps_its_choice(signed_in, student, teacher):
    second = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    with time_machine.travel(datetime(2026, 10, 1, 17, tzinfo=UTC), tick=False):
        meeting = MeetingFactory(student=student, teacher=teacher, scheduled_at=second)

        response = signed_in.get(address_of("reschedule", meeting))

    assert response.context["form"]["which_hour"].value() == "second"
    assert "Second: 1:30 AM EST" in response.text
