from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from interventions import arranging
from interventions.arranging import clashes, classmates, family_of
from tests.factories import (
    ClassroomFactory,
    ClassroomTeacherFactory,
    EnrollmentFactory,
    GuardianFactory,
    GuardianshipFactory,
    MeetingFactory,
    SchoolHolidayFactory,
    StudentFactory,
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


# Clashes


def clash_words(students, teacher, at=NOW, minutes=30, **more):
    found = clashes(students, by=teacher, starts_at=at, minutes=minutes, **more)
    return [(clash.is_own, clash.students) for clash in found]


@pytest.mark.parametrize(
    "minutes_later, length, overlaps",
    [
        (-30, 30, False),
        (-30, 31, True),
        (-1, 30, True),
        (0, 30, True),
        (29, 30, True),
        (30, 30, False),
        (-300, 301, True),
        (10, 5, True),
    ],
)
def test_meetings_clash_while_both_last(student, teacher, minutes_later, length, overlaps):
    at = NOW + timedelta(minutes=minutes_later)
    meet(student, teacher, at, duration_minutes=length)

    assert bool(clash_words([student], teacher)) is overlaps


def test_a_clash_names_whose_meeting_it_is(people, student):
    noa = people.ST2.student
    meet(noa, people.TE)
    meet(student, people.CO)
    meet(noa, people.CO)

    assert clash_words([student], people.TE) == [
        (True, ("Noa Lindqvist",)),
        (False, ("Sam Okafor",)),
    ]
    assert len(clash_words([student, noa], people.TE)) == 3


def test_cancelled_and_held_meetings_and_the_meeting_itself_clash_with_nothing(student, teacher):
    meet(student, teacher, status="cancelled")
    meet(student, teacher, status="completed")
    itself = meet(student, teacher)

    assert clash_words([student], teacher, but_not=[itself]) == []


def test_a_student_out_of_sight_is_not_named(student, teacher, school):
    meet(StudentFactory(school=school, name="Otis Nextdoor"), teacher)

    assert clash_words([student], teacher) == [(True, ())]


def test_a_group_is_one_clash(student, classmate, teacher):
    for each in (student, classmate):
        meet(each, teacher, group_id=GROUP, meeting_type="group")

    assert clash_words([student], teacher) == [(True, ("Noa Lindqvist", "Sam Okafor"))]


# What is proposed


def test_the_next_school_day_passes_over_weekends_and_holidays(school):
    SchoolHolidayFactory(school=school, starts_on=date(2026, 11, 26), ends_on=date(2026, 11, 30))

    assert arranging.first_day_to_propose(school) == date(2026, 11, 25)
    assert arranging.next_school_day(school, date(2026, 11, 26)) == date(2026, 12, 1)


def test_without_any_school_day_the_day_stays(school):
    SchoolHolidayFactory(school=school, starts_on=date(2026, 1, 1), ends_on=date(2028, 1, 1))

    assert arranging.next_school_day(school, date(2026, 11, 26)) == date(2026, 11, 26)


def test_the_last_place_is_the_teachers_own_newest_one(people, student):
    meet(student, people.TE, location="Room 1", created_at=NOW - timedelta(days=1))
    meet(student, people.TE, location="Room 2", created_at=NOW - timedelta(days=2))
    meet(student, people.TE, location="", created_at=NOW)
    meet(student, people.CO, location="Room 3")

    assert arranging.last_location(people.TE) == "Room 1"
    assert arranging.last_location(people.LE) == ""


def test_classmates_are_of_shared_classes_in_use(people, student, school):
    elsewhere = ClassroomFactory(school=school, name="Chess")
    archived = ClassroomFactory(school=school, is_archived=True)
    for classroom in (elsewhere, archived):
        EnrollmentFactory(classroom=classroom, student=student)
        EnrollmentFactory(classroom=classroom, student__name=f"Of {classroom.name}")
    ClassroomTeacherFactory(classroom=archived, teacher=people.TE)

    assert [each.name for each in classmates(student, people.TE)] == ["Noa Lindqvist"]
    assert [each.name for each in classmates(student, people.LE)] == ["Noa Lindqvist", "Of Chess"]
    assert list(classmates(student, people.AIDE)) == []


def test_a_family_is_told_by_who_can_be_invited(student):
    def add(name, email, **link):
        guardian = GuardianFactory(school=student.school, name=name, email=email)
        GuardianshipFactory(student=student, guardian=guardian, **link)

    add("Ana", "ana@example.org")
    add("Ben", "")
    add("Cleo", "cleo@example.org", may_be_contacted=False)
    add("Dan", "dan@example.org", status="suspended")
    add("Eve", "eve@example.org", status="proposed")

    assert [(one.guardian.name, one.can_be_invited) for one in family_of([student])] == [
        ("Ana", True),
        ("Ben", False),
        ("Cleo", False),
    ]
