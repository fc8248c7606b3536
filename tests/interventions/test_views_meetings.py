from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from alpha.learning.models import ClassroomTeacher, Enrollment
from interventions.views.meetings import PER_PAGE
from tests.factories import (
    EnrollmentFactory,
    GuardianFactory,
    MeetingFactory,
    MeetingMailFactory,
    OutboundEmailFactory,
)

pytestmark = pytest.mark.django_db

MEETINGS = reverse("interventions:meetings")
HTMX = {"HX-Request": "true"}
GROUP = "7d1ff9e8-52a4-4cf6-8a52-1a5bb1b0f7a1"
# Tuesday noon in New York.
NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def tuesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def meet(student, teacher, at=NOW, **fields):
    return MeetingFactory(student=student, teacher=teacher, scheduled_at=at, **fields)


def section(response, title):
    return next(each for each in response.context["sections"] if each.title == title)


def words_of(response):
    return " ".join(response.text.split())


def test_a_row_tells_time_people_type_place_notes_and_state(signed_in, student, teacher):
    meet(student, teacher, location="Room 101", notes="Bring manipulatives.")

    response = signed_in.get(MEETINGS)

    (entry,) = section(response, "Today").entries
    assert entry.students == [student]
    words = words_of(response)
    for each in (
        "Tue, Nov 24",
        "12:00–12:30 PM",
        ">Sam Okafor</a>",
        "One-on-one",
        "Room 101",
        "Bring manipulatives.",
        "Scheduled",
    ):
        assert each in words


def test_the_page_says_where_there_is_nothing(signed_in, student, teacher):
    assert "No meetings yet" in signed_in.get(MEETINGS).text

    meet(student, teacher, NOW - timedelta(days=2))

    words = words_of(signed_in.get(MEETINGS))
    for nothing in ("Nothing today.", "Nothing more this week.", "Nothing later."):
        assert nothing in words


@pytest.mark.parametrize(
    "fields, word",
    [
        ({"status": "completed"}, "Completed"),
        ({"status": "cancelled"}, "Cancelled"),
        ({"at": NOW - timedelta(minutes=31)}, "Not marked as held"),
        ({"at": NOW - timedelta(minutes=29)}, "Scheduled"),
    ],
)
def test_a_meeting_says_how_it_stands(signed_in, student, teacher, fields, word):
    meet(student, teacher, **fields)

    assert f"</svg> {word}</span>" in words_of(signed_in.get(MEETINGS))


@pytest.mark.parametrize(
    "fields, buttons",
    [
        ({}, ["complete", "reschedule", "cancel"]),
        ({"at": NOW + timedelta(days=1)}, ["reschedule", "cancel"]),
        ({"status": "completed"}, []),
        ({"status": "cancelled"}, []),
    ],
)
def test_only_what_can_be_done_is_offered(signed_in, student, teacher, fields, buttons):
    meeting = meet(student, teacher, **fields)

    text = signed_in.get(MEETINGS).text

    assert [
        name
        for name in ("complete", "reschedule", "cancel")
        if f'href="/interventions/meetings/{meeting.pk}/{name}/"' in text
    ] == buttons


def test_nothing_is_offered_to_who_may_only_look_by_now(signed_in, student, teacher):
    meeting = meet(student, teacher)
    ClassroomTeacher.objects.update(role=ClassroomTeacher.Role.AIDE)

    assert f"/meetings/{meeting.pk}/" not in signed_in.get(MEETINGS).text


def test_what_became_of_a_meeting_is_shown(signed_in, student, teacher):
    meet(
        student,
        teacher,
        NOW - timedelta(days=1),
        status="completed",
        outcome_notes="<b>Found</b> the step.",
    )

    assert "<strong>Outcome:</strong> &lt;b&gt;Found&lt;/b&gt; the step." in words_of(
        signed_in.get(MEETINGS)
    )


@pytest.mark.parametrize(
    "mail, words",
    [
        ({"status": "sent", "sent_at": NOW}, "Ana: invitation sent today 12:00 PM"),
        ({"send_after": NOW + timedelta(hours=19)}, "Ana: invitation leaves tomorrow 7:00 AM"),
        ({"status": "retry"}, "Ana: invitation on its way"),
        ({"status": "failed"}, "Ana: invitation could not be delivered"),
        ({"status": "cancelled"}, "Ana: invitation not sent"),
    ],
)
def test_the_state_of_an_invitation_is_the_outboxs(
    signed_in, student, teacher, school, mail, words
):
    MeetingMailFactory(
        meeting=meet(student, teacher),
        guardian=GuardianFactory(school=school, name="Ana"),
        email=OutboundEmailFactory(**{"send_after": NOW} | mail),
    )

    assert words in words_of(signed_in.get(MEETINGS))


@pytest.mark.parametrize("status", ["scheduled", "completed", "cancelled"])
def test_the_schedule_can_be_narrowed_to_one_state(signed_in, student, teacher, status):
    for each in ("scheduled", "completed", "cancelled"):
        for at in (NOW, NOW - timedelta(days=3)):
            meet(student, teacher, at, status=each)

    response = signed_in.get(MEETINGS, {"status": status})

    for title in ("Today", "Past"):
        assert [entry.meeting.status for entry in section(response, title).entries] == [status]


def test_an_unknown_state_shows_all(signed_in, student, teacher):
    meet(student, teacher)

    assert section(signed_in.get(MEETINGS, {"status": "x"}), "Today").entries


def test_a_state_without_meetings_is_no_empty_page(signed_in):
    assert "No meetings yet" not in signed_in.get(MEETINGS, {"status": "cancelled"}).text


def test_long_pasts_come_in_pages(signed_in, student, teacher):
    for days in range(1, PER_PAGE + 2):
        meet(student, teacher, NOW - timedelta(days=days))

    first, second = (signed_in.get(MEETINGS, {"page": page}) for page in (1, 2))

    assert len(section(first, "Past").entries) == PER_PAGE
    assert len(section(second, "Past").entries) == 1


def test_a_change_brings_the_list_alone(signed_in, student, teacher):
    meet(student, teacher)

    text = signed_in.get(MEETINGS, headers=HTMX).text

    assert "<html" not in text
    assert 'id="meetings"' in text
    assert 'hx-trigger="meetingChanged from:body"' in text


def test_the_student_who_left_and_others_meetings_are_not_listed(client, people, student, school):
    meet(student, people.CO)
    meet(people.ST2.student, people.TE)
    Enrollment.objects.filter(student=people.ST2.student).update(ends_on=school.today())
    client.force_login(people.TE)

    assert "No meetings yet" in client.get(MEETINGS).text


def test_a_leader_sees_her_own(client, people, student):
    meet(student, people.LE)
    meet(student, people.TE)
    client.force_login(people.LE)

    assert len(section(client.get(MEETINGS), "Today").entries) == 1


def test_whoever_runs_the_server_has_no_meetings(client, people):
    people.TE.school = None
    people.TE.save()
    client.force_login(people.TE)

    assert client.get(MEETINGS).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_three_as_for_one(
    signed_in, django_assert_num_queries, classroom, teacher, school, count
):
    for number in range(count):
        student = EnrollmentFactory(classroom=classroom).student
        for at in (NOW + timedelta(days=number), NOW - timedelta(days=number + 1)):
            MeetingMailFactory(
                meeting=meet(student, teacher, at), guardian=GuardianFactory(school=school)
            )

    # Session, user, unread notices; past meetings counted, sliced, and told; those ahead; mail of both.
    with django_assert_num_queries(9):
        signed_in.get(MEETINGS)
