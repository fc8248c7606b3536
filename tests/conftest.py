"""The people of the tests, by name: one school, one class, and those who may not look into it."""

import os
from dataclasses import asdict
from types import SimpleNamespace

import pytest
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from hypothesis import settings

from alpha.accounts.models import Role
from alpha.gamification.defaults import DEFAULT_ACHIEVEMENTS
from alpha.gamification.models import Achievement
from alpha.learning.models import ClassroomTeacher
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

# Playwright keeps an event loop in the test's thread, which Django takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# The same examples on every run, and no example fails because the machine was busy.
settings.register_profile("alpha", derandomize=True, deadline=None)
settings.load_profile("alpha")


@receiver(post_migrate)
def put_defaults_back(sender, **kwargs):
    """A test with transactions of its own empties the database behind it, of what migrations wrote as well."""
    if sender.label == "gamification":
        defaults = [Achievement(**asdict(default)) for default in DEFAULT_ACHIEVEMENTS]
        Achievement.objects.bulk_create(defaults, ignore_conflicts=True)


@pytest.fixture
def school(db):
    return make_school()


@pytest.fixture
def classroom(school):
    return make_classroom(school)


@pytest.fixture
def teacher(classroom):
    """Teaches the class."""
    return make_teacher(classroom)


@pytest.fixture
def student(classroom):
    """Is enrolled in the class."""
    return make_student(classroom)


@pytest.fixture
def people(classroom, teacher, student):
    """Everybody of the access matrix by code: security-and-interop 2.2, without AN (nobody signed in)."""
    return make_people(classroom, teacher, student)


def make_school():
    return SchoolFactory(name="Maple School", code="maple")


def make_classroom(school):
    return ClassroomFactory(school=school, name="Grade 5 Blue")


def make_teacher(classroom):
    teacher = TeacherFactory(
        school=classroom.school, username="alice", first_name="Alice", last_name="Moreno"
    )
    ClassroomTeacherFactory(classroom=classroom, teacher=teacher)
    return teacher


def make_student(classroom):
    student = StudentFactory(school=classroom.school, name="Sam Okafor")
    EnrollmentFactory(classroom=classroom, student=student)
    return student


def make_people(classroom, teacher, student):
    school = classroom.school
    other_school = SchoolFactory(name="Birch School", code="birch")
    classmate = StudentFactory(school=school, name="Noa Lindqvist")
    EnrollmentFactory(classroom=classroom, student=classmate)
    parent = UserFactory(school=school, username="parent", role=Role.GUARDIAN)
    GuardianshipFactory(student=student, guardian=GuardianFactory(school=school, user=parent))
    other_parent = UserFactory(school=school, username="other-parent", role=Role.GUARDIAN)
    GuardianshipFactory(
        student=classmate, guardian=GuardianFactory(school=school, user=other_parent)
    )
    aide = TeacherFactory(school=school, username="aide")
    ClassroomTeacherFactory(classroom=classroom, teacher=aide, role=ClassroomTeacher.Role.AIDE)
    co_teacher = TeacherFactory(school=school, username="co-teacher")
    ClassroomTeacherFactory(classroom=classroom, teacher=co_teacher)
    return SimpleNamespace(
        ST=student.user,
        ST2=classmate.user,
        GU=parent,
        GU2=other_parent,
        TE=teacher,
        CO=co_teacher,
        AIDE=aide,
        TO=TeacherFactory(school=school, username="colleague"),
        LE=UserFactory(school=school, username="leader", role=Role.LEADER),
        AD=UserFactory(school=school, username="office", role=Role.ADMINISTRATOR, is_staff=True),
        TX=TeacherFactory(school=other_school, username="stranger"),
    )
