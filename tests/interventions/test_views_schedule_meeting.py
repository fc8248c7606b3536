from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from alpha.accounts.idempotency import KEY_REUSED
from alpha.learning.models import Enrollment
from alpha.notifications.models import Notification, OutboundEmail
from interventions.models import Intervention, Meeting
from tests.factories import (
    GuardianFactory,
    GuardianshipFactory,
    MeetingFactory,
    SchoolHolidayFactory,
    StudentFactory,
)

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Target": "modal-body"}
BOTH = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
# Monday noon in New York.
NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
TUESDAY_AT_TEN = datetime(2026, 11, 24, 15, tzinfo=UTC)
NOTES = "Discuss fractions and division. Bring manipulatives."


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def address(student):
    return reverse("interventions:take_action", args=[student.pk], query={"action": "meeting"})


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def posted(**changes):
    return {
        "idempotency_key": str(uuid4()),
        "meeting_type": "one_on_one",
        "date": "2026-11-24",
        "time": "10:00",
        "duration_minutes": "30",
        "location": "Room 101",
        "notes": NOTES,
    } | changes


def words_of(response):
    return " ".join(response.text.split())


def guardian(student, name, email, **link):
    made = GuardianFactory(school=student.school, name=name, email=email)
    GuardianshipFactory(student=student, guardian=made, **link)
    return made


# Opening


@BOTH
def test_form_opens_with_a_time_already_proposed(signed_in, address, student, teacher, headers):
    MeetingFactory(student=student, teacher=teacher, location="Room 101", scheduled_at=NOW)

    form = signed_in.get(address, headers=headers).context["form"]

    names = ("meeting_type", "date", "time", "duration_minutes", "location", "notes")
    assert {name: form[name].value() for name in names} == {
        "meeting_type": "one_on_one",
        "date": date(2026, 11, 24),
        "time": datetime(2026, 11, 24, 10).time(),
        "duration_minutes": 30,
        "location": "Room 101",
        "notes": None,
    }
    assert form["meeting_type"].label == "Meeting Type"


def test_a_teacher_who_never_met_anybody_is_offered_no_place(signed_in, address):
    assert signed_in.get(address).context["form"]["location"].value() == ""


def test_before_a_weekend_the_next_school_day_is_proposed_and_the_form_says_so(
    signed_in, address, school
):
    SchoolHolidayFactory(school=school, starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 27))

    response = signed_in.get(address)

    assert response.context["form"]["date"].value() == date(2026, 11, 30)
    assert (
        "Tomorrow is no school day, so the next one is proposed: Monday, November 30."
        in words_of(response)
    )


def test_meeting_stands_beside_the_message(signed_in, address):
    text = words_of(signed_in.get(address))

    assert 'aria-current="true">Schedule Meeting</a>' in text
    assert ">Send Message</a>" in text


# Warnings


@BOTH
def test_no_school_day_is_warned_of_with_the_next_one(signed_in, address, headers):
    response = signed_in.post(address, posted(preview="when", date="2026-11-28"), headers=headers)

    assert (
        "Saturday, November 28 is no school day. The next one is Monday, November 30."
        in words_of(response)
    )
    assert not Meeting.objects.exists()


@BOTH
def test_the_offered_day_is_taken_and_the_rest_stays(signed_in, address, headers):
    sent = posted(preview="next_school_day", date="2026-11-28", notes="Mine.")

    response = signed_in.post(address, sent, headers=headers)

    form = response.context["form"]
    assert (form["date"].value(), form["notes"].value()) == (date(2026, 11, 30), "Mine.")
    assert str(form["idempotency_key"].value()) == sent["idempotency_key"]
    assert "is no school day" not in response.text


@BOTH
def test_clashes_are_warned_of_as_soon_as_the_time_is_chosen(
    signed_in, address, people, student, headers
):
    MeetingFactory(student=people.ST2.student, teacher=people.TE, scheduled_at=TUESDAY_AT_TEN)
    MeetingFactory(
        student=student, teacher=people.CO, scheduled_at=TUESDAY_AT_TEN + timedelta(minutes=15)
    )

    words = words_of(signed_in.post(address, posted(preview="when"), headers=headers))

    assert "You already have a meeting with Noa Lindqvist then: 10:00–10:30 AM." in words
    colleague = people.CO.display_name
    assert f"{colleague} already has a meeting with Sam Okafor then: 10:15–10:45 AM." in words
    assert "You can keep this time all the same." in words


def test_a_clash_is_never_a_refusal(signed_in, address, student, teacher):
    MeetingFactory(student=student, teacher=teacher, scheduled_at=TUESDAY_AT_TEN)

    signed_in.post(address, posted())

    assert Meeting.objects.count() == 2


