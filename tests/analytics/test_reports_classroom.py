from datetime import date, timedelta

import pytest

from alpha.periods import Period
from analytics.reports import SORTS, as_data, class_report, class_students, sorted_rows
from analytics.reports.classroom import Distribution
from tests.analytics.records import classmate, practiced
from tests.factories import EnrollmentFactory, StudentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
TODAY = date(2026, 11, 23)
MONTH = Period.last(30, today=TODAY)
NOBODY = {
    "excellent": 0,
    "good": 0,
    "fair": 0,
    "needs_improvement": 0,
    "not_enough_data": 0,
}


def iso(ago):
    return (TODAY - timedelta(days=ago)).isoformat()


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
    classmate(classroom, "Surely", *[(ago, 26, 40) for ago in range(25)])
    classmate(classroom, "Maybe", (0, 12, 20))  # lower, and still less sure
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


def test_lists_are_told_where_somebody_can_be_judged_or_has_a_trend(classroom):
    before = [(ago, 16, 20) for ago in (58, 54, 50, 46, 42, 38, 34, 31)]
    classmate(classroom, "Kim", *before, *[(ago, 8, 20) for ago in (20, 15, 10, 5)], (0, 2, 9))
    day = Period.last(1, today=TODAY)

    report = class_report(classroom, period=day)

    # Nine answers today are too few to be judged by, the trend looks at sixty dates.
    assert (report.judged, report.has_lists) == (0, True)
    assert [row.student for row in report.declining_students] == ["Kim"]


def test_without_enough_answers_nobody_can_say_that_a_list_is_empty(classroom):
    classmate(classroom, "Kim", (0, 2, 19))

    report = class_report(classroom, period=MONTH)
    assert (report.judged, report.has_lists) == (0, False)


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
