"""Who sees whom today, and what changes that at the next request. Dates are the school's."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404

from alpha.accounts.models import Role
from alpha.learning.access import (
    classrooms_reportable_to,
    classrooms_visible_to,
    enrolled_students,
    find_classroom,
    find_classroom_to_help,
    find_student,
    find_student_and_rights,
    find_student_to_help,
    may_help,
    students_helpable_by,
    students_reportable_to,
    students_visible_to,
)
from alpha.learning.models import ClassroomTeacher, Enrollment, Guardianship
from tests.factories import (
    ClassroomFactory,
    ClassroomTeacherFactory,
    EnrollmentFactory,
    GuardianFactory,
    GuardianshipFactory,
    SchoolFactory,
    StudentFactory,
    TeacherFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

BOTH = ["Noa Lindqvist", "Sam Okafor"]
SEEN = {
    "ST": ["Sam Okafor"],
    "ST2": ["Noa Lindqvist"],
    "GU": ["Sam Okafor"],
    "GU2": ["Noa Lindqvist"],
    "TE": BOTH,
    "CO": BOTH,
    "AIDE": BOTH,
    "TO": [],
    "LE": BOTH,
    "AD": BOTH,
    "TX": [],
}


def names(students):
    return sorted(student.name for student in students)


def teaching(teacher):
    return ClassroomTeacher.objects.get(teacher=teacher)


@pytest.mark.parametrize("role", SEEN)
def test_who_sees_whom(people, role):
    assert names(students_visible_to(getattr(people, role))) == SEEN[role]


@pytest.mark.parametrize("role", SEEN)
def test_reports_are_for_teachers_and_leaders(people, role):
    expected = SEEN[role] if role in {"TE", "CO", "AIDE", "LE"} else []

    assert names(students_reportable_to(getattr(people, role))) == expected


@pytest.mark.parametrize("role", SEEN)
def test_who_may_act_on_whom(people, role):
    expected = BOTH if role in {"TE", "CO", "LE"} else []

    assert names(students_helpable_by(getattr(people, role))) == expected


@pytest.mark.parametrize("role", SEEN)
def test_classes_are_seen_by_staff_of_the_class_and_the_school(people, role):
    user = getattr(people, role)
    seen = ["Grade 5 Blue"] if role in {"TE", "CO", "AIDE", "LE", "AD"} else []

    assert [str(classroom) for classroom in classrooms_visible_to(user)] == seen
    assert [str(each) for each in classrooms_reportable_to(user)] == ([] if role == "AD" else seen)


@pytest.mark.parametrize(
    "role, refusal",
    [
        ("ST", Http404),
        ("ST2", Http404),
        ("GU", Http404),
        ("GU2", Http404),
        ("TO", Http404),
        ("TX", Http404),
        ("AD", PermissionDenied),
    ],
)
def test_staff_pages_refuse(people, student, classroom, role, refusal):
    user = getattr(people, role)

    with pytest.raises(refusal):
        find_student(user, student.pk)
    with pytest.raises(refusal):
        find_classroom(user, classroom.pk)
    with pytest.raises(refusal):
        find_student_to_help(user, student.pk)


@pytest.mark.parametrize("role", ["TE", "CO", "LE"])
def test_staff_pages_open(people, student, classroom, role):
    user = getattr(people, role)

    assert find_student(user, student.pk) == student
    assert find_classroom(user, classroom.pk) == classroom
    assert find_student_to_help(user, student.pk) == student


def test_aide_reads_but_does_not_act(people, student):
    assert find_student(people.AIDE, student.pk) == student
    assert not may_help(people.AIDE, student)
    with pytest.raises(PermissionDenied):
        find_student_to_help(people.AIDE, student.pk)


def test_a_class_is_acted_on_by_its_teachers_and_the_leader(people, classroom):
    for role in ("TE", "CO", "LE"):
        assert find_classroom_to_help(getattr(people, role), classroom.pk) == classroom
    with pytest.raises(PermissionDenied):
        find_classroom_to_help(people.AIDE, classroom.pk)
    with pytest.raises(Http404):
        find_classroom_to_help(people.TO, classroom.pk)


def test_aide_who_teaches_the_child_elsewhere_may_act(people, student, school):
    reading = ClassroomFactory(school=school)
    EnrollmentFactory(classroom=reading, student=student)
    ClassroomTeacherFactory(classroom=reading, teacher=people.AIDE)

    assert names(students_helpable_by(people.AIDE)) == ["Sam Okafor"]


def test_unknown_ids_are_not_found(people, student):
    for user in (people.TE, people.LE, people.AD):
        with pytest.raises(Http404):
            find_student(user, student.pk + 1000)


# Membership has dates: [starts_on, ends_on) in the zone of the school.


@pytest.mark.parametrize(
    "starts_in, ends_in, sees",
    [
        (None, None, True),
        (0, None, True),
        (1, None, False),
        (None, 1, True),
        (None, 0, False),
        (-10, -1, False),
    ],
)
@pytest.mark.parametrize("membership", ["teaching", "enrollment"])
def test_membership_holds_from_its_first_day_to_the_day_before_its_end(
    teacher, student, school, membership, starts_in, ends_in, sees
):
    model = {
        "teaching": ClassroomTeacher.objects.filter(teacher=teacher),
        "enrollment": Enrollment.objects.filter(student=student),
    }[membership]
    today = school.today()
    model.update(
        starts_on=None if starts_in is None else today + timedelta(days=starts_in),
        ends_on=None if ends_in is None else today + timedelta(days=ends_in),
    )

    assert students_visible_to(teacher).exists() is sees
    assert students_helpable_by(teacher).exists() is sees
    if membership == "teaching":
        assert classrooms_visible_to(teacher).exists() is sees


@pytest.mark.parametrize(
    "zone, now, sees",
    [
        # 03:30 UTC on the 1st is still the 31st in New York, and noon of the 1st in Tokyo.
        ("America/New_York", datetime(2026, 9, 1, 3, 30, tzinfo=UTC), False),
        ("America/New_York", datetime(2026, 9, 1, 4, 30, tzinfo=UTC), True),
        ("Asia/Tokyo", datetime(2026, 9, 1, 3, 30, tzinfo=UTC), True),
        # 15:30 UTC on the 31st is already the 1st in Tokyo.
        ("Asia/Tokyo", datetime(2026, 8, 31, 15, 30, tzinfo=UTC), True),
        ("Asia/Tokyo", datetime(2026, 8, 31, 14, 30, tzinfo=UTC), False),
    ],
)
def test_day_begins_where_the_school_is(zone, now, sees):
    classroom = ClassroomFactory(school=SchoolFactory(time_zone=zone))
    EnrollmentFactory(classroom=classroom)
    teacher = TeacherFactory(school=classroom.school)
    ClassroomTeacherFactory(classroom=classroom, teacher=teacher, starts_on=date(2026, 9, 1))

    with time_machine.travel(now, tick=False):
        assert students_visible_to(teacher).exists() is sees


def test_student_who_moved_is_seen_by_the_new_teacher_only(teacher, student, school):
    new_class = ClassroomFactory(school=school)
    new_teacher = TeacherFactory(school=school)
    ClassroomTeacherFactory(classroom=new_class, teacher=new_teacher)
    Enrollment.objects.filter(student=student).update(ends_on=school.today())
    EnrollmentFactory(classroom=new_class, student=student, starts_on=school.today())

    assert names(students_visible_to(teacher)) == []
    assert names(students_visible_to(new_teacher)) == ["Sam Okafor"]


@pytest.mark.parametrize("role", SEEN)
def test_inactive_student_is_seen_by_nobody(people, student, role):
    student.is_active = False
    student.save()

    assert "Sam Okafor" not in names(students_visible_to(getattr(people, role)))


@pytest.mark.parametrize("role", SEEN)
def test_disabled_user_sees_nobody(people, role):
    user = getattr(people, role)
    user.is_active = False

    assert names(students_visible_to(user)) == []
    assert list(classrooms_visible_to(user)) == []


@pytest.mark.parametrize("role", SEEN)
def test_user_without_a_school_sees_nobody(people, role):
    user = getattr(people, role)
    user.school = None

    assert names(students_visible_to(user)) == []
    assert list(classrooms_visible_to(user)) == []
    assert names(students_helpable_by(user)) == []


@pytest.mark.parametrize(
    "status, seen",
    [
        (Guardianship.Status.PROPOSED, []),
        (Guardianship.Status.ACTIVE, ["Sam Okafor"]),
        (Guardianship.Status.SUSPENDED, []),
    ],
)
def test_guardian_sees_a_child_while_the_link_is_active(people, student, status, seen):
    Guardianship.objects.filter(student=student).update(status=status)

    assert names(students_visible_to(people.GU)) == seen


def test_guardian_of_two_sees_two(people, student, school):
    sibling = StudentFactory(school=school, name="Kit Okafor")
    GuardianshipFactory(student=sibling, guardian=people.GU.guardian)

    assert names(students_visible_to(people.GU)) == ["Kit Okafor", "Sam Okafor"]


def test_class_of_another_school_opens_nothing(people, student):
    """A teacher entered into a class elsewhere by mistake still sees only the own school."""
    ClassroomTeacherFactory(classroom=ClassroomFactory(), teacher=people.TO)

    assert list(classrooms_visible_to(people.TO)) == []


def test_links_across_schools_open_nothing(student):
    parent = UserFactory(role=Role.GUARDIAN)
    guardian = GuardianFactory(school=parent.school, user=parent)
    GuardianshipFactory(student=student, guardian=guardian)

    assert names(students_visible_to(parent)) == []


def test_teacher_of_two_classes_sees_each_student_once(teacher, student, school):
    second = ClassroomFactory(school=school)
    ClassroomTeacherFactory(classroom=second, teacher=teacher)
    EnrollmentFactory(classroom=second, student=student)

    assert names(students_visible_to(teacher)) == ["Sam Okafor"]


def test_population_is_who_is_enrolled_today_and_active(classroom, student, school):
    today = school.today()
    EnrollmentFactory(classroom=classroom, ends_on=today)
    EnrollmentFactory(classroom=classroom, starts_on=today + timedelta(days=1))
    EnrollmentFactory(classroom=classroom, student=StudentFactory(school=school, is_active=False))
    newcomer = StudentFactory(school=school, name="Ada New")
    EnrollmentFactory(classroom=classroom, student=newcomer, starts_on=today)

    assert names(enrolled_students(classroom)) == ["Ada New", "Sam Okafor"]


def test_somebody_who_came_back_is_counted_once(classroom, student, school):
    today = school.today()
    Enrollment.objects.filter(student=student).update(
        starts_on=today - timedelta(days=30), ends_on=today - timedelta(days=20)
    )
    EnrollmentFactory(classroom=classroom, student=student, starts_on=today - timedelta(days=5))

    assert names(enrolled_students(classroom)) == ["Sam Okafor"]


def test_archived_class_is_still_read(classroom, teacher, student):
    classroom.is_archived = True
    classroom.save()

    assert find_classroom(teacher, classroom.pk) == classroom


def test_archived_class_gives_no_right_to_act(classroom, teacher, student):
    assert may_help(teacher, student)
    classroom.is_archived = True
    classroom.save()

    assert not may_help(teacher, student)


def test_the_shared_class_is_one_in_use_before_archived_ones(school, teacher):
    # Ids of students and classes must not happen to be the same here.
    StudentFactory.create_batch(5, school=school)
    student = StudentFactory(school=school)
    archived, used, other = (
        ClassroomFactory(school=school, is_archived=number == 0) for number in range(3)
    )
    for classroom in (archived, used):
        ClassroomTeacherFactory(classroom=classroom, teacher=teacher)
    for classroom in (archived, used, other):
        EnrollmentFactory(classroom=classroom, student=student)

    found = find_student_and_rights(teacher, student.pk)

    assert (found.student, found.may_help, found.shared_class_id) == (student, True, used.pk)
