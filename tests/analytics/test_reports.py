from datetime import date, timedelta

import pytest

from alpha.accounts.models import Role
from alpha.periods import Period
from analytics.reports import as_data, class_list, class_report, student_report
from tests.analytics.records import classmate, practiced
from tests.analytics.test_trends import FALLING_MONTH, STEADY_MONTH
from tests.factories import LearningPathFactory, SkillFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
TODAY = date(2026, 11, 23)
MONTH = Period.last(30, today=TODAY)
STORY = (
    "from 70% (14 of 20) to 50% (10 of 20); about 27 points below the month before "
    "(likely 13 to 40)"
)


def iso(ago):
    return (TODAY - timedelta(days=ago)).isoformat()


def the_story(classroom):
    """Student 3 of the request: nine days of 20 answers after a steady month; returns her skills too."""
    student = classmate(classroom, "Student 3")
    skills = [
        SkillFactory(school=classroom.school, name=name)
        for name in ("Fractions", "Division", "Multiplication")
    ]
    for ago, parts in STEADY_MONTH + FALLING_MONTH:
        for skill, (correct, answered) in zip(skills, parts, strict=True):
            practiced(student, ago, correct, answered, skill=skill, time_spent_seconds=600)
    for skill, accuracy in zip(skills, (0.50, 0.55, 0.60), strict=True):
        LearningPathFactory(
            student=student, skill=skill, current_accuracy=accuracy, questions_answered=127
        )
    return student, skills


def test_the_whole_report_of_the_story(classroom, teacher):
    student, skills = the_story(classroom)
    classmate(classroom, "Student 1", (5, 75, 100))
    classmate(classroom, "Student 2", (5, 80, 100))

    data = as_data(student_report(student, viewer=teacher, period=MONTH))
    achievements = data["progress"].pop("achievements")

    # 30/60, 33/60 and 36/60: 99 of 180 in 27 sessions of 600 s on nine days.
    assert data == {
        "student": {"id": student.pk, "name": "Student 3"},
        "window": {"days": 30, "start": "2026-10-25", "end": "2026-11-23"},
        "overall": {
            "accuracy": 99 / 180,
            "questions_answered": 180,
            "questions_correct": 99,
            "time_spent_seconds": 16_200,
            "active_days": 9,
            "active_days_this_week": 2,  # today and 2 days ago
            "active_days_last_week": 2,  # 8 and 11 days ago
            "skills_mastered": 0,
            "skills_total": 3,
        },
        "skills": [
            {
                "skill_id": skill.pk,
                "skill": name,
                "accuracy": correct / 60,
                "questions": 60,
                "correct": correct,
                "current_accuracy": correct / 60,
                "mastery": "in_progress",
                "status": "Needs Work",
            }
            for skill, name, correct in zip(
                skills, ("Fractions", "Division", "Multiplication"), (30, 33, 36), strict=True
            )
        ],
        "strengths": [],
        "weaknesses": ["Fractions", "Division", "Multiplication"],
        "next_skill": "Fractions",
        "trends": {
            "direction": "declining",
            "watch": False,
            "change": pytest.approx(-0.26823, abs=1e-5),
            "low": pytest.approx(-0.40341, abs=1e-5),
            "high": pytest.approx(-0.13305, abs=1e-5),
            "points": [
                {
                    "date": iso(ago),
                    "accuracy": correct / 20,
                    "questions_answered": 20,
                    "time_spent_seconds": 1800,
                }
                for ago, correct in [
                    (28, 14),
                    (25, 12),
                    (22, 11),
                    (18, 11),
                    (15, 11),
                    (11, 10),
                    (8, 10),
                    (2, 10),
                    (0, 10),
                ]
            ],
        },
        "comparison": {
            "class_id": classroom.pk,
            "class_name": "Grade 5 Blue",
            "student_accuracy": 0.55,
            "class_average": 0.70,  # (55 % + 75 % + 80 %) / 3
            "difference": pytest.approx(-0.15),
            "rank": 3,
            "class_size": 3,
            "percentile": 33,
            "position": "3rd of 3 (lowest in class)",
        },
        "assignments": {"completed": 0, "due": 0, "on_time": 0, "by_week": []},
        # Rows written past the services earn no XP. Saturday and today follow each other.
        "progress": {
            "xp": 0,
            "level": 1,
            "xp_to_next_level": 100,
            "current_streak_days": 2,
            "xp_by_day": [],
        },
    }
    # 19 active days of 20 answers in sixty; 180 + 200 of them.
    have = {(one["need"], one["name"]): one["have"] for one in achievements}
    assert have[30, "Thirty days of practice"] == 19
    assert have[500, "500 questions"] == 380


