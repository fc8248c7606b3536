"""The lists, bands and gaps of a generated class, computed again slowly from every single session."""

from collections import Counter
from fractions import Fraction

import pytest

from alpha.learning.models import LearningPath
from alpha.periods import Period
from analytics.rates import class_prior, shrunk_accuracy, struggling
from analytics.reports import class_report, shared_gaps
from analytics.reports.heatmap import skill_heatmap
from analytics.services import AnalyticsService
from tests.analytics.test_services import TODAY, counts, generated_class, sessions_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
WINDOWS = pytest.mark.parametrize("days", [7, 30, 90])


def slow_standing(sessions, prior):
    correct, answered = counts(sessions)
    if answered < 20:
        return "not_enough_data"
    days = len({row.school_day for row in sessions})
    answer = struggling(
        correct, answered, days=days, prior=prior, threshold=0.7, prob=0.8, min_answers=20
    )
    return {"yes": "struggling", "watch": "watch", "no": "on_track"}[answer]


def slow_band(sessions):
    correct, answered = counts(sessions)
    if answered < 20:
        return "not_enough_data"
    share = Fraction(correct, answered)
    lower_ends = [("excellent", 90), ("good", 80), ("fair", 70), ("needs_improvement", 0)]
    return next(band for band, percent in lower_ends if share >= Fraction(percent, 100))


def practice_of(classroom, days):
    """Each student's sessions of the window by id, and the prior of the class."""
    students = generated_class(classroom)
    sessions = sessions_of(students, days)
    by_student = {
        student.pk: [row for row in sessions if row.student == student] for student in students
    }
    # A student's own report lists the skills she has a path for.
    LearningPath.objects.bulk_create(
        LearningPath(student_id=key, skill_id=skill_id)
        for key, rows in by_student.items()
        for skill_id in {row.skill_id for row in rows}
    )
    return by_student, class_prior(counts(rows) for rows in by_student.values())


@WINDOWS
def test_the_distribution_is_the_slow_count(teacher, classroom, days):
    by_student, _ = practice_of(classroom, days)
    found = AnalyticsService(teacher).get_class_performance_report(classroom.pk, days)

    slow = Counter(slow_band(rows) for rows in by_student.values())
    assert {band: count for band, count in found["distribution"].items() if count} == slow
    assert sum(found["distribution"].values()) == found["overall"]["students"] == 14


@WINDOWS
def test_struggling_and_watch_are_the_slow_lists(teacher, classroom, days):
    by_student, prior = practice_of(classroom, days)
    report = class_report(classroom, period=Period.last(days, today=TODAY))

    standings = {key: slow_standing(rows, prior) for key, rows in by_student.items()}
    for standing, listed in [("struggling", report.need_help), ("watch", report.to_watch)]:
        assert {row.student_id for row in listed} == {
            key for key, each in standings.items() if each == standing
        }
    assert [*report.need_help, *report.to_watch] == list(report.struggling_students)
    judged = sum(each != "not_enough_data" for each in standings.values())
    assert f"of the {judged} with enough answers" in report.need_words or not judged


@WINDOWS
def test_top_performers_are_the_slow_five(classroom, days):
    by_student, prior = practice_of(classroom, days)
    report = class_report(classroom, period=Period.last(days, today=TODAY))

    good = [key for key, rows in by_student.items() if slow_band(rows) in {"excellent", "good"}]
    good.sort(key=lambda key: -shrunk_accuracy(*counts(by_student[key]), prior))
    assert [row.student_id for row in report.top_performers] == good[:5]
    assert not set(good) & {row.student_id for row in report.struggling_students}


@WINDOWS
def test_every_row_says_its_own_counts(classroom, days):
    by_student, _ = practice_of(classroom, days)
    report = class_report(classroom, period=Period.last(days, today=TODAY))

    for row in report.struggling_students:
        correct, answered = counts(by_student[row.student_id])
        active = len({session.school_day for session in by_student[row.student_id]})
        noun = "day" if active == 1 else "days"
        assert row.reason.startswith(f"{correct} of {answered} right (")
        assert f"%) on {active} {noun}: " in row.reason
        assert row.reason.endswith("surely below 70%") == (row.standing == "struggling")
    others = {*report.table.rows, *report.table.without_data} - {*report.struggling_students}
    assert {row.reason for row in others} <= {""}


@WINDOWS
def test_gaps_are_the_slow_count_and_those_of_the_students_own_reports(teacher, classroom, days):
    by_student, _ = practice_of(classroom, days)
    period, service = Period.last(days, today=TODAY), AnalyticsService(teacher)
    report = class_report(classroom, period=period)
    found = {
        shared.gap.skill_id: (shared.gap.struggling, shared.gap.students)
        for shared in shared_gaps(classroom, report.table, period)
    }

    slow = {}
    for skill_id in {row.skill_id for rows in by_student.values() for row in rows}:
        pairs = [
            counts([row for row in rows if row.skill_id == skill_id])
            for rows in by_student.values()
        ]
        enough = [pair for pair in pairs if pair[1] >= 10]
        weak = sum(Fraction(*pair) < Fraction(7, 10) for pair in enough)
        if weak:
            slow[skill_id] = (weak, len(enough))
    assert found == slow
    columns = {each.skill_id: each for each in skill_heatmap(classroom, period=period).skills}
    assert {key: columns[key].struggling for key in found} == {
        key: weak for key, (weak, _) in found.items()
    }
    weaknesses = Counter(
        skill
        for key in by_student
        for skill in service.get_student_performance_report(key, days)["weaknesses"]
    )
    assert weaknesses == {columns[key].skill: weak for key, (weak, _) in found.items()}
