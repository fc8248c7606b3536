import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from analytics.models import ReportView
from tests.analytics.records import classmate
from tests.factories import AssignedWorkFactory, AssignmentFactory, ClassroomFactory

pytestmark = pytest.mark.usefixtures("monday")
# As in the fixture `monday`: ten in the morning at the school.
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
PIECE = {"HX-Request": "true", "HX-Target": "class-work"}
# Session, person, class; its students, their work; the record of the reading; the inbox of the frame.
QUERIES = 7


@pytest.fixture
def address(classroom):
    return reverse("analytics:class_work", args=[classroom.pk])


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def assignment(classroom, title, due_in, *, of="the class"):
    return AssignmentFactory(
        school=classroom.school,
        title=title,
        due_at=NOW + timedelta(days=due_in),
        classroom=classroom if of == "the class" else of,
    )


def works(given, students, *, done=(), answered=10, correct=7):
    for student in students:
        is_done = student in done
        AssignedWorkFactory(
            assignment=given,
            student=student,
            status="completed" if is_done else "assigned",
            completed_at=given.due_at - timedelta(days=1) if is_done else None,
            questions_answered=answered if is_done else 0,
            questions_correct=correct if is_done else 0,
        )


def lines(response):
    rows = re.findall(r"<tr>(.*?)</tr>", response.text, re.DOTALL)[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


@pytest.fixture
def ada_and_ben(classroom):
    return [classmate(classroom, name) for name in ("Ada", "Ben")]


def test_each_assignment_says_how_many_are_done_and_who_is_overdue(
    signed_in, address, classroom, ada_and_ben
):
    ada, _ben = ada_and_ben
    works(assignment(classroom, "Area", -5), ada_and_ben, done=[ada])
    works(assignment(classroom, "Ratios", 2), ada_and_ben)
    works(assignment(classroom, "Decimals", -9), ada_and_ben, done=ada_and_ben, correct=8)

    response = signed_in.get(address)

    assert lines(response) == [
        "Ratios Nov 25, 10:00 AM 0 of 2 No answers nobody",
        "Area Nov 18 1 of 2 70% (7 of 10) Ben",
        "Decimals Nov 14 2 of 2 80% (16 of 20) all done",
    ]
    assert "3 of 6 pieces of work are done." in response.text


def test_a_targeted_assignment_names_its_student(signed_in, address, classroom, ada_and_ben):
    ada, _ = ada_and_ben
    given = assignment(classroom, "Targeted Practice - Area", -2, of=None)
    works(given, [ada], done=[ada], answered=15, correct=11)

    response = signed_in.get(address)

    assert lines(response) == [
        "Targeted Practice - Area for Ada Nov 21 1 of 1 73% (11 of 15) all done"
    ]
    assert reverse("analytics:student_report", args=[ada.pk]) in response.text


def test_the_window_counts_what_is_of_it_and_what_is_open(
    signed_in, address, classroom, ada_and_ben
):
    ada, _ = ada_and_ben
    works(assignment(classroom, "Long done", -60), ada_and_ben, done=ada_and_ben)
    works(assignment(classroom, "Long open", -60), ada_and_ben, done=[ada])
    works(assignment(classroom, "Of late", -10), ada_and_ben, done=ada_and_ben)

    assert [line.split(" Nov")[0].split(" Sep")[0] for line in lines(signed_in.get(address))] == [
        "Of late",
        "Long open",
    ]
    assert len(lines(signed_in.get(address, {"days": 7}))) == 1
    assert len(lines(signed_in.get(address, {"days": 90}))) == 3


def test_only_the_classes_own_work_and_students_of_today_count(
    signed_in, address, classroom, ada_and_ben
):
    left = classmate(classroom, "Lee")
    left.enrollments.update(ends_on=NOW.date())
    other_class = ClassroomFactory(school=classroom.school)
    works(assignment(classroom, "Elsewhere", -2, of=other_class), ada_and_ben)
    works(assignment(classroom, "Here", -2), [*ada_and_ben, left])

    response = signed_in.get(address)

    assert lines(response) == ["Here Nov 21 0 of 2 No answers Ada Ben"]
    assert "Lee" not in response.text


def test_a_class_without_work_says_so(signed_in, address, ada_and_ben):
    assert "No work was given in this period, and none is open." in signed_in.get(address).text


def test_the_piece_shows_the_first_lines_and_leads_to_all(
    signed_in, address, classroom, ada_and_ben
):
    for number in range(8):
        works(assignment(classroom, f"Work {number}", -number - 1), ada_and_ben)

    response = signed_in.get(address, {"days": 14}, headers=PIECE)

    assert "<html" not in response.text
    assert len(lines(response)) == 6
    assert f'<a href="{address}?days=14">All assigned work, 2 more</a>' in response.text
    assert response["Vary"].count("HX-Target") == 1


def test_reading_the_page_is_recorded_and_the_piece_is_part_of_the_report(
    signed_in, address, classroom, teacher
):
    signed_in.get(address, headers=PIECE)
    assert not ReportView.objects.exists()
    signed_in.get(address)

    assert ReportView.objects.values_list("viewer", "classroom").get() == (
        teacher.pk,
        classroom.pk,
    )


def test_the_class_report_loads_it_and_links_it(signed_in, address, classroom, ada_and_ben):
    page = signed_in.get(reverse("analytics:class_report", args=[classroom.pk]), {"days": 7}).text

    assert f'hx-get="{address}?days=7"' in page
    assert f'<a href="{address}?days=7">Assigned work of Grade 5 Blue</a>' in page


def test_an_address_that_makes_no_sense_leads_to_the_page(signed_in, address):
    assert signed_in.get(address, {"days": "soon"}).url == address


def test_markup_in_titles_is_shown_as_text(signed_in, address, classroom, ada_and_ben):
    works(assignment(classroom, "<b>{x}</b>", 2), ada_and_ben)

    assert "&lt;b&gt;{x}&lt;/b&gt;" in signed_in.get(address).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(
    signed_in, address, classroom, rows, django_assert_num_queries
):
    students = [classmate(classroom, f"Student {number}") for number in range(rows)]
    for number in range(rows):
        works(assignment(classroom, f"Work {number}", -number - 1), students)

    with django_assert_num_queries(QUERIES):
        signed_in.get(address)
