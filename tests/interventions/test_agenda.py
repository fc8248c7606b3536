from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from alpha.learning.models import ClassroomTeacher, Enrollment
from interventions import agenda
from interventions.agenda import past_entries, past_moments
from tests.factories import (
    EnrollmentFactory,
    GuardianFactory,
    MeetingFactory,
    MeetingMailFactory,
)

pytestmark = pytest.mark.django_db

# Tuesday noon in New York.
NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)
GROUP = "7d1ff9e8-52a4-4cf6-8a52-1a5bb1b0f7a1"


@pytest.fixture(autouse=True)
def tuesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def classmate(classroom):
    return EnrollmentFactory(classroom=classroom, student__name="Noa Lindqvist").student


def meet(student, teacher, at=NOW, **fields):
    return MeetingFactory(student=student, teacher=teacher, scheduled_at=at, **fields)


def keys(entries):
    return [[row.pk for row in entry.rows] for entry in entries]


# A teacher's own schedule


def test_meetings_stand_under_today_this_week_and_later(student, teacher, school):
    def at(day, hour):
        return meet(student, teacher, datetime(2026, 11, day, hour, tzinfo=UTC)).pk

    # Midnight in New York is five in the morning in UTC; the week ends on Sunday the 29th.
    at(24, 4)
    early, late = at(24, 5), at(25, 4)
    tomorrow, sunday = at(25, 5), at(30, 4)
    monday = at(30, 5)

    found = agenda.agenda(teacher, school)

    assert keys(found.today) == [[early], [late]]
    assert keys(found.this_week) == [[tomorrow], [sunday]]
    assert keys(found.later) == [[monday]]


def test_past_meetings_come_newest_first_and_a_group_once(student, classmate, teacher, school):
    old = meet(student, teacher, NOW - timedelta(days=9))
    two = [
        meet(each, teacher, NOW - timedelta(days=2), group_id=GROUP, meeting_type="group")
        for each in (student, classmate)
    ]
    meet(student, teacher)

    moments = past_moments(teacher, school)

    assert moments.count() == 2
    # Noa before Sam: by name within a group.
    assert keys(past_entries(teacher, moments)) == [[two[1].pk, two[0].pk], [old.pk]]
    assert keys(past_entries(teacher, moments[1:])) == [[old.pk]]


def test_two_meetings_at_one_moment_are_two_entries(student, classmate, teacher, school):
    first, second = (meet(each, teacher, NOW - timedelta(days=2)) for each in (student, classmate))

    assert keys(past_entries(teacher, past_moments(teacher, school))) == [[first.pk], [second.pk]]


def test_a_group_that_no_longer_stands_alike_is_told_apart(student, classmate, teacher, school):
    meet(student, teacher, group_id=GROUP, meeting_type="group", status="cancelled")
    meet(classmate, teacher, group_id=GROUP, meeting_type="group")

    found = agenda.agenda(teacher, school).today

    assert [(entry.meeting.status, [each.name for each in entry.students]) for entry in found] == [
        ("scheduled", ["Noa Lindqvist"]),
        ("cancelled", ["Sam Okafor"]),
    ]


@pytest.mark.parametrize("status", ["scheduled", "completed", "cancelled"])
def test_a_schedule_can_be_narrowed_to_one_state(student, teacher, school, status):
    wanted = {
        each: [meet(student, teacher, at, status=each).pk for at in (NOW, NOW - timedelta(days=1))]
        for each in ("scheduled", "completed", "cancelled")
    }

    ahead, over = wanted[status]
    assert keys(agenda.agenda(teacher, school, status=status).today) == [[ahead]]
    moments = past_moments(teacher, school, status=status)
    assert keys(past_entries(teacher, moments, status=status)) == [[over]]


def test_a_state_that_was_left_open_counts_as_scheduled(student, teacher, school):
    row = meet(student, teacher, status=None)

    assert keys(agenda.agenda(teacher, school, status="scheduled").today) == [[row.pk]]
    assert row.is_scheduled


def test_others_meetings_and_students_who_left_are_not_in_it(people, student, school):
    meet(student, people.CO)
    meet(people.ST2.student, people.TE)
    Enrollment.objects.filter(student=people.ST2.student).update(ends_on=school.today())

    assert agenda.agenda(people.TE, school).today == []


def test_who_may_only_look_by_now_may_not_change(student, teacher, school):
    meet(student, teacher)
    (before,) = agenda.agenda(teacher, school).today
    ClassroomTeacher.objects.update(role=ClassroomTeacher.Role.AIDE)
    (after,) = agenda.agenda(teacher, school).today

    assert (before.may_change, after.may_change) == (True, False)


def test_an_entry_shows_the_last_mail_to_each_guardian(student, teacher, school):
    row = meet(student, teacher)
    ana, ben = (GuardianFactory(school=school, name=name) for name in ("Ana", "Ben"))
    for guardian, sequence, kind in [
        (ana, 0, "invitation"),
        (ben, 0, "invitation"),
        (ana, 1, "invitation"),
        (ben, 1, "cancellation"),
        (ana, 1, "reminder"),
        (None, 1, "invitation"),
    ]:
        MeetingMailFactory(meeting=row, guardian=guardian, sequence=sequence, kind=kind)

    (entry,) = agenda.agenda(teacher, school).today

    assert {(mail.guardian.name, mail.sequence, mail.kind) for mail in entry.mails} == {
        ("Ana", 1, "invitation"),
        ("Ben", 1, "cancellation"),
    }


@pytest.mark.parametrize("count", [1, 3])
def test_a_schedule_takes_two_queries(django_assert_num_queries, classroom, teacher, school, count):
    for number in range(count):
        other = EnrollmentFactory(classroom=classroom).student
        mail = MeetingMailFactory(
            meeting=meet(other, teacher, NOW + timedelta(days=number)),
            guardian=GuardianFactory(school=school),
        )
        assert mail.email.status == "queued"

    with django_assert_num_queries(2):
        found = agenda.agenda(teacher, school)
        for entry in (*found.today, *found.this_week, *found.later):
            assert [mail.guardian.name + mail.email.status for mail in entry.mails]
            assert entry.students[0].name


def test_meetings_of_today_are_counted_a_group_once_and_none_that_is_off(
    student, classmate, teacher, school
):
    meet(student, teacher)
    meet(student, teacher, status="cancelled")
    for each in (student, classmate):
        meet(each, teacher, meeting_type="group", group_id=GROUP)
    # Midnight in New York is five in the morning in UTC.
    meet(student, teacher, datetime(2026, 11, 25, 5, tzinfo=UTC))
    meet(student, teacher, datetime(2026, 11, 24, 4, tzinfo=UTC))

    assert agenda.meetings_today(teacher, school) == 2
