from datetime import date

import pytest
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError

from alpha.accounts.models import Role, User
from alpha.learning.models import ClassroomTeacher, Enrollment, Guardian, Guardianship, Student
from alpha.learning.services.roster import (
    NewStudent,
    add_teacher,
    create_classroom,
    create_student,
    create_students,
    create_user,
    enroll_student,
    enroll_students,
    link_guardian,
)
from tests.factories import StudentFactory, TeacherFactory, UserFactory


def messages_of(refusal):
    return refusal.value.messages


def test_user_without_password_cannot_sign_in_yet(school):
    user = create_user(school, role=Role.TEACHER, username="moreno", first_name="Alice")

    assert (user.has_usable_password(), user.is_staff, user.school) == (False, False, school)


def test_password_or_its_hash_is_taken(school):
    plain = create_user(school, role=Role.TEACHER, username="a", password="quiet-otter-12")
    hashed = create_user(
        school, role=Role.TEACHER, username="b", encoded_password=make_password("quiet-otter-34")
    )

    assert plain.check_password("quiet-otter-12")
    assert hashed.check_password("quiet-otter-34")


def test_administrators_are_staff(school):
    assert create_user(school, role=Role.ADMINISTRATOR, username="office").is_staff


def test_second_user_of_one_name_or_address_is_refused(school):
    create_user(school, role=Role.TEACHER, username="moreno", email="alice@example.org")

    with pytest.raises(ValidationError) as same_name:
        create_user(school, role=Role.TEACHER, username="moreno")
    with pytest.raises(ValidationError) as same_address:
        create_user(school, role=Role.TEACHER, username="other", email="Alice@example.org")

    assert messages_of(same_name) == ["A user with that username already exists."]
    assert messages_of(same_address) == ["Somebody uses this e-mail address already."]


def test_student_comes_with_a_user_of_the_role(school):
    student = create_student(
        school, name="Sam Okafor", given_name="Sam", family_name="Okafor", grade="5"
    )

    user = student.user
    assert (user.username, user.role, user.school) == ("sam-okafor", Role.STUDENT, school)
    assert (user.display_name, user.has_usable_password()) == ("Sam Okafor", False)


def test_students_of_one_name_get_different_usernames(school):
    made = [create_student(school, name="Sam Okafor") for _ in range(3)]

    assert [student.user.username for student in made] == [
        "sam-okafor",
        "sam-okafor-2",
        "sam-okafor-3",
    ]


def test_student_whose_name_has_no_latin_letters_gets_a_username(school):
    assert create_student(school, name="佐藤").user.username == "student"


def test_refused_student_leaves_no_user_behind(school):
    create_student(school, name="Sam", source="office", external_id="1")

    with pytest.raises(ValidationError) as refusal:
        create_student(school, name="Sam again", source="office", external_id="1")

    assert messages_of(refusal) == ["Constraint “student_external_id_unique” is violated."]
    assert (Student.objects.count(), User.objects.count()) == (1, 1)


def test_classroom_needs_a_name(school):
    with pytest.raises(ValidationError) as refusal:
        create_classroom(school, name="")

    assert messages_of(refusal) == ["This field cannot be blank."]


def test_teacher_is_added_once(classroom):
    teacher = TeacherFactory(school=classroom.school)

    first = add_teacher(classroom, teacher, starts_on=date(2026, 9, 1))
    again = add_teacher(classroom, teacher, role=ClassroomTeacher.Role.AIDE)

    assert again == first
    assert (again.role, again.starts_on) == ("teacher", date(2026, 9, 1))


def test_only_a_teacher_of_the_school_is_added(classroom):
    leader = UserFactory(school=classroom.school, username="leader", role=Role.LEADER)
    stranger = TeacherFactory(username="stranger")

    with pytest.raises(ValidationError) as wrong_role:
        add_teacher(classroom, leader)
    with pytest.raises(ValidationError) as wrong_school:
        add_teacher(classroom, stranger)

    assert messages_of(wrong_role) == [f"{leader} is not a teacher."]
    assert messages_of(wrong_school) == [f"{stranger} and Grade 5 Blue are not of the same school."]


def test_student_is_enrolled_once_and_again_after_leaving(classroom, student):
    enrollment = Enrollment.objects.get()
    assert enroll_student(student, classroom) == enrollment

    enrollment.ends_on = date(2026, 1, 31)
    enrollment.save()

    assert enroll_student(student, classroom, starts_on=date(2026, 3, 1)) != enrollment
    assert Enrollment.objects.count() == 2


def test_student_of_another_school_is_not_enrolled(classroom):
    stranger = StudentFactory(name="Kim")

    with pytest.raises(ValidationError) as refusal:
        enroll_student(stranger, classroom)

    assert messages_of(refusal) == ["Kim and Grade 5 Blue are not of the same school."]


def test_guardian_of_siblings_is_one_person(student):
    sibling = StudentFactory(school=student.school)

    first = link_guardian(
        student, name="Ada Okafor", email="ada@example.org", relationship="mother"
    )
    second = link_guardian(sibling, name="Ada Okafor", email="Ada@example.org")

    assert second == first
    assert list(Guardianship.objects.order_by("id").values_list("student", "status")) == [
        (student.pk, "active"),
        (sibling.pk, "active"),
    ]


def test_guardians_without_address_stay_apart(student):
    link_guardian(student, name="Ada Okafor")
    link_guardian(StudentFactory(school=student.school), name="Ada Okafor")

    assert Guardian.objects.count() == 2


def test_guardian_with_a_bad_address_is_refused(student):
    with pytest.raises(ValidationError) as refusal:
        link_guardian(student, name="Ada", email="not an address")

    assert messages_of(refusal) == ["Enter a valid email address."]


def test_many_students_get_users_of_their_own(school):
    create_student(school, name="Sam Okafor")
    people = [
        NewStudent("Sam Okafor"),
        NewStudent("Noa Lind"),
        NewStudent("Noa Lind"),
        NewStudent("佐"),
    ]

    made = create_students(school, people)

    assert [(student.name, student.user.username) for student in made] == [
        ("Sam Okafor", "sam-okafor-2"),
        ("Noa Lind", "noa-lind"),
        ("Noa Lind", "noa-lind-2"),
        ("佐", "student"),
    ]
    assert {(student.user.role, student.user.has_usable_password()) for student in made} == {
        (Role.STUDENT, False)
    }


def test_many_students_are_refused_together(school):
    with pytest.raises(ValidationError) as refusal:
        create_students(school, [NewStudent("Sam"), NewStudent("")])

    assert messages_of(refusal) == ["This field cannot be blank."]
    assert (Student.objects.count(), User.objects.count()) == (0, 0)


@pytest.mark.parametrize("size", [1, 3])
def test_number_of_queries_does_not_grow_with_the_students(school, size, django_assert_num_queries):
    people = [NewStudent(f"Student {number}") for number in range(size)]

    # A savepoint and its release, the usernames taken, users, students.
    with django_assert_num_queries(5):
        create_students(school, people)


def test_many_students_are_enrolled_only_in_their_own_school(classroom):
    one, other = StudentFactory(school=classroom.school), StudentFactory(name="Kim")
    enroll_students([(one, classroom)])

    with pytest.raises(ValidationError) as refusal:
        enroll_students([(other, classroom)])

    assert messages_of(refusal) == ["Kim and Grade 5 Blue are not of the same school."]
    assert [row.student for row in Enrollment.objects.all()] == [one]
