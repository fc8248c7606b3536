"""People and classes, made. What is refused is a ValidationError with a sentence for whoever asked."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from alpha.accounts.models import Role, School, User
from alpha.learning.models import (
    Classroom,
    ClassroomTeacher,
    Enrollment,
    Guardian,
    Guardianship,
    Student,
)


def create_user(
    school: School,
    *,
    role: str,
    username: str,
    first_name: str = "",
    last_name: str = "",
    email: str = "",
    password: str | None = None,
    encoded_password: str | None = None,
    is_staff: bool | None = None,
    source: str = "",
    external_id: str = "",
) -> User:
    """Make somebody who can sign in once there is a password; without one it is unusable.

    `encoded_password` is a hash made before, for many people at once. Administrators are staff unless told.
    """
    user = User(
        school=school,
        role=role,
        username=username,
        first_name=first_name,
        last_name=last_name,
        email=email,
        is_staff=role == Role.ADMINISTRATOR if is_staff is None else is_staff,
        source=source,
        external_id=external_id,
    )
    if encoded_password is None:
        user.set_password(password)
    else:
        user.password = encoded_password
    user.full_clean()
    user.save()
    return user


@transaction.atomic
def create_student(
    school: School,
    *,
    name: str,
    given_name: str = "",
    family_name: str = "",
    username: str | None = None,
    email: str = "",
    grade: str = "",
    language: str = "en",
    source: str = "",
    external_id: str = "",
    source_note: str = "",
    password: str | None = None,
    encoded_password: str | None = None,
) -> Student:
    """Make a student and the user behind her; a username is made from the name where none is given."""
    user = create_user(
        school,
        role=Role.STUDENT,
        username=username or free_username(name),
        first_name=given_name or ("" if family_name else name[:150]),
        last_name=family_name,
        email=email,
        password=password,
        encoded_password=encoded_password,
    )
    student = Student(
        school=school,
        user=user,
        name=name,
        given_name=given_name,
        family_name=family_name,
        grade=grade,
        language=language,
        source=source,
        external_id=external_id,
        source_note=source_note,
    )
    student.full_clean(exclude=["user"])
    student.save()
    return student


@dataclass(frozen=True, slots=True)
class NewStudent:
    name: str
    source: str = ""
    external_id: str = ""
    source_note: str = ""


@transaction.atomic
def create_students(school: School, people: Sequence[NewStudent]) -> list[Student]:
    """Make many students at once, with unusable passwords, in few queries.

    Lengths are checked here; that ids and usernames are unique is left to the database.
    """
    users = [
        User(
            school=school,
            role=Role.STUDENT,
            username=username,
            first_name=person.name[:150],
            password=make_password(None),
        )
        for person, username in zip(people, _free_usernames(people), strict=True)
    ]
    students = [
        Student(
            school=school,
            user=user,
            name=person.name,
            source=person.source,
            external_id=person.external_id,
            source_note=person.source_note,
        )
        for person, user in zip(people, users, strict=True)
    ]
    for student in students:
        student.clean_fields(exclude=["school", "user"])
    User.objects.bulk_create(users)
    return Student.objects.bulk_create(students)


def create_classroom(
    school: School,
    *,
    name: str,
    subject: str = "",
    source: str = "",
    external_id: str = "",
    source_note: str = "",
) -> Classroom:
    classroom = Classroom(
        school=school,
        name=name,
        subject=subject,
        source=source,
        external_id=external_id,
        source_note=source_note,
    )
    classroom.full_clean()
    classroom.save()
    return classroom


def add_teacher(
    classroom: Classroom,
    teacher: User,
    *,
    role: str = ClassroomTeacher.Role.TEACHER,
    starts_on: date | None = None,
) -> ClassroomTeacher:
    """Give a class a teacher or an aide; somebody who has the class already keeps it as it is."""
    if teacher.role != Role.TEACHER:
        raise ValidationError(f"{teacher} is not a teacher.")
    _refuse_other_school(classroom, teacher)
    teaching, _ = ClassroomTeacher.objects.get_or_create(
        classroom=classroom, teacher=teacher, defaults={"role": role, "starts_on": starts_on}
    )
    return teaching


def enroll_student(
    student: Student, classroom: Classroom, *, starts_on: date | None = None
) -> Enrollment:
    """Put a student into a class; one who is in it already stays as she is."""
    _refuse_other_school(classroom, student)
    enrollment, _ = Enrollment.objects.get_or_create(
        student=student, classroom=classroom, ends_on=None, defaults={"starts_on": starts_on}
    )
    return enrollment


def enroll_students(pairs: Iterable[tuple[Student, Classroom]]) -> None:
    """Put many students into classes at once; they must not be in them yet."""
    enrollments = []
    for student, classroom in pairs:
        _refuse_other_school(classroom, student)
        enrollments.append(Enrollment(student=student, classroom=classroom))
    Enrollment.objects.bulk_create(enrollments)


@transaction.atomic
def link_guardian(
    student: Student,
    *,
    name: str,
    email: str = "",
    phone: str = "",
    relationship: str = "",
    language: str = "en",
    status: str = Guardianship.Status.ACTIVE,
    may_be_contacted: bool = True,
    user: User | None = None,
) -> Guardian:
    """Link a student with a guardian, who is the same person for siblings when name and e-mail agree."""
    guardian = None
    if email:
        guardian = Guardian.objects.filter(
            school=student.school, name=name, email__iexact=email
        ).first()
    if guardian is None:
        guardian = Guardian(
            school=student.school,
            user=user,
            name=name,
            email=email,
            phone=phone,
            language=language,
        )
        guardian.full_clean()
        guardian.save()
    Guardianship.objects.update_or_create(
        guardian=guardian,
        student=student,
        defaults={
            "relationship": relationship,
            "status": status,
            "may_be_contacted": may_be_contacted,
        },
    )
    return guardian


def _refuse_other_school(classroom: Classroom, person: User | Student) -> None:
    if person.school_id != classroom.school_id:
        raise ValidationError(f"{person} and {classroom} are not of the same school.")


def free_username(name: str) -> str:
    """A username made from a name, with a number where somebody has it already."""
    stem = _stem_of(name)
    taken = set(User.objects.filter(username__startswith=stem).values_list("username", flat=True))
    return _first_free(stem, taken)


def _free_usernames(people: Sequence[NewStudent]) -> list[str]:
    stems = [_stem_of(person.name) for person in people]
    taken = set(User.objects.filter(username__in=stems).values_list("username", flat=True))
    several = {stem for stem, times in Counter(stems).items() if times > 1}
    for stem in several | taken:
        alike = User.objects.filter(username__startswith=stem)
        taken.update(alike.values_list("username", flat=True))
    names = []
    for stem in stems:
        names.append(_first_free(stem, taken))
        taken.add(names[-1])
    return names


def _stem_of(name: str) -> str:
    return slugify(name)[:140] or "student"


def _first_free(stem: str, taken: set[str]) -> str:
    names = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return next(name for name in names if name not in taken)
