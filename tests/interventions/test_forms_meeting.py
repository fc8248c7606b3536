"""Date and time of the form against the school's clocks."""

from datetime import UTC, datetime

import pytest
import time_machine

from alpha.learning.models import Student
from interventions.forms.meeting import NOT_ALONE, OUT_OF_RANGE, WHICH_HOUR, MeetingForm
from tests.factories import SchoolFactory, StudentFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 1, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def october():
    with time_machine.travel(NOW, tick=False):
        yield


def form_at(zone="America/New_York", **typed):
    data = {
        "idempotency_key": "b7a1c0de-0000-4000-8000-123456789012",
        "meeting_type": "one_on_one",
        "date": "2026-11-24",
        "time": "10:00",
        "duration_minutes": "30",
    }
    return MeetingForm(
        data | typed, school=SchoolFactory(time_zone=zone), classmates=Student.objects.all()
    )


@pytest.mark.parametrize(
    "zone, date, time, instant",
    [
        ("America/New_York", "2026-11-24", "10:00", "2026-11-24T15:00"),
        ("America/New_York", "2026-10-24", "10:00", "2026-10-24T14:00"),
        ("Europe/Berlin", "2026-11-24", "10:00", "2026-11-24T09:00"),
        ("Australia/Lord_Howe", "2026-11-24", "10:00", "2026-11-23T23:00"),
        ("Australia/Lord_Howe", "2027-05-24", "10:00", "2027-05-23T23:30"),
        ("Asia/Kolkata", "2026-11-24", "10:00", "2026-11-24T04:30"),
    ],
)
def test_what_is_typed_is_meant_at_the_school(zone, date, time, instant):
    form = form_at(zone, date=date, time=time)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["scheduled_at"] == datetime.fromisoformat(instant).replace(tzinfo=UTC)


@pytest.mark.parametrize("time", ["14:30", "14:30:00", "2:30 PM", "02:30 pm"])
def test_a_time_may_be_written_in_several_ways(time):
    form = form_at(time=time)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["scheduled_at"] == datetime(2026, 11, 24, 19, 30, tzinfo=UTC)


SKIPPED = "The clocks skip {} that night: {} comes instead. Choose another time."


@pytest.mark.parametrize(
    "zone, date, time, skipped, instead",
    [
        ("America/New_York", "2027-03-14", "02:30", "2:30 AM", "3:30 AM"),
        ("Europe/Berlin", "2027-03-28", "02:00", "2:00 AM", "3:00 AM"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2:15 AM", "2:45 AM"),
    ],
)
def test_a_time_the_clocks_skip_is_refused_with_what_comes_instead(
    zone, date, time, skipped, instead
):
    form = form_at(zone, date=date, time=time)

    assert form.errors == {"time": [SKIPPED.format(skipped, instead)]}
    assert form.skipped == SKIPPED.format(skipped, instead)


@pytest.mark.parametrize(
    "zone, date, time, first, second",
    [
        ("America/New_York", "2026-11-01", "01:30", "1:30 AM EDT", "1:30 AM EST"),
        ("Europe/Berlin", "2026-10-25", "02:30", "2:30 AM CEST", "2:30 AM CET"),
        ("Australia/Lord_Howe", "2027-04-04", "01:45", "1:45 AM +11", "1:45 AM +1030"),
    ],
)
def test_an_hour_that_comes_twice_is_asked_about(zone, date, time, first, second):
    form = form_at(zone, date=date, time=time)

    assert form.errors == {"which_hour": [WHICH_HOUR]}
    assert form.asks_which_hour
    assert form.fields["which_hour"].choices == [
        ("first", f"First: {first}"),
        ("second", f"Second: {second}"),
    ]
    assert form.starts_at is None


@pytest.mark.parametrize(
    "zone, date, time, first, second",
    [
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30", "2026-11-01T06:30"),
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30", "2026-10-25T01:30"),
        ("Australia/Lord_Howe", "2027-04-04", "01:45", "2027-04-03T14:45", "2027-04-03T15:15"),
    ],
)
def test_the_answer_chooses_the_instant(zone, date, time, first, second):
    for answer, instant in (("first", first), ("second", second)):
        form = form_at(zone, date=date, time=time, which_hour=answer)

        assert form.is_valid(), form.errors
        wanted = datetime.fromisoformat(instant).replace(tzinfo=UTC)
        assert form.cleaned_data["scheduled_at"] == form.starts_at == wanted


def test_where_an_hour_comes_once_the_answer_does_not_matter():
    assert form_at(which_hour="").is_valid()
    # Asked about another date before: no such choice is left.
    assert "which_hour" in form_at(which_hour="second").errors


@pytest.mark.parametrize("date", ["2026-09-30", "2027-10-03", "0001-01-01", "9999-12-31"])
def test_dates_that_cannot_be_meant_are_refused(date):
    assert form_at(date=date).errors == {"date": [OUT_OF_RANGE]}


@pytest.mark.parametrize(
    "typed, field, message",
    [
        ({"date": "soon"}, "date", "Write a date as year-month-day, for example 2026-03-14."),
        ({"time": "25:00"}, "time", "Write a time like 10:00 or 2:30 PM."),
        ({"duration_minutes": "long"}, "duration_minutes", "Write a whole number of minutes."),
        (
            {"meeting_type": "picnic"},
            "meeting_type",
            "Choose one-on-one, parent conference or group.",
        ),
        (
            {"meeting_type": "group", "students": ["987654321"]},
            "students",
            "One of these students is in none of your classes now.",
        ),
        ({"meeting_type": "group"}, "students", NOT_ALONE),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field(typed, field, message):
    form = form_at(**typed)

    assert form.errors == {field: [message]}


def test_what_was_typed_comes_back_even_where_it_makes_no_sense():
    form = form_at(date="soon", duration_minutes="long", notes="Bring manipulatives.")
    again = MeetingForm(initial=form.again_as, school=form.school, classmates=form.classmates)

    for name, value in (
        ("date", "soon"),
        ("duration_minutes", "long"),
        ("notes", "Bring manipulatives."),
    ):
        assert again[name].value() == value
    assert (again.day, again.starts_at, again.minutes) == (None, None, 30)


@pytest.mark.parametrize("minutes", ["0", "-5", "481", "9" * 400])
def test_a_length_that_makes_no_sense_warns_as_half_an_hour(minutes):
    assert form_at(duration_minutes=minutes).minutes == 30


def test_students_ticked_for_a_group_count_only_for_a_group():
    student = StudentFactory()

    for meeting_type, others in (("group", [student]), ("one_on_one", [])):
        form = form_at(meeting_type=meeting_type, students=[str(student.pk)])
        assert form.is_valid(), form.errors
        assert form.others == others