def test_the_words_of_the_story(classroom, teacher):
    student, _ = the_story(classroom)
    classmate(classroom, "Student 1", (5, 85, 100))

    report = student_report(student, viewer=teacher, period=MONTH)

    assert report.overall.accuracy_words == "55% (99 of 180)"
    assert report.overall.time_words == "4.5 hours"
    assert report.overall.week_words == "practiced 2 days this week (as in the week before)"
    assert report.trends.word == "Declining"
    assert report.trends.sentence == STORY
    assert report.comparison.difference_words == "15 points below the class average"
    assert report.comparison.percentile_words == "50th (middle third)"
    assert report.is_estimated is False


def test_this_week_stands_beside_the_week_before_in_any_window(classroom, teacher):
    student = classmate(classroom, "Kim", *[(ago, 1, 2) for ago in (0, 2, 3, 5, 6, 7, 13, 14)])

    for days in (1, 30):
        period = Period.last(days, today=TODAY)
        overall = student_report(student, viewer=teacher, period=period).overall
        assert overall.week_words == "practiced 5 days this week (up from 2)"


def test_the_trend_is_the_same_in_every_window(classroom, teacher):
    student, _ = the_story(classroom)
    reports = [
        student_report(student, viewer=teacher, period=Period.last(days, today=TODAY))
        for days in (1, 7, 90, 366)
    ]

    assert {(report.trends.direction, report.trends.sentence) for report in reports} == {
        ("declining", STORY)
    }
    assert [len(report.trends.points) for report in reports] == [1, 2, 19, 19]
    assert {report.overall.active_days_last_week for report in reports} == {2}


def test_a_window_that_ended_long_ago_shows_its_own_days(classroom, teacher):
    student = classmate(classroom, "Kim", (400, 3, 4), (390, 1, 4), (0, 4, 4))
    period = Period(TODAY - timedelta(days=400), TODAY - timedelta(days=395))

    report = student_report(student, viewer=teacher, period=period)

    assert (report.overall.accuracy, report.overall.active_days) == (0.75, 1)
    assert [point.date.isoformat() for point in report.trends.points] == [iso(400)]
    assert class_report(classroom, period=period).overall.pooled_accuracy == 0.75


def test_a_student_without_practice_has_nulls_and_no_zeros(classroom, teacher):
    student = classmate(classroom, "Ida")

    data = as_data(student_report(student, viewer=teacher, period=MONTH))

    assert data["overall"] == {
        "accuracy": None,
        "questions_answered": 0,
        "questions_correct": 0,
        "time_spent_seconds": 0,
        "active_days": 0,
        "active_days_this_week": 0,
        "active_days_last_week": 0,
        "skills_mastered": 0,
        "skills_total": 0,
    }
    assert data["trends"] == {
        "direction": "not_enough_data",
        "watch": False,
        "change": None,
        "low": None,
        "high": None,
        "points": [],
    }
    assert (data["skills"], data["strengths"], data["weaknesses"]) == ([], [], [])
    assert data["next_skill"] is None
    assert data["comparison"]["position"] == "No practice in this period"


def test_thin_data_is_said_to_be_thin(classroom, teacher):
    student = classmate(classroom, "Kim", (4, 10, 10), (2, 1, 10), (0, 0, 10))

    report = student_report(student, viewer=teacher, period=MONTH)

    assert report.trends.word == "Not enough data"
    assert report.trends.sentence == (
        "Not enough data: 3 active days; a trend needs 5 active days and 40 answers within "
        "30 days, spread over more than 10 days"
    )


def test_a_report_without_a_shared_class_has_no_comparison(student):
    leader = UserFactory(school=student.school, role=Role.LEADER)
    student.enrollments.all().delete()

    assert student_report(student, viewer=leader, period=MONTH).comparison is None


def test_reports_say_when_dates_in_the_window_are_estimated(classroom, teacher):
    student = classmate(classroom, "Kim", (0, 1, 2))
    practiced(student, 20, 1, 2, is_estimated=True)
    week = Period.last(7, today=TODAY)
    in_month = student_report(student, viewer=teacher, period=MONTH)

    assert (in_month.is_estimated, in_month.comparison.is_estimated) == (True, True)
    assert class_report(classroom, period=MONTH).is_estimated is True
    assert class_list(teacher)[0].is_estimated is True
    assert student_report(student, viewer=teacher, period=week).is_estimated is False
    assert class_report(classroom, period=week).is_estimated is False


def test_the_student_report_is_eight_queries_for_any_class(
    classroom, teacher, django_assert_num_queries
):
    student, _ = the_story(classroom)
    with django_assert_num_queries(8):
        student_report(student, viewer=teacher, period=MONTH)

    classmate(classroom, "Lou", (0, 1, 2))
    classmate(classroom, "Mia", (0, 1, 2))
    with django_assert_num_queries(8):
        student_report(student, viewer=teacher, period=MONTH)
