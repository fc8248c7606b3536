import re
from datetime import timedelta

import pytest
from django.urls import reverse

from analytics.models import ReportView
from tests.factories import (
    ClassroomFactory,
    ClassroomTeacherFactory,
    EnrollmentFactory,
    PracticeSessionFactory,
    StudentFactory,
)

CLASSES = reverse("analytics:classes")
QUERIES_OF_LIST = 8
QUERIES_OF_REPORT = 10


def report_url(classroom, **query):
    return reverse("analytics:class_report", args=[classroom.pk], query=query or None)


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def enroll_with_practice(classroom, name, *, correct=14, answered=20, days_ago=1):
    student = StudentFactory(school=classroom.school, name=name)
    EnrollmentFactory(classroom=classroom, student=student)
    PracticeSessionFactory(
        student=student,
        school_day=classroom.school.today() - timedelta(days=days_ago),
        questions_answered=answered,
        questions_correct=correct,
    )
    return student


def test_teacher_without_classes_reads_what_to_do(client, people):
    client.force_login(people.TO)
    assert "No classes yet" in client.get(CLASSES).text


def test_class_list_shows_each_class_with_its_numbers(signed_in, classroom):
    enroll_with_practice(classroom, "Ada", correct=18, days_ago=1)
    enroll_with_practice(classroom, "Ben", correct=12, days_ago=10)
    EnrollmentFactory(classroom=classroom)
    page = " ".join(signed_in.get(CLASSES).text.split())
    assert "1 of 3" in page  # active in the last seven dates: Ada
    assert "75% <span" in page  # (90 % + 60 %) ÷ 2
    assert "2 students</span>" in page


def test_class_without_practice_has_no_data_rather_than_zero(signed_in, classroom):
    EnrollmentFactory(classroom=classroom)
    page = signed_in.get(CLASSES).text
    assert "no data" in page
    assert not re.search(r"\b0%", page)


@pytest.mark.parametrize("classes", [1, 3])
def test_class_list_asks_the_same_questions_for_one_class_and_three(
    signed_in, teacher, school, classroom, classes, django_assert_num_queries
):
    enroll_with_practice(classroom, "Ada")
    for number in range(classes - 1):
        more = ClassroomFactory(school=school, name=f"Class {number}")
        ClassroomTeacherFactory(classroom=more, teacher=teacher)
        enroll_with_practice(more, f"Student of {number}")
    with django_assert_num_queries(QUERIES_OF_LIST):
        signed_in.get(CLASSES)


def test_class_report_parts_students_with_and_without_practice(signed_in, classroom):
    enroll_with_practice(classroom, "Ada", correct=18)
    quiet = StudentFactory(school=classroom.school, name="Quinn")
    EnrollmentFactory(classroom=classroom, student=quiet)
    response = signed_in.get(report_url(classroom))
    assert [row.student for row in response.context["rows"]] == ["Ada"]
    without = response.context["report"].table.without_data
    assert [row.student for row in without] == ["Quinn"]
    assert "View Performance Report" in response.text


def test_class_report_of_an_empty_class_says_so(signed_in, classroom):
    assert "Nobody is enrolled in this class today" in signed_in.get(report_url(classroom)).text


def test_students_are_sorted_as_the_address_says(signed_in, classroom):
    for name, correct in [("Ada", 12), ("Ben", 18), ("Cleo", 15)]:
        enroll_with_practice(classroom, name, correct=correct)
    response = signed_in.get(report_url(classroom, sort="-accuracy"))
    assert [row.student for row in response.context["rows"]] == ["Ben", "Cleo", "Ada"]


@pytest.mark.parametrize(
    "query, message",
    [
        ({"days": "0"}, "Choose a period of 1 to 366 days."),
        ({"days": "soon"}, "Choose a period of 1 to 366 days."),
        ({"sort": "password"}, "The table cannot be sorted that way."),
    ],
)
def test_address_that_makes_no_sense_leads_to_the_report_with_a_message(
    signed_in, classroom, query, message
):
    response = signed_in.get(report_url(classroom, **query), follow=True)
    assert response.redirect_chain == [(report_url(classroom), 302)]
    assert message in response.text


def test_window_counts_only_its_days(signed_in, classroom):
    enroll_with_practice(classroom, "Ada", days_ago=6)
    enroll_with_practice(classroom, "Ben", days_ago=7)
    response = signed_in.get(report_url(classroom, days=7))
    assert [row.student for row in response.context["rows"]] == ["Ada"]


def test_reading_a_report_is_recorded_once(signed_in, classroom, teacher):
    signed_in.get(report_url(classroom))
    assert list(ReportView.objects.values_list("viewer", "classroom", "student")) == [
        (teacher.pk, classroom.pk, None)
    ]


def test_take_action_is_offered_to_teachers_and_not_to_aides(client, people, classroom, student):
    client.force_login(people.TE)
    assert "Take Action" in client.get(report_url(classroom)).text
    client.force_login(people.AIDE)
    assert "Take Action" not in client.get(report_url(classroom)).text


def test_estimated_dates_are_marked_wherever_they_count(signed_in, classroom, student):
    PracticeSessionFactory(student=student, is_estimated=True)
    for url in (CLASSES, report_url(classroom)):
        assert "Estimated dates." in signed_in.get(url).text


@pytest.mark.parametrize("students", [1, 3])
def test_class_report_asks_the_same_questions_for_one_student_and_three(
    signed_in, classroom, students, django_assert_num_queries
):
    for number in range(students):
        enroll_with_practice(classroom, f"Student {number}")
    with django_assert_num_queries(QUERIES_OF_REPORT):
        signed_in.get(report_url(classroom))
