"""The story's numbers, as the spec tells them, through the public face of analytics."""

import pytest

from alpha.accounts.models import School, User
from alpha.demo.sign_ins import LEADER, TEACHER
from alpha.demo.story import CLASS_NAME
from alpha.learning.models import AssignedWork, Classroom, PracticeSession, Student
from alpha.periods import Period
from analytics.reports import class_work
from analytics.services import AnalyticsService


def report_of(name):
    teacher = User.objects.get(username=TEACHER.username)
    student = Student.objects.get(name=name)
    return AnalyticsService(teacher).get_student_performance_report(student.pk)


def test_student_3_is_declining_about_27_points(small_school):
    trend = report_of("Student 3")["trends"]

    assert (trend["direction"], trend["watch"]) == ("declining", False)
    assert (round(trend["change"], 2), round(trend["low"], 2), round(trend["high"], 2)) == (
        -0.27,
        -0.40,
        -0.13,
    )
    assert trend["points"][-1]["date"] == "2026-11-23"


def test_student_3_is_the_lowest_of_three_and_the_class_is_at_70_percent(small_school):
    comparison = report_of("Student 3")["comparison"]

    assert (comparison["class_name"], comparison["rank"], comparison["class_size"]) == (
        CLASS_NAME,
        3,
        3,
    )
    assert comparison["student_accuracy"] == 0.55
    assert comparison["class_average"] == pytest.approx(0.70, abs=1e-12)
    assert comparison["difference"] == pytest.approx(-0.15, abs=1e-12)
    assert round(comparison["percentile"]) == 33


def test_the_two_others_are_steady(small_school):
    accuracies = {}
    for name in ("Student 1", "Student 2"):
        report = report_of(name)
        accuracies[name] = (report["overall"]["accuracy"], report["overall"]["questions_answered"])
        assert report["trends"]["direction"] == "stable"

    assert accuracies == {"Student 1": (0.82, 200), "Student 2": (0.73, 200)}


def test_targeted_work_was_done_with_11_of_15(small_school):
    work = AssignedWork.objects.get(intervention__isnull=False, student__name="Student 2")

    assert work.assignment.title == "Targeted Practice - Fractions, Division, Multiplication"
    assert (work.status, work.questions_correct, work.questions_answered) == ("completed", 11, 15)
    assert (
        work.assignment.released_at < work.started_at < work.completed_at < work.assignment.due_at
    )
    # 73 %, as the work of the class in the report of the last 30 days says it.
    classroom = Classroom.objects.get(name=CLASS_NAME)
    rows = class_work(classroom, period=Period.last(30, today=classroom.school.today())).rows
    assert [(row.title, row.result_words, row.only_for[1]) for row in rows if row.only_for] == [
        (work.assignment.title, "73% (11 of 15)", "Student 2")
    ]


def test_the_leader_sees_the_same_class_average(small_school):
    leader = User.objects.get(username=LEADER.username)
    classroom = Classroom.objects.get(name=CLASS_NAME)

    overall = AnalyticsService(leader).get_class_performance_report(classroom.pk)["overall"]

    assert overall["class_average"] == pytest.approx(0.70, abs=1e-12)
    assert (overall["students"], overall["active_students"]) == (3, 3)


def test_the_month_before_is_steady_near_72_percent(small_school):
    first, last = (School.objects.get(code="demo").today().toordinal() - ago for ago in (59, 30))
    rows = [
        session
        for session in PracticeSession.objects.filter(student__name="Student 3")
        if first <= session.school_day.toordinal() <= last
    ]

    assert sum(row.questions_answered for row in rows) == 200
    assert sum(row.questions_correct for row in rows) == 145