@BOTH
def test_group_offers_the_students_of_the_shared_classes(signed_in, address, people, headers):
    StudentFactory(school=people.TE.school, name="Otis Nextdoor")

    response = signed_in.post(
        address, posted(preview="type", meeting_type="group"), headers=headers
    )

    assert "Who comes too" in response.text
    assert "Noa Lindqvist" in response.text
    assert "Otis Nextdoor" not in response.text


def test_a_clash_of_a_student_who_comes_too_is_warned_of(signed_in, address, people):
    noa = people.ST2.student
    MeetingFactory(student=noa, teacher=people.CO, scheduled_at=TUESDAY_AT_TEN)
    sent = posted(preview="when", meeting_type="group", students=[noa.pk])

    words = words_of(signed_in.post(address, sent, headers=HTMX))

    assert "already has a meeting with Noa Lindqvist then: 10:00–10:30 AM." in words


def test_only_what_changed_comes_back_while_typing(signed_in, address):
    text = signed_in.post(address, posted(preview="when"), headers=HTMX).text

    assert "<form" not in text
    assert NOTES not in text
    assert text.count("hx-swap-oob") == 1


@BOTH
def test_an_hour_that_comes_twice_is_asked_about_and_nothing_is_lost(signed_in, address, headers):
    with time_machine.travel(datetime(2026, 10, 1, 17, tzinfo=UTC), tick=False):
        response = signed_in.post(address, posted(date="2026-11-01", time="01:30"), headers=headers)
        form = response.context["form"]

        assert "This hour occurs twice that night: first or second?" in response.text
        assert "First: 1:30 AM EDT" in response.text
        assert (form["notes"].value(), form["location"].value()) == (NOTES, "Room 101")
        signed_in.post(address, posted(date="2026-11-01", time="01:30", which_hour="second"))

    meeting = Meeting.objects.get()
    assert meeting.scheduled_at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert meeting.wall_time == "2026-11-01T01:30"


# The family


def test_the_form_says_who_can_be_invited_and_who_cannot(signed_in, address, student):
    guardian(student, "Ana Okafor", "ana@example.org")
    guardian(student, "Ben Okafor", "")
    guardian(student, "Cleo Okafor", "cleo@example.org", may_be_contacted=False)
    guardian(student, "Dan Okafor", "dan@example.org", status="suspended")

    words = words_of(signed_in.get(address))
    assert "Ana Okafor: can be invited" in words
    assert "Ben Okafor: cannot be invited, no e-mail address" in words
    assert "Cleo Okafor: cannot be invited, please ask the office" in words
    assert "Dan Okafor" not in words

    sent = posted(preview="type", meeting_type="parent_conference")
    words = words_of(signed_in.post(address, sent, headers=HTMX))
    assert "Ana Okafor: gets an invitation" in words
    assert 'name="invite_family"' not in words


def test_a_conference_that_nobody_can_be_invited_to_says_so(signed_in, address, student):
    guardian(student, "Ben Okafor", "")
    sent = posted(preview="type", meeting_type="parent_conference")

    words = words_of(signed_in.post(address, sent, headers=HTMX))

    assert "Nobody of the family can be invited by e-mail. Please tell them another way." in words


def test_without_guardians_the_form_says_so(signed_in, address):
    assert (
        "No guardian of Sam Okafor is known here, so nobody can be invited by e-mail."
        in words_of(signed_in.get(address))
    )


# Scheduling


def test_scheduling_writes_the_meeting_and_says_when_where_and_with_whom(
    signed_in, address, teacher, student
):
    response = signed_in.post(address, posted(), headers=HTMX)

    meeting = Meeting.objects.get()
    assert (meeting.teacher, meeting.student, meeting.notes) == (teacher, student, NOTES)
    assert (meeting.scheduled_at, meeting.wall_time) == (TUESDAY_AT_TEN, "2026-11-24T10:00")
    assert Intervention.objects.get().meeting == meeting
    assert Notification.objects.get().recipient == student.user
    assert "Meeting scheduled" in response.text
    assert "Tuesday, November 24, 2026, 10:00–10:30 AM\nRoom 101\nWith Sam Okafor" in response.text
    assert ">Send Message</a>" in response.text
    assert response["HX-Trigger"] == '{"interventionChanged": {}}'


def test_plain_scheduling_leads_to_the_history_and_says_so(signed_in, address, student):
    response = signed_in.post(address, posted(), follow=True)

    assert response.redirect_chain == [(reverse("interventions:history", args=[student.pk]), 302)]
    assert [str(message) for message in response.context["messages"]] == ["Meeting scheduled"]
    assert "Meeting scheduled: One-on-one" in response.text


def test_a_group_is_scheduled_for_all_who_are_ticked(signed_in, address, people, student):
    sent = posted(meeting_type="group", students=[people.ST2.student.pk])

    response = signed_in.post(address, sent, headers=HTMX)

    assert {meeting.student.name for meeting in Meeting.objects.all()} == {
        "Sam Okafor",
        "Noa Lindqvist",
    }
    assert len({meeting.group_id for meeting in Meeting.objects.all()}) == 1
    assert "With Sam Okafor, Noa Lindqvist" in response.text


