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

QUERIES = 12


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
    late = AssignedWorkFactory(
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
    assert f'<a href="/me/work/{late.pk}/">Fractions 1</a>' in response.text


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


def test_the_report_begins_with_three_sentences(signed_in, student):
    practice(student, skill=SkillFactory(school=student.school, name="Fractions"))
    page = " ".join(signed_in.get(report_url(student)).text.split())
    for sentence in (
        "<li>55% right (11 of 20) on 1 day.</li>",
        "<li>Too few answers to tell a trend yet.</li>",
        "<li>Next: practice Fractions, the weakest skill that needs nothing else first.</li>",
    ):
        assert sentence in page
    assert page.index("55% right") < page.index('class="stats"')


def test_the_newest_ten_sessions_of_the_period_are_listed(signed_in, student):
    skill = SkillFactory(school=student.school, name="Fractions")
    practice(student, skill=skill, days_ago=0, is_estimated=True, time_spent_seconds=540)
    for day in range(1, 12):
        PracticeSessionFactory(
            student=student, skill=skill, school_day=student.school.today() - timedelta(days=day)
        )
    response = signed_in.get(report_url(student))
    rows = response.context["report"].recent_sessions
    page = " ".join(response.text.split())

    assert [(student.school.today() - row.day).days for row in rows] == list(range(10))
    assert (rows[0].correct, rows[0].answered) == (11, 20)
    for words in ("the last 10 of 12 sessions in this period", "Estimated", "9 minutes"):
        assert words in page


def test_finished_work_shows_result_lateness_and_week(signed_in, student):
    now = timezone.now()
    AssignedWorkFactory(
        student=student,
        assignment__title="Fractions 1",
        assignment__due_at=now - timedelta(days=3),
        status="completed",
        completed_at=now - timedelta(days=1),
        questions_answered=15,
        questions_correct=11,
    )
    page = " ".join(signed_in.get(report_url(student)).text.split())
    for words in ("1 of 1 done in this period, 0 on time", "73% (11 of 15)", "2 days late"):
        assert words in page
    assert "Done week by week" in page
    assert '<td class="num">1 of 1</td>' in page


def test_no_practice_in_the_period_names_the_last_there_was(signed_in, student, people, client):
    assert "No practice has been recorded for this student yet" in (
        signed_in.get(report_url(student)).text
    )
    practice(student, days_ago=1)
    PracticeSessionFactory(student=student, school_day=student.school.today() - timedelta(days=100))
    today = student.school.today()
    dates = {"start": today - timedelta(days=40), "end": today - timedelta(days=30)}
    page = " ".join(signed_in.get(report_url(student, **dates)).text.split())
    assert "The last practice was yesterday. Choose a longer period to see it, or write" in page
    client.force_login(people.AIDE)
    assert "Choose a longer period to see it." in client.get(report_url(student, **dates)).text


def test_the_pieces_of_other_pages_have_plain_links(signed_in, student):
    practice(student)
    page = signed_in.get(report_url(student, days=7)).text
    timeline = reverse("interventions:timeline", args=[student.pk])
    marks = reverse("interventions:chart_marks", args=[student.pk])
    today = student.school.today()
    assert f'<a href="{timeline}">' in page
    assert f'hx-get="{marks}?start={today - timedelta(days=6)}&end={today}"' in page


@pytest.mark.parametrize("rows", [1, 3])
def test_report_asks_the_same_questions_for_one_skill_and_three(
    signed_in, student, rows, django_assert_num_queries
):
    for number in range(rows):
        practice(student, days_ago=number + 1)
        AssignedWorkFactory(student=student)
    with django_assert_num_queries(QUERIES):
        signed_in.get(report_url(student))
