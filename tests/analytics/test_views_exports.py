import csv
import io
from datetime import datetime

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from alpha.learning.models import ClassroomTeacher
from analytics.models import ReportView
from tests.analytics.records import classmate, practiced
from tests.factories import (
    AssignedWorkFactory,
    ClassroomFactory,
    ClassroomTeacherFactory,
    EnrollmentFactory,
    LearningPathFactory,
    SkillFactory,
    StudentFactory,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
QUERIES_OF_CLASS = 11
QUERIES_OF_STUDENT = 13

pytestmark = pytest.mark.usefixtures("monday")


def class_url(classroom, file_format="csv", **query):
    return reverse("analytics:class_export", args=[classroom.pk, file_format], query=query or None)


def student_url(student, file_format="csv", **query):
    return reverse("analytics:student_export", args=[student.pk, file_format], query=query or None)


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def table_of(response, title):
    """The rows of one table of a CSV answer, as dictionaries by heading."""
    text = response.content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    start = lines.index([title]) + 1
    end = lines.index([], start)
    return [dict(zip(lines[start], row, strict=True)) for row in lines[start + 1 : end]]


def fact_of(response, label):
    text = response.content.decode("utf-8-sig")
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    return next(row[1] for row in rows if row and row[0] == label)


def sheet_of(response, title):
    rows = list(load_workbook(io.BytesIO(response.content))[title].values)
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


@pytest.fixture
def filled(classroom):
    """Three students with accuracies that no binary number holds, and one without answers."""
    classmate(classroom, "Ada", (1, 7, 23), (3, 11, 17))
    classmate(classroom, "Ben", (2, 29, 31))
    classmate(classroom, "Cleo", (40, 5, 10), (1, 13, 19))
    classmate(classroom, "Quinn", (70, 5, 10))
    return classroom


@pytest.mark.parametrize("query", [{}, {"sort": "-accuracy", "days": "90"}, {"sort": "questions"}])
def test_class_files_hold_the_numbers_of_the_page_in_its_order(signed_in, filled, query):
    page = signed_in.get(reverse("analytics:class_report", args=[filled.pk]), query)
    shown = [*page.context["rows"], *page.context["report"].table.without_data]

    as_csv = table_of(signed_in.get(class_url(filled, **query)), "Students")
    as_xlsx = sheet_of(signed_in.get(class_url(filled, "xlsx", **query)), "Students")

    assert len(shown) == 4
    for row, text, cells in zip(shown, as_csv, as_xlsx, strict=True):
        assert text["Student"] == cells["Student"] == row.student
        assert int(text["Questions"]) == cells["Questions"] == row.questions
        assert int(text["Right answers"]) == cells["Right answers"] == row.correct
        assert text["Trend"] == cells["Trend"] == row.trend_word
        assert cells["Last practice"] == datetime.combine(row.last_practice, datetime.min.time())
        assert text["Last practice"] == row.last_practice.isoformat()
        if row.accuracy is None:
            assert (text["Accuracy"], cells["Accuracy"]) == ("", None)
        else:
            assert float(text["Accuracy"]) == cells["Accuracy"] == round(row.accuracy, 9)


def test_class_averages_of_the_file_are_those_of_the_page(signed_in, filled):
    overall = (
        signed_in.get(reverse("analytics:class_report", args=[filled.pk])).context["report"].overall
    )

    response = signed_in.get(class_url(filled))

    average = fact_of(response, "Class average (each student counts once)")
    assert float(average) == round(overall.class_average, 9)
    assert float(fact_of(response, "Share of all answers right")) == round(
        overall.pooled_accuracy, 9
    )


def test_file_is_named_after_the_class_and_its_dates(signed_in, classroom):
    response = signed_in.get(class_url(classroom, days=7))

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="Class report Grade 5 Blue 2026-11-17 to 2026-11-23.csv"'
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"


def test_name_of_a_file_may_have_letters_of_any_language(signed_in, classroom):
    classroom.name = "Klasse 5 Ü"
    classroom.save()

    response = signed_in.get(class_url(classroom, "xlsx"))

    assert response.headers["Content-Type"] == XLSX
    assert (
        "filename*=utf-8''Class%20report%20Klasse%205%20%C3%9C"
        in (response.headers["Content-Disposition"])
    )


def test_name_that_is_a_formula_runs_in_neither_file(signed_in, classroom):
    classmate(classroom, '=HYPERLINK("http://evil.example","x")', (1, 5, 10))

    (text,) = table_of(signed_in.get(class_url(classroom)), "Students")
    book = load_workbook(io.BytesIO(signed_in.get(class_url(classroom, "xlsx")).content))

    assert text["Student"].startswith("'=HYPERLINK")
    assert book["Students"]["A2"].data_type == "s"
    assert book["Students"]["A2"].hyperlink is None


def test_student_files_hold_the_numbers_of_the_page(signed_in, student):
    for name, correct in [("Fractions", 7), ("Decimals", 19)]:
        skill = SkillFactory(school=student.school, name=name)
        LearningPathFactory(student=student, skill=skill, current_accuracy=correct / 23)
        practiced(student, 2, correct, 23, skill=skill)
    page = signed_in.get(reverse("analytics:student_report", args=[student.pk]))
    report = page.context["report"]

    as_csv = signed_in.get(student_url(student))
    as_xlsx = sheet_of(signed_in.get(student_url(student, "xlsx")), "Skills")

    assert float(fact_of(as_csv, "Accuracy")) == round(report.overall.accuracy, 9)
    rows = zip(report.skills, table_of(as_csv, "Skills"), as_xlsx, strict=True)
    for row, text, cells in rows:
        assert text["Skill"] == cells["Skill"] == row.skill
        assert float(text["Accuracy"]) == cells["Accuracy"] == round(row.accuracy, 9)
        assert int(text["Questions"]) == cells["Questions"] == row.questions
        assert text["Standing"] == cells["Standing"] == row.status
    assert len(table_of(as_csv, "Sessions")) == 2


@pytest.mark.parametrize("file_format", ["pdf", "CSV", "xls", "csv.exe"])
def test_other_formats_are_not_found(signed_in, classroom, student, file_format):
    for url in (class_url(classroom, file_format), student_url(student, file_format)):
        assert signed_in.get(url).status_code == 404
    assert not ReportView.objects.exists()


@pytest.mark.parametrize(
    "query, message",
    [
        ({"days": "0"}, "Choose a period of 1 to 366 days."),
        ({"start": "2026-11-01"}, "Choose both the first and the last day."),
    ],
)
def test_impossible_window_leads_to_the_report_and_its_message(
    signed_in, classroom, student, query, message
):
    for url, page in [
        (class_url(classroom, **query), reverse("analytics:class_report", args=[classroom.pk])),
        (student_url(student, **query), reverse("analytics:student_report", args=[student.pk])),
    ]:
        response = signed_in.get(url, follow=True)
        assert response.redirect_chain == [(page, 302)]
        assert message in response.text


def test_two_dates_are_the_window_of_the_file(signed_in, filled):
    response = signed_in.get(class_url(filled, start="2026-11-21", end="2026-11-21"))

    assert table_of(response, "Students")[0]["Student"] == "Ben"
    assert (fact_of(response, "First date"), fact_of(response, "Days")) == ("2026-11-21", "1")


def test_taking_a_report_away_is_recorded(signed_in, classroom, student, teacher):
    signed_in.get(class_url(classroom))
    signed_in.get(student_url(student, "xlsx"))

    assert list(
        ReportView.objects.order_by("pk").values_list("viewer", "classroom", "student")
    ) == [
        (teacher.pk, classroom.pk, None),
        (teacher.pk, None, student.pk),
    ]


def offered(client, url):
    return "export/xlsx/" in client.get(url).text


@pytest.mark.parametrize("role, may", [("TE", True), ("CO", True), ("LE", True), ("AIDE", False)])
def test_files_are_offered_to_those_who_get_them(client, people, classroom, student, role, may):
    client.force_login(getattr(people, role))
    for page, file in [
        (reverse("analytics:class_report", args=[classroom.pk]), class_url(classroom)),
        (reverse("analytics:student_report", args=[student.pk]), student_url(student)),
    ]:
        assert (offered(client, page), client.get(file).status_code) == (may, 200 if may else 403)
        assert "Print sheet" in client.get(page).text


def test_aide_who_teaches_some_of_the_class_elsewhere_takes_only_those_away(
    client, people, school, classroom, student
):
    own = ClassroomFactory(school=school, name="Own class")
    ClassroomTeacherFactory(classroom=own, teacher=people.AIDE, role=ClassroomTeacher.Role.TEACHER)
    EnrollmentFactory(classroom=own, student=student)
    client.force_login(people.AIDE)

    assert not offered(client, reverse("analytics:class_report", args=[classroom.pk]))
    assert client.get(class_url(classroom)).status_code == 403
    assert client.get(class_url(own)).status_code == 200
    assert client.get(student_url(student)).status_code == 200


def test_menu_keeps_window_and_order(signed_in, classroom, student):
    page = signed_in.get(
        reverse("analytics:class_report", args=[classroom.pk]), {"days": 90, "sort": "-accuracy"}
    )

    for address in (class_url(classroom), class_url(classroom, "xlsx")):
        assert f'href="{address}?days=90&amp;sort=-accuracy"' in page.text
    sheet = reverse("analytics:class_sheet", args=[classroom.pk])
    assert f'href="{sheet}?days=90&amp;sort=-accuracy"' in page.text


@pytest.mark.parametrize("rows", [1, 3])
def test_class_file_asks_the_same_questions_for_one_student_and_three(
    signed_in, classroom, rows, django_assert_num_queries
):
    for number in range(rows):
        classmate(classroom, f"Student {number}", (1, 14, 20), (2, 3, 5))
    with django_assert_num_queries(QUERIES_OF_CLASS):
        signed_in.get(class_url(classroom))


@pytest.mark.parametrize("rows", [1, 3])
def test_student_file_asks_the_same_questions_for_one_session_and_three(
    signed_in, student, rows, django_assert_num_queries
):
    for number in range(rows):
        practiced(student, number, 5, 10)
        LearningPathFactory(student=student)
        AssignedWorkFactory(student=student)
        EnrollmentFactory(student=StudentFactory(school=student.school))
    with django_assert_num_queries(QUERIES_OF_STUDENT):
        signed_in.get(student_url(student))
