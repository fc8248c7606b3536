"""A large school written straight into an empty database: no demo, only rows in realistic numbers.

The practice is made by the database itself, from arithmetic instead of chance, so every build is the
same. It is counted back from today: a school with a shorter history has the very same last days.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from alpha.accounts.models import Role, School, User
from alpha.bench.practice import add_assigned_works, add_learning_paths, add_sessions, add_xp
from alpha.learning.models import (
    Assignment,
    Classroom,
    ClassroomTeacher,
    Enrollment,
    Skill,
    Student,
)

SCHOOL_CODE = "bench"
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Plan:
    """How large the school is; the defaults are the benchmark's."""

    classes: int = 100
    class_size: int = 30
    classes_per_teacher: int = 5
    skills: int = 40
    days: int = 365

    @property
    def students(self) -> int:
        return self.classes * self.class_size


def find_school() -> School | None:
    return School.objects.filter(code=SCHOOL_CODE).first()


@transaction.atomic
def build_school(plan: Plan) -> School:
    """Write the whole school, up to today; all of it or nothing."""
    school = School.objects.create(code=SCHOOL_CODE, name="Benchmark School", time_zone="UTC")
    skills = _add_skills(school, plan)
    classrooms = _add_classrooms(school, plan)
    _add_students(school, plan, classrooms)
    days = school_days(school, plan.days)
    add_sessions(school, days=days, first_skill_id=skills[0].pk, skills=len(skills))
    add_learning_paths()
    add_xp()
    _add_assignments(school, classrooms, skills, days)
    return school


def refresh_statistics() -> None:
    """Let the database look at what it holds, as it does by itself in daily use."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "PRAGMA optimize")


def _add_skills(school: School, plan: Plan) -> list[Skill]:
    skills = Skill.objects.bulk_create(
        Skill(school=school, code=f"skill-{number:02}", name=f"Skill {number:02}")
        for number in range(1, plan.skills + 1)
    )
    # A chain of prerequisites: each skill asks for the one before.
    link = Skill.prerequisites.through
    link.objects.bulk_create(
        link(from_skill_id=after.pk, to_skill_id=before.pk) for before, after in pairwise(skills)
    )
    return skills


def _add_classrooms(school: School, plan: Plan) -> list[Classroom]:
    teachers = User.objects.bulk_create(
        User(school=school, username=f"bench.teacher{number}", password=make_password(None))
        for number in range(1, plan.classes // plan.classes_per_teacher + 2)
    )
    classrooms = Classroom.objects.bulk_create(
        Classroom(school=school, name=f"Class {number:03}", subject="Math")
        for number in range(1, plan.classes + 1)
    )
    ClassroomTeacher.objects.bulk_create(
        ClassroomTeacher(classroom=classroom, teacher=teachers[number // plan.classes_per_teacher])
        for number, classroom in enumerate(classrooms)
    )
    return classrooms


def _add_students(school: School, plan: Plan, classrooms: list[Classroom]) -> None:
    numbers = range(1, plan.students + 1)
    users = User.objects.bulk_create(
        User(
            school=school,
            username=f"bench.student{n}",
            role=Role.STUDENT,
            password=make_password(None),
        )
        for n in numbers
    )
    students = Student.objects.bulk_create(
        Student(school=school, user=user, name=f"Student {n:04}", grade="5")
        for n, user in zip(numbers, users, strict=True)
    )
    Enrollment.objects.bulk_create(
        Enrollment(student=student, classroom=classrooms[place // plan.class_size])
        for place, student in enumerate(students)
    )


def school_days(school: School, days: int) -> list[date]:
    """The weekdays of the last `days` dates, newest first."""
    today = school.today()
    dates = [today - timedelta(days=offset) for offset in range(days)]
    return [day for day in dates if day.weekday() in school.weekdays_taught]


def _add_assignments(
    school: School, classrooms: list[Classroom], skills: list[Skill], days: list[date]
) -> None:
    """One assignment a week for each class, due on Thursdays and done by most."""
    due_days = [day for day in days if day.weekday() == 3]
    assignments = Assignment.objects.bulk_create(
        Assignment(
            school=school,
            classroom=classroom,
            title=f"Practice of the week of {day}",
            released_at=_noon(day) - WEEK,
            due_at=_noon(day),
            created_at=_noon(day) - WEEK,
        )
        for day in due_days
        for classroom in classrooms
    )
    link = Assignment.skills.through
    link.objects.bulk_create(
        link(assignment_id=assignment.pk, skill_id=skills[number % len(skills)].pk)
        for number, assignment in enumerate(assignments)
    )
    add_assigned_works(now=timezone.now())


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)
