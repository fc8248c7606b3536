from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from interventions.tracking import resolve
from tests.factories import (
    AssignedWorkFactory,
    InterventionFactory,
    MeetingFactory,
    PracticeSessionFactory,
)

HTMX = {"HX-Request": "true"}
TIMELINE_QUERIES = 12
MARKS_QUERIES = 4


@pytest.fixture
def address(student):
    return reverse("interventions:timeline", args=[student.pk])


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def marks_address(student, **query):
    return reverse("interventions:chart_marks", args=[student.pk], query=query or None)


def words_of(response):
    return " ".join(response.text.split())


def something_of_everything(student, teacher, *, days_ago):
    now = timezone.now()
    PracticeSessionFactory(
        student=student, school_day=student.school.today() - timedelta(days=days_ago)
    )
    AssignedWorkFactory(
        student=student, status="completed", completed_at=now, questions_answered=15
    )
    resolve(InterventionFactory(student=student, teacher=teacher), by=teacher)
    MeetingFactory(student=student, teacher=teacher)


def test_the_page_tells_what_happened_and_by_whom(signed_in, address, student, teacher, people):
    something_of_everything(student, people.CO, days_ago=1)
    InterventionFactory(student=student, teacher=teacher)

    words = words_of(signed_in.get(address))

    for said in (
        "<h1>Timeline</h1>",
        "Practiced: 70% (7 of 10)",
        "Message sent",
        "by you",
        "Take Action",
    ):
        assert said in words
    assert f"by {people.CO.display_name}" in words


def test_the_report_gets_the_list_alone(signed_in, address, student, teacher):
    something_of_everything(student, teacher, days_ago=1)

    response = signed_in.get(address, headers=HTMX)

    assert "<h1>" not in response.text
    assert "Practiced: 70% (7 of 10)" in response.text
    assert "HX-Request" in response["Vary"]


def test_a_timeline_without_events_says_what_will_be_here(signed_in, address):
    assert "Nothing has happened yet" in signed_in.get(address).text


def test_a_long_timeline_comes_in_pages(signed_in, address, student):
    for day in range(21):
        PracticeSessionFactory(
            student=student, school_day=student.school.today() - timedelta(days=day)
        )

    first = signed_in.get(address)
    second = signed_in.get(address, {"page": 2})

    assert (len(first.context["events"]), len(second.context["events"])) == (20, 1)
    assert f'href="{address}?page=2"' in first.text
    assert len(signed_in.get(address, {"page": "x"}).context["events"]) == 20


def test_an_aide_reads_the_timeline_and_is_offered_no_action(client, people, address):
    client.force_login(people.AIDE)

    response = client.get(address)

    assert response.status_code == 200
    assert "Take Action" not in response.text


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_timeline(
    signed_in, address, student, teacher, rows, django_assert_num_queries
):
    for number in range(rows):
        something_of_everything(student, teacher, days_ago=number + 1)

    with django_assert_num_queries(TIMELINE_QUERIES):
        signed_in.get(address)


def test_marks_are_the_help_of_the_window_by_date(signed_in, student, teacher):
    for day, hour in ((8, 17), (9, 4), (9, 6), (20, 17)):
        InterventionFactory(
            student=student,
            teacher=teacher,
            created_at=datetime(2026, 11, day, hour, tzinfo=UTC),
        )

    response = signed_in.get(marks_address(student, start="2026-11-08", end="2026-11-09"))

    # 4:00 UTC of November 9 is still the 8th in New York.
    assert [day.isoformat() for day, _ in response.context["marks"]] == [
        "2026-11-08",
        "2026-11-08",
        "2026-11-09",
    ]
    assert '<li data-mark="Nov 9">Nov 9 message</li>' in response.text


def test_marks_of_no_window_or_of_nonsense_are_all(signed_in, student, teacher):
    InterventionFactory(student=student, teacher=teacher)

    for address in (marks_address(student), marks_address(student, start="soon", end="2026-13-01")):
        assert len(signed_in.get(address).context["marks"]) == 1


def test_without_help_nothing_is_marked(signed_in, student):
    assert signed_in.get(marks_address(student)).text.strip() == ""


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_marks(
    signed_in, student, teacher, rows, django_assert_num_queries
):
    for _ in range(rows):
        InterventionFactory(student=student, teacher=teacher)

    with django_assert_num_queries(MARKS_QUERIES):
        signed_in.get(marks_address(student))
