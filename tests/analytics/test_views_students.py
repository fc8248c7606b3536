import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from analytics.models import ReportView
from tests.factories import (
    AssignedWorkFactory,
    LearningPathFactory,
    PracticeSessionFactory,
    SkillFactory,
)

QUERIES = 14


def report_url(student, **query):
    return reverse("analytics:student_report", args=[student.pk], query=query or None)


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def practice(student, *, days_ago=1, correct=11, answered=20, skill=None, **more):
    skill = skill or SkillFactory(school=student.school)
    LearningPathFactory(
        student=student,
        skill=skill,
        current_accuracy=correct / answered,
        questions_answered=answered,
        questions_correct=correct,
    )
    return PracticeSessionFactory(
        student=student,
        skill=skill,
        school_day=student.school.today() - timedelta(days=days_ago),
        questions_answered=answered,
        questions_correct=correct,
        **more,
    )


def test_report_shows_numbers_with_what_they_stand_on(signed_in, student):
    practice(student, skill=SkillFactory(school=student.school, name="Fractions"))
    page = " ".join(signed_in.get(report_url(student)).text.split())
    for words in ("55%", "11 of 20", "on 1 day", "Fractions", "Needs Work", "0 of 1"):
        assert words in page


def test_student_without_practice_reads_as_no_data_never_zero(signed_in, student):
    page = signed_in.get(report_url(student)).text
    assert "No practice in this period" in page
    assert "no data" in page
    assert not re.search(r"\b0%", page)


def test_nobody_to_compare_with_is_said(signed_in, student):
    practice(student)
    assert "Nobody else practiced in this period" in signed_in.get(report_url(student)).text


def test_open_work_is_listed_with_its_date_and_overdue_marked(signed_in, student):
    now = timezone.now()
    AssignedWorkFactory(
        student=student, assignment__title="Fractions 1", assignment__due_at=now - timedelta(days=2)
    )
    AssignedWorkFactory(
        student=student,
        assignment__title="Finished",
        status="completed",
        completed_at=now,
    )
    response = signed_in.get(report_url(student))
    assert [(work.title, work.is_overdue) for work in response.context["report"].work.open] == [
        ("Fractions 1", True)
    ]
    assert "2 days late" in response.text


@pytest.mark.parametrize("days", ["0", "400", "x"])
def test_impossible_window_leads_to_the_report_with_a_message(signed_in, student, days):
    response = signed_in.get(report_url(student, days=days), follow=True)
    assert response.redirect_chain == [(report_url(student), 302)]
    assert "Choose a period of 1 to 366 days." in response.text


def test_window_switch_marks_the_one_in_use(signed_in, student):
    response = signed_in.get(report_url(student, days=14))
    assert [window for window in response.context["windows"] if window["is_current"]] == [
        {"days": 14, "is_current": True}
    ]


def test_window_between_two_dates_counts_only_its_days(signed_in, student):
    today = student.school.today()
    practice(student, days_ago=40, correct=5, answered=10)
    practice(student, days_ago=39, correct=1, answered=10)
    day = (today - timedelta(days=40)).isoformat()
    response = signed_in.get(report_url(student, start=day, end=day))
    assert response.context["report"].overall.questions_answered == 10
    assert response.context["window_query"] == f"?start={day}&end={day}"
    assert f'value="{day}"' in response.text


def test_reading_a_report_is_recorded(signed_in, student, teacher):
    signed_in.get(report_url(student))
    assert list(ReportView.objects.values_list("viewer", "student", "classroom")) == [
        (teacher.pk, student.pk, None)
    ]


def test_aide_reads_the_report_and_is_not_offered_actions(client, people, student):
    client.force_login(people.AIDE)
    page = client.get(report_url(student)).text
    assert "View Interventions" in page
    assert "Take Action" not in page.replace("with Take Action", "")


def test_estimated_dates_are_marked(signed_in, student):
    practice(student, is_estimated=True)
    assert "Estimated dates." in signed_in.get(report_url(student)).text


@pytest.mark.parametrize("rows", [1, 3])
def test_report_asks_the_same_questions_for_one_skill_and_three(
    signed_in, student, rows, django_assert_num_queries
):
    for number in range(rows):
        practice(student, days_ago=number + 1)
        AssignedWorkFactory(student=student)
    with django_assert_num_queries(QUERIES):
        signed_in.get(report_url(student))