@pytest.mark.parametrize(
    "changes, mails",
    [({}, 0), ({"invite_family": "on"}, 1), ({"meeting_type": "parent_conference"}, 1)],
)
def test_the_family_is_invited_where_it_is_asked_for(signed_in, address, student, changes, mails):
    guardian(student, "Ana Okafor", "ana@example.org")

    response = signed_in.post(address, posted(**changes), headers=HTMX)

    assert OutboundEmail.objects.filter(to="ana@example.org").count() == mails
    assert ("Invited by e-mail: Ana Okafor" in response.text) is bool(mails)
    is_conference = changes.get("meeting_type") == "parent_conference"
    assert ("About" if is_conference else "With") + " Sam Okafor" in response.text


@BOTH
def test_second_click_shows_the_first_success_and_writes_nothing(signed_in, address, headers):
    sent = posted()
    first = signed_in.post(address, sent, headers=headers)
    second = signed_in.post(address, sent, headers=headers)

    assert (second.status_code, second.get("Location"), second.text) == (
        first.status_code,
        first.get("Location"),
        first.text,
    )
    assert Meeting.objects.count() == Intervention.objects.count() == 1
    assert "HX-Trigger" not in second


# Refusals


REFUSED = [
    ({"date": ""}, "date", "This field is required."),
    ({"duration_minutes": "481"}, "duration_minutes", "Choose 1 to 480 minutes."),
    ({"location": "x" * 10_000}, "location", "Use at most 200 characters."),
    ({"notes": "x" * 10_000}, "notes", "Use at most 5,000 characters."),
    (
        {"date": "2026-11-23", "time": "09:00"},
        "time",
        "This hour has passed. Choose one to come.",
    ),
    ({"meeting_type": "group"}, "students", "Choose who comes too, or another meeting type."),
]


@pytest.mark.parametrize("changes, field, words", REFUSED)
@pytest.mark.parametrize("headers, status", [({}, 200), (HTMX, 422)], ids=["plain", "htmx"])
def test_what_cannot_be_scheduled_comes_back_with_the_reason(
    signed_in, address, headers, status, changes, field, words
):
    sent = posted(**changes)

    response = signed_in.post(address, sent, headers=headers)

    form = response.context["form"]
    assert (response.status_code, form.errors) == (status, {field: [words]})
    assert words in response.text
    assert {name: form[name].value() for name in sent} == sent
    assert not Meeting.objects.exists()


def test_form_sent_again_with_another_time_is_refused(signed_in, address):
    sent = posted()
    signed_in.post(address, sent)

    response = signed_in.post(address, sent | {"time": "11:00"}, headers=HTMX)

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [KEY_REUSED]
    assert Meeting.objects.count() == 1


def test_a_student_of_another_class_cannot_be_asked_along(signed_in, address, school):
    stranger = StudentFactory(school=school, name="Otis Nextdoor")

    response = signed_in.post(address, posted(meeting_type="group", students=[stranger.pk]))

    assert response.context["form"].errors == {
        "students": ["One of these students is in none of your classes now."]
    }
    assert "Otis" not in response.text
    assert not Meeting.objects.exists()


@BOTH
@pytest.mark.parametrize("changes", [{}, {"preview": "when"}, {"date": ""}])
def test_student_no_longer_in_her_classes_does_not_exist(
    signed_in, address, student, headers, changes
):
    Enrollment.objects.filter(student=student).update(ends_on=student.school.today())

    assert signed_in.post(address, posted(**changes), headers=headers).status_code == 404
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    "code, status",
    [
        ("CO", 200),
        ("LE", 200),
        ("AIDE", 403),
        ("AD", 403),
        ("TO", 404),
        ("TX", 404),
        ("ST", 404),
        ("GU", 404),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_arrange_a_meeting(client, people, address, code, status, method):
    client.force_login(getattr(people, code))

    response = getattr(client, method)(address, posted(), headers=HTMX)

    assert response.status_code == status
    assert Meeting.objects.count() == (1 if (status, method) == (200, "post") else 0)


HOSTILE = ["<b>Sam</b>", "{{ 7|add:7 }}", "\u202eretsiM", "=HYPERLINK(1)", "Sam {teacher_name}"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_are_shown_as_text(signed_in, address, student, people, name):
    student.name = name
    student.save()
    guardian(student, name, "ana@example.org")
    sent = posted(location=name, notes=name, invite_family="on", duration_minutes="0")

    response = signed_in.post(address, sent, headers=HTMX)

    shown = name.replace("<", "&lt;").replace(">", "&gt;")
    assert f"{shown}: gets an invitation" in words_of(response)
    assert "<b>" not in response.text
