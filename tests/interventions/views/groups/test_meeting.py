import pytest

from alpha.notifications.models import OutboundEmail
from interventions.models import GroupAction, Meeting
from tests.factories import EnrollmentFactory, GuardianFactory, GuardianshipFactory, MeetingFactory
from tests.interventions.views.groups.asking import filled_in, shown, to

pytestmark = pytest.mark.django_db

MEETING = {"action": "meeting"}


@pytest.fixture
def page(signed_in, address, student, noa):
    guardian = GuardianFactory(school=student.school, name="Ana Okafor", email="ana@example.org")
    GuardianshipFactory(student=student, guardian=guardian)
    return signed_in.get(address, to(student, noa) | MEETING)


def send(client, page, **changes):
    return client.post(page.context["address"], filled_in(page, **changes), follow=True)


def test_several_students_meet_together(signed_in, page, student, noa):
    result = send(signed_in, page, location="Room 101")

    assert "Meeting scheduled with 2 students" in result.text
    rows = Meeting.objects.order_by("student__name")
    assert [(row.student, row.meeting_type, row.location) for row in rows] == [
        (noa, "group", "Room 101"),
        (student, "group", "Room 101"),
    ]
    assert {row.wall_time for row in rows} == {"2026-11-24T10:00"}
    assert len({row.group_id for row in rows}) == 1


def test_one_alone_is_met_alone(signed_in, page, noa):
    send(signed_in, page, to=[noa.pk])

    assert Meeting.objects.get().meeting_type == "one_on_one"


def test_families_are_invited_where_that_is_possible(signed_in, page):
    typed = filled_in(page, invite_family="on") | {"preview": "when"}
    response = signed_in.post(page.context["address"], typed)

    assert {name: one.text for name, one in shown(response).items()} == {
        "Noa Lindqvist": "Nobody of the family can be invited by e-mail",
        "Sam Okafor": "Ana Okafor gets an invitation",
    }
    send(signed_in, response, invite_family="on")
    assert OutboundEmail.objects.get().to == "ana@example.org"


def test_a_clash_is_told_and_may_be_kept(signed_in, page, student, teacher, classroom):
    scheduled = send(signed_in, page)
    assert Meeting.objects.count() == 2

    again = signed_in.get(page.context["address"])

    assert "You already have" in again.text
    assert "Meeting scheduled with" in scheduled.text


@pytest.mark.parametrize(
    "changes, field, message",
    [
        ({"duration_minutes": "0"}, "duration_minutes", "Choose 1 to 480 minutes."),
        ({"location": "x" * 201}, "location", "Use at most 200 characters."),
        ({"time": "25:00"}, "time", "Write a time like 10:00 or 2:30 PM."),
        (
            {"date": "2026-11-23", "time": "08:00"},
            "time",
            "This hour has passed. Choose one to come.",
        ),
    ],
)
def test_what_cannot_be_agreed_on_comes_back_beside_its_field(
    signed_in, page, changes, field, message
):
    response = send(signed_in, page, **changes)

    assert response.context["form"].errors[field] == [message]
    assert not GroupAction.objects.exists()


def test_the_next_school_day_is_taken(signed_in, page):
    typed = filled_in(page, date="2026-11-28") | {"preview": "next_school_day"}

    response = signed_in.post(page.context["address"], typed)

    assert str(response.context["form"]["date"].value()) == "2026-11-30"


@pytest.mark.parametrize("number", [1, 3])
def test_the_preview_takes_the_same_queries_for_a_class(
    signed_in, address, classroom, teacher, number, django_assert_num_queries
):
    for _ in range(number):
        student = EnrollmentFactory(classroom=classroom).student
        guardian = GuardianFactory(school=student.school)
        GuardianshipFactory(student=student, guardian=guardian)
        MeetingFactory(student=student, teacher=teacher)
    asked = {"everyone": "1"} | MEETING
    signed_in.get(address, asked)

    with django_assert_num_queries(13):
        assert len(shown(signed_in.get(address, asked))) == number
