"""The public face of analytics: who gets what, and that all its answers are one set of numbers."""

import random
from datetime import date, timedelta
from fractions import Fraction

import pytest

from alpha.learning.models import PracticeSession
from analytics.services import AnalyticsService
from tests.analytics.records import classmate
from tests.factories import (
    ClassroomFactory,
    ClassroomTeacherFactory,
    EnrollmentFactory,
    PracticeSessionFactory,
    SkillFactory,
    StudentFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
TODAY = date(2026, 11, 23)
READERS = ["TE", "CO", "AIDE", "LE"]


def answers_of(service, *, student, classroom):
    return [
        service.get_student_performance_report(student),
        service.get_class_performance_report(classroom),
        service.get_student_trend_data(student),
        service.get_class_trend_data(classroom),
        service.get_student_comparison(student),
        service.get_student_comparison(student, classroom),
        service.get_improving_and_struggling_students(classroom),
        service._get_class_skill_heatmap(classroom),
    ]


def test_only_who_reads_reports_gets_any(people, student, classroom):
    found = {
        code: answers_of(AnalyticsService(user), student=student.pk, classroom=classroom.pk)
        for code, user in vars(people).items()
    }

    assert [code for code, answers in found.items() if all(answers)] == READERS
    assert {str(found[code]) for code in found if code not in READERS} == {str([{}] * 8)}


def test_unknown_and_out_of_scope_are_the_same_empty_answer(people, student, classroom):
    service = AnalyticsService(people.TE)
    stranger = StudentFactory()
    elsewhere = ClassroomFactory(school=classroom.school)
    former = StudentFactory(school=classroom.school)
    EnrollmentFactory(student=former, classroom=classroom, ends_on=TODAY)

    for student_id in (stranger.pk, former.pk, 10**6, 10**30, -1):
        answers = answers_of(service, student=student_id, classroom=elsewhere.pk)
        assert answers == [{}] * 8


def test_a_comparison_with_a_class_the_student_is_not_in_is_empty(teacher, student):
    other = ClassroomFactory(school=student.school)
    ClassroomTeacherFactory(classroom=other, teacher=teacher)

    assert AnalyticsService(teacher).get_student_comparison(student.pk, other.pk) == {}


@pytest.mark.parametrize("days", [0, -1, 367])
def test_days_outside_a_year_are_refused_with_a_message(teacher, student, classroom, days):
    service = AnalyticsService(teacher)

    for method, subject in [
        (service.get_student_performance_report, student.pk),
        (service.get_class_performance_report, classroom.pk),
        (service.get_student_trend_data, student.pk),
        (service.get_class_trend_data, classroom.pk),
        (service.get_student_comparison, student.pk),
        (service.get_improving_and_struggling_students, classroom.pk),
        (service._get_class_skill_heatmap, classroom.pk),
        (service.get_student_performance_report, 10**6),
    ]:
        with pytest.raises(ValueError, match="Choose a period of 1 to 366 days") as refusal:
            method(subject, days=days)
        assert str(refusal.value) == "Choose a period of 1 to 366 days."


@pytest.mark.parametrize("days,start", [(1, "2026-11-23"), (366, "2025-11-23")])
def test_the_window_ends_today_today_included(teacher, student, days, start):
    report = AnalyticsService(teacher).get_student_performance_report(student.pk, days=days)

    assert report["window"] == {"days": days, "start": start, "end": "2026-11-23"}


def test_an_unknown_metric_is_refused_with_the_list(teacher, student, classroom):
    service = AnalyticsService(teacher)

    for refused in (
        lambda: service.get_student_trend_data(student.pk, "password"),
        lambda: service.get_class_trend_data(classroom.pk, "password"),
    ):
        with pytest.raises(ValueError, match="Choose one of") as refusal:
            refused()
        assert str(refusal.value) == (
            "Choose one of accuracy, questions_answered, time_spent_seconds."
        )


def test_amounts_have_points_and_no_verdict(teacher, classroom):
    before = [(ago, 16, 20) for ago in (58, 54, 50, 46, 42, 38, 34, 31)]
    kim = classmate(classroom, "Kim", *before, *[(ago, 8, 20) for ago in (20, 15, 10, 5, 0)])
    service = AnalyticsService(teacher)
    trends = service.get_student_trend_data(kim.pk)
    assert trends["direction"] == "declining"

    no_verdict = {"direction": None, "watch": False, "change": None, "low": None, "high": None}
    for metric in ("questions_answered", "time_spent_seconds"):
        assert service.get_student_trend_data(kim.pk, metric) == trends | no_verdict
        found = service.get_class_trend_data(classroom.pk, metric)
        assert found == service.get_class_trend_data(classroom.pk) | {"direction": None}


def generated_class(classroom):
    """Fourteen students with a hundred days of made-up practice, and one who is elsewhere."""
    chance = random.Random(7)
    skills = [SkillFactory(school=classroom.school) for _ in range(3)]
    students = [classmate(classroom, f"Student {number:02}") for number in range(14)]
    elsewhere = StudentFactory(school=classroom.school)
    sessions = []
    # The first student never practices; some sessions of the others hold no answer.
    for number, student in enumerate([*students[1:], elsewhere]):
        for ago in range(100):
            if chance.random() < 0.25:
                level = 0.35 + 0.03 * number + max(0, 30 - ago) / 60 * (number % 3 - 1)
                answered = chance.choice([0, 3, 7, 10, 20])
                sessions.append(
                    PracticeSessionFactory.build(
                        student=student,
                        skill=chance.choice(skills),
                        school_day=TODAY - timedelta(days=ago),
                        questions_answered=answered,
                        questions_correct=sum(chance.random() < level for _ in range(answered)),
                        time_spent_seconds=chance.randrange(1000),
                    )
                )
    PracticeSession.objects.bulk_create(sessions)
    return students


def sessions_of(students, days):
    """Every session of the window that has answers, one by one."""
    first = TODAY - timedelta(days=days - 1)
    return [
        row
        for row in PracticeSession.objects.select_related("student")
        if row.student in students and first <= row.school_day <= TODAY and row.questions_answered
    ]


def counts(sessions):
    """(correct, answered)"""
    correct = sum(row.questions_correct for row in sessions)
    return correct, sum(row.questions_answered for row in sessions)


def shares(students, sessions):
    """Each student's accuracy as an exact fraction, None without answers."""
    by_student = {
        student.pk: counts([row for row in sessions if row.student == student])
        for student in students
    }
    return {key: Fraction(*pair) if pair[1] else None for key, pair in by_student.items()}


@pytest.mark.parametrize("days", [7, 30, 90])
def test_a_students_numbers_are_the_slow_sums_to_the_last_digit(teacher, classroom, days):
    students = generated_class(classroom)
    everything = sessions_of(students, days)
    service = AnalyticsService(teacher)
    for student in students:
        sessions = [row for row in everything if row.student == student]
        correct, answered = counts(sessions)
        report = service.get_student_performance_report(student.pk, days)
        overall, points = report["overall"], report["trends"]["points"]
        active = sorted({row.school_day.isoformat() for row in sessions})

        assert overall["accuracy"] == (correct / answered if answered else None)
        assert (overall["questions_correct"], overall["questions_answered"]) == (correct, answered)
        assert overall["time_spent_seconds"] == sum(row.time_spent_seconds for row in sessions)
        assert overall["active_days"] == len(active)
        assert [point["date"] for point in points] == active
        assert sum(point["questions_answered"] for point in points) == answered
        assert service.get_student_trend_data(student.pk, days=days) == report["trends"]
        assert service.get_student_comparison(student.pk, days=days) == report["comparison"]


@pytest.mark.parametrize("days", [7, 30, 90])
def test_comparisons_and_the_class_report_have_one_average(teacher, classroom, days):
    students = generated_class(classroom)
    service = AnalyticsService(teacher)
    accuracy = shares(students, sessions_of(students, days))
    known = [share for share in accuracy.values() if share is not None]
    average = float(sum(known) / len(known))

    for student in students:
        found = service.get_student_comparison(student.pk, days=days)
        share = accuracy[student.pk]
        rank = None if share is None else 1 + sum(other > share for other in known)
        assert (found["class_average"], found["rank"]) == (average, rank)
        assert found["class_size"] == len(known)
    report = service.get_class_performance_report(classroom.pk, days)
    assert report["overall"]["class_average"] == average


@pytest.mark.parametrize("days", [7, 30, 90])
def test_a_class_report_is_the_slow_sums_to_the_last_digit(teacher, classroom, days):
    students = generated_class(classroom)
    sessions = sessions_of(students, days)
    correct, answered = counts(sessions)
    active = {row.student_id for row in sessions}
    service = AnalyticsService(teacher)
    report = service.get_class_performance_report(classroom.pk, days)

    overall = {key: value for key, value in report["overall"].items() if key != "class_average"}
    assert overall == {
        "pooled_accuracy": correct / answered,
        "questions_answered": answered,
        "time_spent_seconds": sum(row.time_spent_seconds for row in sessions),
        "students": 14,
        "active_students": len(active),
        "engagement_rate": len(active) / 14,
    }
    assert sum(report["distribution"].values()) == 14
    by_day = {}
    for row in sessions:
        by_day.setdefault(row.school_day.isoformat(), set()).add(row.student_id)
    points = report["trends"]["points"]
    assert [(point["date"], point["active_students"]) for point in points] == [
        (day, len(by_day[day])) for day in sorted(by_day)
    ]
    assert service.get_class_trend_data(classroom.pk, days=days) == report["trends"]


def test_the_lists_agree_with_each_students_own_report(teacher, classroom):
    students = generated_class(classroom)
    service = AnalyticsService(teacher)
    report = service.get_class_performance_report(classroom.pk)
    own = {
        student.pk: service.get_student_performance_report(student.pk)["trends"]["direction"]
        for student in students
    }

    for direction in ("improving", "declining"):
        listed = {row["student_id"] for row in report[f"{direction}_students"]}
        assert listed == {key for key, found in own.items() if found == direction}
        assert listed
    assert service.get_improving_and_struggling_students(classroom.pk) == {
        "improving": report["improving_students"],
        "declining": report["declining_students"],
        "struggling": report["struggling_students"],
    }


def test_the_skill_heatmap_has_the_shape_that_was_agreed(teacher, classroom):
    area = SkillFactory(school=classroom.school, name="Area")
    kim, lou = classmate(classroom, "Kim"), classmate(classroom, "Lou")
    PracticeSessionFactory(student=kim, skill=area, questions_answered=20, questions_correct=11)
    service = AnalyticsService(teacher)

    heatmap = service.get_class_performance_report(classroom.pk)["skill_heatmap"]

    assert heatmap == {
        "skills": [
            {
                "skill_id": area.pk,
                "skill": "Area",
                "accuracy": 0.55,
                "students": 1,
                "struggling": 1,
            }
        ],
        "rows": [
            {
                "student_id": kim.pk,
                "student": "Kim",
                "cells": [{"accuracy": 0.55, "questions": 20}],
            },
            {"student_id": lou.pk, "student": "Lou", "cells": [None]},
        ],
    }
    assert heatmap == service._get_class_skill_heatmap(classroom.pk)


@pytest.mark.parametrize("students", [1, 3])
def test_reports_are_few_queries_for_any_number_of_students(
    teacher, classroom, students, django_assert_num_queries
):
    found = [classmate(classroom, f"S{number}", (0, 1, 2)) for number in range(students)]
    service = AnalyticsService(teacher)

    with django_assert_num_queries(9):
        service.get_student_performance_report(found[0].pk)
    # The class report's four, and the four of the heat map.
    with django_assert_num_queries(8):
        service.get_class_performance_report(classroom.pk)
    with django_assert_num_queries(4):
        service.get_class_trend_data(classroom.pk)
    with django_assert_num_queries(4):
        service.get_student_comparison(found[0].pk)
    with django_assert_num_queries(2):
        service.get_student_trend_data(found[0].pk)
