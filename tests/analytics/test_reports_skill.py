"""The page of a skill, and the evidence behind one cell."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from alpha.learning.services.learning_paths import refresh_learning_paths
from alpha.periods import Period
from analytics.reports import cell_evidence, skill_report
from tests.analytics.records import classmate, practiced
from tests.factories import AttemptFactory, LearningPathFactory, SkillFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
TODAY = date(2026, 11, 23)
MONTH = Period.last(30, today=TODAY)


@pytest.fixture
def fractions(school):
    return SkillFactory(school=school, name="Fractions")


def on_path(student, skill, *, accuracy=None, answered=20, mastered=False):
    return LearningPathFactory(
        student=student,
        skill=skill,
        current_accuracy=accuracy,
        questions_answered=answered,
        mastery_achieved=mastered,
        mastered_at=timezone.now() if mastered else None,
        last_practiced_at=datetime(2026, 11, 20, 12, tzinfo=UTC),
    )


def groups_of(report):
    return {group.status: [row.student for row in group.students] for group in report.groups}


def test_students_are_grouped_by_where_they_stand_lowest_first(classroom, fractions):
    for name, accuracy, mastered in [
        ("Ada", 0.95, True),
        ("Bo", 0.7, False),
        ("Cy", 0.69, False),
        ("Di", 0.2, False),
    ]:
        on_path(classmate(classroom, name), fractions, accuracy=accuracy, mastered=mastered)
    classmate(classroom, "Ed")
    on_path(classmate(classroom, "Flo"), fractions, answered=0)

    report = skill_report(classroom, fractions, period=MONTH)

    assert groups_of(report) == {
        "Needs Work": ["Di", "Cy"],
        "On track": ["Bo"],
        "Mastered": ["Ada"],
        "Not started": ["Ed", "Flo"],
    }
    overall = report.overall
    assert (overall.mastered, overall.on_track, overall.needs_work, overall.not_started) == (
        1,
        1,
        2,
        2,
    )
    assert (overall.students, overall.started) == (6, 4)


def test_the_class_on_the_skill_counts_the_answers_of_the_window(classroom, fractions):
    kim, lou = classmate(classroom, "Kim"), classmate(classroom, "Lou")
    for student, ago, correct, answered in [(kim, 0, 3, 10), (kim, 30, 9, 9), (lou, 29, 8, 10)]:
        practiced(student, ago, correct, answered, skill=fractions)
    practiced(kim, 0, 10, 10)

    overall = skill_report(classroom, fractions, period=MONTH).overall

    # Kim 3 of 10 and Lou 8 of 10; thirty days ago and other skills do not count.
    assert (overall.correct, overall.questions, overall.practiced) == (11, 20, 2)
    assert overall.accuracy_words == "55% (11 of 20)"


def test_prerequisites_show_the_class_and_what_each_student_is_missing(classroom, fractions):
    school = classroom.school
    division, counting = (
        SkillFactory(school=school, name=name) for name in ("Division", "Counting")
    )
    fractions.prerequisites.set([division, counting])
    SkillFactory(school=school, name="Ratios").prerequisites.add(fractions)
    kim, lou = classmate(classroom, "Kim"), classmate(classroom, "Lou")
    on_path(kim, division, accuracy=0.9, mastered=True)
    on_path(kim, counting, accuracy=0.9)
    on_path(lou, division, accuracy=0.5)
    practiced(lou, 1, 5, 10, skill=division)

    report = skill_report(classroom, fractions, period=MONTH)

    assert [
        (row.skill, row.mastered, row.on_track, row.needs_work, row.not_started, row.accuracy)
        for row in report.prerequisites
    ] == [("Counting", 0, 1, 0, 1, None), ("Division", 1, 0, 1, 0, 0.5)]
    missing = {row.student: row.missing for group in report.groups for row in group.students}
    assert missing == {"Kim": ("Counting",), "Lou": ("Counting", "Division")}
    assert [named.name for named in report.leads_to] == ["Ratios"]


@pytest.mark.parametrize("students", [1, 3])
def test_the_skill_report_is_five_queries_for_any_class(
    classroom, fractions, students, django_assert_num_queries
):
    for number in range(students):
        before = SkillFactory(school=classroom.school)
        fractions.prerequisites.add(before)
        student = classmate(classroom, f"S{number}")
        on_path(student, fractions, accuracy=0.5)
        practiced(student, 0, 1, 2, skill=fractions)

    with django_assert_num_queries(5):
        skill_report(classroom, fractions, period=MONTH)


def test_the_sessions_of_a_cell_add_up_to_it(student, fractions):
    for ago, correct, answered in [(0, 4, 10), (29, 8, 10), (30, 1, 9)]:
        practiced(student, ago, correct, answered, skill=fractions)
    practiced(student, 0, 10, 10)
    refresh_learning_paths({(student.pk, fractions.pk)})

    report = cell_evidence(student, fractions, period=MONTH)

    assert [(row.correct, row.answered) for row in report.sessions] == [(4, 10), (8, 10)]
    assert report.accuracy_words == "60% (12 of 20)"
    assert report.questions_elsewhere == 9
    # Now: the thirty dates ending today, the same as the learning path says.
    assert report.now_words == "60% (12 of 20)"
    assert report.standing.current_accuracy == 12 / 20
    assert (report.standing.status, report.answers) == ("Needs Work", ())


def test_now_ends_at_the_last_practice_however_long_ago(student, fractions):
    for ago, correct in [(70, 9), (99, 5), (100, 0)]:
        practiced(student, ago, correct, 10, skill=fractions)
    refresh_learning_paths({(student.pk, fractions.pk)})

    report = cell_evidence(student, fractions, period=MONTH)

    # Days 70 to 99 ago are thirty dates: (9 + 5) of 20.
    assert report.now_words == "70% (14 of 20)"
    assert report.standing.current_accuracy == 14 / 20
    assert (report.sessions, report.accuracy_words) == ((), "No answers")


def test_the_last_ten_answers_stand_oldest_first(student, fractions):
    for ago, results in [(3, [0, 0, 1, 1]), (1, [1, 1, 1, 0, 1, 1, 1, 1])]:
        session = practiced(student, ago, sum(results), len(results), skill=fractions)
        for position, is_correct in enumerate(results):
            AttemptFactory(session=session, position=position, is_correct=bool(is_correct))

    report = cell_evidence(student, fractions, period=MONTH)

    # Twelve answers; the two oldest, both wrong, have dropped out.
    assert [int(right) for right in report.answers] == [1, 1, 1, 1, 1, 0, 1, 1, 1, 1]
    assert report.answers_right == 9


def test_without_any_practice_there_is_no_number(student, fractions):
    report = cell_evidence(student, fractions, period=MONTH)

    assert (report.accuracy_words, report.now_words) == ("No answers", "No answers")
    assert (report.standing.accuracy, report.standing.status) == (None, "Not started")
    assert (report.sessions, report.answers, report.is_estimated) == ((), (), False)


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_evidence_is_three_queries_for_any_number_of_sessions(
    student, fractions, sessions, django_assert_num_queries
):
    for ago in range(sessions):
        practiced(student, ago, 1, 2, skill=fractions)
    refresh_learning_paths({(student.pk, fractions.pk)})

    with django_assert_num_queries(3):
        cell_evidence(student, fractions, period=MONTH)
