"""What is measured: the pages a teacher opens most, and the same for programs."""

from collections.abc import Callable
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from alpha.accounts.models import User
from alpha.bench import floor
from alpha.learning.access import students_visible_to
from alpha.learning.models import Classroom, Student
from alpha.periods import Period
from alpha.today.board import board_for
from analytics import reports
from analytics.access import alerts_visible_to
from analytics.alerts import evaluate_students
from analytics.services import AnalyticsService

WINDOW_DAYS = 30


@dataclass(frozen=True, slots=True)
class Subject:
    """A page as a signed-in teacher asks for it, its data alone, and the floor of that data."""

    name: str
    page: Callable[[], object]
    report: Callable[[], object]
    floor: Callable[[], object]


def subjects() -> list[Subject]:
    """The pages of a class in the middle of the school and of one of its students."""
    classrooms = Classroom.objects.select_related("school").order_by("pk")
    classroom = classrooms[classrooms.count() // 2]
    in_class = Student.objects.filter(enrollments__classroom=classroom).order_by("pk")
    student = in_class.select_related("school")[0]
    teacher = classroom.teachers.select_related("school").get()
    period = Period.last(WINDOW_DAYS, today=classroom.school.today())
    _let_there_be_alerts(teacher)
    get = page_reader(teacher)
    return [
        Subject(
            "Class report",
            page=lambda: get(reverse("analytics:class_report", args=[classroom.pk])),
            report=lambda: reports.class_report(classroom, period=period),
            floor=lambda: floor.class_days(classroom, period),
        ),
        Subject(
            "Student report",
            page=lambda: get(reverse("analytics:student_report", args=[student.pk])),
            report=lambda: reports.student_report(
                student, viewer=teacher, period=period, class_id=classroom.pk
            ),
            floor=lambda: floor.student_figures(student, classroom, period),
        ),
        Subject(
            "Heat map",
            page=lambda: get(reverse("analytics:heatmap", args=[classroom.pk])),
            report=lambda: reports.skill_heatmap(classroom, period=period),
            floor=lambda: floor.class_skills(classroom, period),
        ),
        Subject(
            "Today",
            page=lambda: get(reverse("analytics:today")),
            report=lambda: board_for(teacher),
            floor=lambda: floor.morning(teacher, classroom.school.today()),
        ),
        *api_subjects(classroom, student, teacher, get),
    ]


def api_subjects(
    classroom: Classroom, student: Student, teacher: User, get: Callable[[str], None]
) -> list[Subject]:
    """The same reports for programs; that of a class has its heat map within it."""
    service = AnalyticsService(teacher)
    period = Period.last(WINDOW_DAYS, today=classroom.school.today())
    return [
        Subject(
            "Class, API",
            page=lambda: get(reverse("api:class_report", args=[classroom.pk])),
            report=lambda: service.get_class_performance_report(classroom.pk),
            floor=lambda: (
                floor.class_days(classroom, period),
                floor.class_skills(classroom, period),
            ),
        ),
        Subject(
            "Student, API",
            page=lambda: get(reverse("api:student_report", args=[student.pk])),
            report=lambda: service.get_student_performance_report(student.pk),
            floor=lambda: floor.student_figures(student, classroom, period),
        ),
    ]


def _let_there_be_alerts(teacher: User) -> None:
    """A morning follows a night: in a new school nobody has looked at her students yet."""
    if teacher.school is not None and not alerts_visible_to(teacher).exists():
        students = students_visible_to(teacher).values_list("pk", flat=True)
        evaluate_students(teacher.school, students)


def page_reader(teacher: User) -> Callable[[str], None]:
    """Return what asks for an address as this teacher, and insists on a page."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(teacher)

    def get(address: str) -> None:
        response = client.get(address, secure=True)
        if response.status_code != 200:
            raise RuntimeError(f"{address} answered {response.status_code}.")

    return get
