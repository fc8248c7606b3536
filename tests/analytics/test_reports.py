from datetime import date, timedelta

import pytest

from alpha.accounts.models import Role
from alpha.periods import Period
from analytics.reports import (
    SORTS,
    as_data,
    class_list,
    class_report,
    class_students,
    sorted_rows,
    student_report,
)
from analytics.reports.class_list import ClassRow
from analytics.reports.classroom import Distribution
from tests.analytics.records import classmate, practiced
from tests.analytics.test_trends import FALLING_MONTH, STEADY_MONTH
from tests.factories import (
    ClassroomFactory,
    ClassroomTeacherFactory,
    EnrollmentFactory,
    LearningPathFactory,
    SkillFactory,
    StudentFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
TODAY = date(2026, 11, 23)
MONTH = Period.last(30, today=TODAY)
STORY = (
    "from 70% (14 of 20) to 50% (10 of 20); about 27 points below the month before "
    "(likely 13 to 40)"
)
NOBODY = {
    "excellent": 0,
    "good": 0,
    "fair": 0,
    "needs_improvement": 0,
    "not_enough_data": 0,
}


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

    report = student_report(student, viewer=teacher, period=MONTH)

    # 30/60, 33/60 and 36/60: 99 of 180 in 27 sessions of 600 s on nine days.
    assert as_data(report) == {
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
    }


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


def test_the_whole_class_report(classroom):
    top = classmate(classroom, "Top", (0, 19, 20))
    low = classmate(classroom, "Low", (0, 4, 20), (1, 5, 20))
    classmate(classroom, "Few", (1, 1, 2))
    classmate(classroom, "Idle", (45, 9, 9))

    row = {"direction": "not_enough_data", "watch": False, "change": None}
    assert as_data(class_report(classroom, period=MONTH)) == {
        "class": {"id": classroom.pk, "name": "Grade 5 Blue"},
        "window": {"days": 30, "start": "2026-10-25", "end": "2026-11-23"},
        "overall": {
            # 19/20, 9/40 and 1/2: (.95 + .225 + .5) / 3; pooled 29 of 62.
            "class_average": 1.675 / 3,
            "pooled_accuracy": 29 / 62,
            "questions_answered": 62,
            "time_spent_seconds": 1200,
            "students": 4,
            "active_students": 3,
            "engagement_rate": 0.75,
        },
        "distribution": NOBODY | {"excellent": 1, "needs_improvement": 1, "not_enough_data": 2},
        "top_performers": [
            row
            | {
                "student_id": top.pk,
                "student": "Top",
                "accuracy": 0.95,
                "questions": 20,
                "correct": 19,
                "active_days": 1,
                "last_practice": iso(0),
                "standing": "on_track",
            }
        ],
        "struggling_students": [
            row
            | {
                "student_id": low.pk,
                "student": "Low",
                "accuracy": 0.225,
                "questions": 40,
                "correct": 9,
                "active_days": 2,
                "last_practice": iso(0),
                "standing": "struggling",
            }
        ],
        "improving_students": [],
        "declining_students": [],
        "trends": {
            "direction": "not_enough_data",
            "points": [
                {
                    "date": iso(1),
                    "accuracy": 6 / 22,
                    "questions_answered": 22,
                    "time_spent_seconds": 600,
                    "active_students": 2,
                },
                {
                    "date": iso(0),
                    "accuracy": 23 / 40,
                    "questions_answered": 40,
                    "time_spent_seconds": 600,
                    "active_students": 2,
                },
            ],
        },
    }


def test_an_empty_class_has_nulls_and_no_zeros(classroom):
    data = as_data(class_report(classroom, period=MONTH))

    assert data["overall"] == {
        "class_average": None,
        "pooled_accuracy": None,
        "questions_answered": 0,
        "time_spent_seconds": 0,
        "students": 0,
        "active_students": 0,
        "engagement_rate": None,
    }
    assert data["distribution"] == NOBODY
    assert data["trends"] == {"direction": "not_enough_data", "points": []}


def test_a_class_of_the_idle_is_engaged_at_zero(classroom):
    classmate(classroom, "Ida")

    assert class_report(classroom, period=MONTH).overall.engagement_rate == 0.0


def test_bands_add_up_to_the_population(classroom):
    for name, correct, answered in [
        ("A", 18, 20),
        ("B", 17, 20),
        ("C", 14, 20),
        ("D", 13, 20),
        ("E", 19, 19),
    ]:
        classmate(classroom, name, (0, correct, answered))
    classmate(classroom, "F")

    assert class_report(classroom, period=MONTH).distribution == Distribution(
        excellent=1, good=1, fair=1, needs_improvement=1, not_enough_data=2
    )


def test_top_performers_are_five_at_or_above_good_by_shrunk_accuracy(classroom):
    for name, correct, answered in [
        ("Brief", 20, 20),  # 100 %, but 195 of 200 says more
        ("Long", 195, 200),
        ("Fair", 159, 200),
        ("Four", 164, 200),
        ("Three", 170, 200),
        ("Two", 180, 200),
        ("Six", 160, 200),
        ("Thin", 19, 19),
    ]:
        classmate(classroom, name, (0, correct, answered))

    rows = class_report(classroom, period=MONTH).top_performers

    assert [row.student for row in rows] == ["Long", "Brief", "Two", "Three", "Four"]


def test_struggling_students_come_before_those_to_watch(classroom):
    classmate(classroom, "Surely", (0, 10, 20), (1, 10, 20), (2, 10, 20))
    classmate(classroom, "Maybe", (0, 13, 20))
    classmate(classroom, "More surely", (0, 2, 20))
    classmate(classroom, "Thin", (0, 0, 19))
    classmate(classroom, "Fine", (0, 14, 20))

    rows = class_report(classroom, period=MONTH).struggling_students

    assert [(row.student, row.standing) for row in rows] == [
        ("More surely", "struggling"),
        ("Surely", "struggling"),
        ("Maybe", "watch"),
    ]


def test_improving_and_declining_are_ordered_by_how_much(classroom):
    before = [(ago, 12, 20) for ago in (58, 54, 50, 46, 42, 38, 34, 31)]
    days = range(24, -1, -3)
    for name, change in [("Up", 0.5), ("Far up", 0.9), ("Down", -0.7), ("Far down", -1.1)]:
        recent = [(ago, round(12 + change * step), 20) for step, ago in enumerate(days)]
        classmate(classroom, name, *before, *recent)
    classmate(classroom, "Level", *before, *[(ago, 12, 20) for ago in days])

    report = class_report(classroom, period=MONTH)

    assert [row.student for row in report.improving_students] == ["Far up", "Up"]
    assert [row.student for row in report.declining_students] == ["Far down", "Down"]


def test_the_class_trend_is_the_test_on_daily_pooled_totals(classroom):
    for name in ("Kim", "Lou"):
        classmate(
            classroom,
            name,
            *[(ago, 16, 20) for ago in (58, 54, 50, 46, 42, 38, 34, 31)],
            *[(ago, 8, 20) for ago in (20, 15, 10, 5, 0)],
        )

    trends = class_report(classroom, period=MONTH).trends

    assert (trends.direction, trends.word) == ("declining", "Declining")
    assert trends.sentence.startswith("from 40% (16 of 40) to 40% (16 of 40); about ")


def test_nobody_else_is_in_a_class_number(classroom):
    classmate(classroom, "Kim", (0, 12, 20))
    classmate(classroom, "Inactive", (0, 20, 20), is_active=False)
    for dates in ({"ends_on": TODAY}, {"starts_on": TODAY + timedelta(days=1)}):
        other = StudentFactory(school=classroom.school)
        EnrollmentFactory(classroom=classroom, student=other, **dates)
        practiced(other, 0, 20, 20)

    report = class_report(classroom, period=MONTH)

    assert (report.overall.students, report.overall.class_average) == (1, 0.6)
    assert [row.student for row in report.table.rows] == ["Kim"]


def test_the_table_keeps_students_without_data_apart(classroom):
    classmate(classroom, "kim", (0, 1, 2))
    classmate(classroom, "Idle since", (45, 9, 9))
    classmate(classroom, "Ada", (1, 1, 1))
    classmate(classroom, "Never")

    table = class_report(classroom, period=MONTH).table

    assert [row.student for row in table.rows] == ["Ada", "kim"]
    assert [(row.student, row.last_practice) for row in table.without_data] == [
        ("Idle since", TODAY - timedelta(days=45)),
        ("Never", None),
    ]
    assert table.without_data[0].accuracy_words == "No answers"
    assert class_students(classroom, MONTH) == table


@pytest.mark.parametrize(
    "sort,names",
    [
        ("name", ["Ada", "Bo", "Cy"]),
        ("-name", ["Cy", "Bo", "Ada"]),
        ("accuracy", ["Bo", "Ada", "Cy"]),
        ("-accuracy", ["Cy", "Ada", "Bo"]),
        ("questions", ["Cy", "Ada", "Bo"]),
        ("-active_days", ["Bo", "Ada", "Cy"]),
        ("last_practice", ["Cy", "Ada", "Bo"]),
        ("standing", ["Bo", "Ada", "Cy"]),
        ("trend", ["Ada", "Bo", "Cy"]),
        ("-trend", ["Ada", "Bo", "Cy"]),
    ],
)
def test_the_table_is_sorted_by_a_column_with_equals_by_name(classroom, sort, names):
    classmate(classroom, "Cy", (9, 4, 4))
    classmate(classroom, "Ada", (2, 20, 25))
    classmate(classroom, "Bo", (0, 2, 20), (1, 1, 20))

    rows = class_students(classroom, MONTH, sort=sort).rows

    assert [row.student for row in rows] == names


@pytest.mark.parametrize("sort", ["", "-", "password", "--name", "student__user"])
def test_only_the_listed_columns_sort(sort):
    with pytest.raises(ValueError, match="Sort by one of ") as refusal:
        sorted_rows([], sort)
    assert str(refusal.value) == f"Sort by one of {', '.join(SORTS)}."


@pytest.mark.parametrize("students", [1, 3])
def test_the_class_report_is_three_queries_for_any_number_of_students(
    classroom, students, django_assert_num_queries
):
    for number in range(students):
        classmate(classroom, f"S{number}", (0, 1, 2))

    with django_assert_num_queries(3):
        class_report(classroom, period=MONTH)
    with django_assert_num_queries(3):
        class_students(classroom, MONTH)


def test_the_class_list_says_who_is_there_active_and_may_need_help(classroom, teacher):
    classmate(classroom, "Low", (0, 4, 20), (10, 5, 20))
    both = classmate(classroom, "Both", (6, 15, 20))
    classmate(classroom, "Quiet", (7, 3, 4))
    classmate(classroom, "Gone", (31, 0, 40))
    classmate(classroom, "Inactive", (0, 0, 40), is_active=False)
    art = ClassroomFactory(school=classroom.school, name="Art", subject="Arts")
    ClassroomTeacherFactory(classroom=art, teacher=teacher)
    EnrollmentFactory(classroom=art, student=both)
    empty = ClassroomFactory(school=classroom.school, name="Zebras")
    ClassroomTeacherFactory(classroom=empty, teacher=teacher)
    archived = ClassroomFactory(school=classroom.school, is_archived=True)
    ClassroomTeacherFactory(classroom=archived, teacher=teacher)
    ClassroomFactory(school=classroom.school)

    assert class_list(teacher) == [
        ClassRow(art.pk, "Art", "Arts", 1, 1, 0.75, 1, 20, 0, is_estimated=False),
        # 9/40, 15/20 and 3/4: (.225 + .75 + .75) / 3
        ClassRow(classroom.pk, "Grade 5 Blue", "", 4, 2, 0.575, 3, 64, 1, is_estimated=False),
        ClassRow(empty.pk, "Zebras", "", 0, 0, None, 0, 0, 0, is_estimated=False),
    ]


def test_the_class_list_and_the_class_report_agree(classroom, teacher):
    for number in range(12):
        classmate(classroom, f"S{number}", (number, 8 + number, 20), (number + 3, 13, 20))

    (row,), report = class_list(teacher), class_report(classroom, period=MONTH)

    assert (row.students, row.class_average, row.questions, row.need_help) == (
        report.overall.students,
        report.overall.class_average,
        report.overall.questions_answered,
        sum(each.standing == "struggling" for each in report.struggling_students),
    )


def test_who_reads_no_reports_has_an_empty_class_list(people):
    lists = {code: class_list(user) for code, user in vars(people).items()}

    assert [code for code, rows in lists.items() if rows] == ["TE", "CO", "AIDE", "LE"]


@pytest.mark.parametrize("classes", [1, 3])
def test_the_class_list_is_four_queries_for_any_number_of_classes(
    school, teacher, classes, django_assert_num_queries
):
    for _ in range(classes - 1):
        ClassroomTeacherFactory(classroom=ClassroomFactory(school=school), teacher=teacher)
    for classroom in teacher.classrooms.all():
        classmate(classroom, "Kim", (0, 1, 2))

    with django_assert_num_queries(4):
        class_list(teacher)
