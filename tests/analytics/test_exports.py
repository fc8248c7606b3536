from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from alpha.periods import Period
from analytics import exports
from analytics.exports import Origin
from analytics.reports import class_report, sorted_rows, student_report
from analytics.reports.heatmap import skill_heatmap
from tests.analytics.records import classmate, practiced
from tests.factories import AssignedWorkFactory, LearningPathFactory, SkillFactory

pytestmark = pytest.mark.usefixtures("monday")

ORIGIN = Origin(
    school="Maple School",
    zone="America/New_York",
    as_of=datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("America/New_York")),
)
# The thirty dates that end on Monday, November 23.
WINDOW = Period.last(30, today=date(2026, 11, 23))


def class_document(classroom, sort="name"):
    report = class_report(classroom, period=WINDOW)
    rows = sorted_rows(report.table.rows, sort)
    return exports.class_document(
        report, rows, skill_heatmap(classroom, period=WINDOW), ORIGIN
    ), report


def table(document, title):
    return next(each for each in document.tables if each.title == title)


def column(document, title, heading):
    found = table(document, title)
    place = [each.heading for each in found.columns].index(heading)
    return [row[place] for row in found.rows]


def test_class_file_has_each_student_with_the_page_s_numbers_in_its_order(classroom):
    # 12 ÷ 20 = 60 %, 18 ÷ 20 = 90 %
    ada = classmate(classroom, "Ada", (1, 12, 20))
    classmate(classroom, "Ben", (2, 18, 20))
    classmate(classroom, "Quinn")

    document, report = class_document(classroom, sort="-accuracy")

    students = table(document, "Students")
    assert [row[:6] for row in students.rows] == [
        ("Ben", 0.9, 18, 20, 1, date(2026, 11, 21)),
        ("Ada", 0.6, 12, 20, 1, date(2026, 11, 22)),
        ("Quinn", None, 0, 0, 0, None),
    ]
    own = next(row for row in report.table.rows if row.student_id == ada.pk)
    assert students.rows[1][6:] == (
        own.trend_word,
        "Below the threshold, not surely",
        "Needs improvement",
    )


def test_class_file_says_what_it_is_about_and_its_averages(classroom):
    # Mean of the students: (60 % + 90 %) ÷ 2 = 75 %; of all answers: (12 + 36) ÷ (20 + 40) = 80 %.
    classmate(classroom, "Ada", (1, 12, 20))
    classmate(classroom, "Ben", (1, 36, 40))
    classmate(classroom, "Quinn")

    document, _ = class_document(classroom)
    facts = dict(document.facts)

    assert document.title == "Class report: Grade 5 Blue"
    assert facts["School"] == "Maple School"
    assert (facts["First date"], facts["Last date"]) == (date(2026, 10, 25), date(2026, 11, 23))
    assert facts["As of (time zone America/New_York)"] == ORIGIN.as_of
    assert facts["Class average (each student counts once)"] == pytest.approx(0.75)
    assert facts["Share of all answers right"] == pytest.approx(0.8)
    assert facts["Engagement (active ÷ enrolled)"] == pytest.approx(2 / 3)
    assert facts["Students with answers in the period"] == 2


def test_class_file_of_an_empty_class_has_no_zero_for_unknown(classroom):
    document, _ = class_document(classroom)

    assert table(document, "Students").rows == ()
    assert dict(document.facts)["Class average (each student counts once)"] is None


def test_bands_of_the_file_add_up_to_the_class(classroom):
    classmate(classroom, "Ada", (1, 12, 20))
    classmate(classroom, "Ben", (1, 19, 20))
    classmate(classroom, "Quinn")

    document, _ = class_document(classroom)

    assert column(document, "Distribution", "Band")[-1] == "Not enough data"
    assert column(document, "Distribution", "Students") == [1, 0, 0, 1, 1]


def test_days_of_the_file_are_the_points_of_the_chart(classroom):
    classmate(classroom, "Ada", (3, 5, 10), (1, 12, 20))
    classmate(classroom, "Ben", (1, 18, 20))

    document, _ = class_document(classroom)

    # November 22: (12 + 18) ÷ 40
    assert [(row[0], row[1], row[2], row[4]) for row in table(document, "Days").rows] == [
        (date(2026, 11, 20), 0.5, 10, 1),
        (date(2026, 11, 22), 0.75, 40, 2),
    ]


def test_heat_map_has_shares_and_the_answers_they_rest_on(classroom):
    fractions, decimals = (
        SkillFactory(school=classroom.school, name=name) for name in ("Fractions", "Decimals")
    )
    ada, ben = classmate(classroom, "Ada"), classmate(classroom, "Ben")
    practiced(ada, 1, 5, 20, skill=fractions)
    practiced(ben, 1, 15, 20, skill=fractions)
    practiced(ben, 2, 9, 10, skill=decimals)

    document, _ = class_document(classroom)

    shares, counts = table(document, "Skill heat map"), table(document, "Answers in the heat map")
    assert [each.heading for each in shares.columns] == ["Student", "Fractions", "Decimals"]
    # All: Fractions (5 + 15) ÷ 40, Decimals 9 ÷ 10.
    assert shares.rows == (("All students", 0.5, 0.9), ("Ada", 0.25, None), ("Ben", 0.75, 0.9))
    assert counts.rows == (("All students", 40, 10), ("Ada", 20, None), ("Ben", 20, 10))


def student_document(student, viewer):
    report = student_report(student, viewer=viewer, period=WINDOW)
    return exports.student_document(report, ORIGIN), report


@pytest.fixture
def busy(student, teacher):
    """Sam: Fractions 11 of 20 on two days, and a classmate who is better."""
    fractions = SkillFactory(school=student.school, name="Fractions")
    LearningPathFactory(student=student, skill=fractions, current_accuracy=0.55)
    practiced(student, 3, 6, 10, skill=fractions, time_spent_seconds=300)
    practiced(student, 1, 5, 10, skill=fractions, time_spent_seconds=240)
    return student


def test_student_file_has_totals_skills_days_and_sessions_that_agree(busy, teacher):
    document, report = student_document(busy, teacher)
    facts = dict(document.facts)

    assert (facts["Accuracy"], facts["Right answers"], facts["Questions answered"]) == (
        0.55,
        11,
        20,
    )
    assert table(document, "Skills").rows == (("Fractions", 0.55, 11, 20, 0.55, "Needs Work"),)
    assert table(document, "Days").rows == (
        (date(2026, 11, 20), 0.6, 10, 300),
        (date(2026, 11, 22), 0.5, 10, 240),
    )
    assert table(document, "Sessions").rows == (
        (date(2026, 11, 22), "Fractions", 0.5, 5, 10, 240, ""),
        (date(2026, 11, 20), "Fractions", 0.6, 6, 10, 300, ""),
    )
    for title in ("Days", "Sessions"):
        assert sum(column(document, title, "Questions")) == report.overall.questions_answered


def test_estimated_dates_are_marked_in_the_file(busy, teacher):
    practiced(busy, 5, 1, 2, is_estimated=True)

    document, _ = student_document(busy, teacher)

    assert dict(document.facts)["Estimated dates"] == exports.ESTIMATED
    assert column(document, "Sessions", "Date is estimated") == ["", "", "Yes"]


def test_student_file_holds_no_rank_and_nobody_else(busy, teacher, classroom):
    classmate(classroom, "Noa Lindqvist", (1, 19, 20))

    document, report = student_document(busy, teacher)

    assert report.comparison.rank == 2
    assert not {"rank", "percentile", "average", "Noa"} & set(
        repr(document).replace(",", " ").split()
    )
    assert "class average" not in repr(document).lower()


def test_assignments_of_the_file_have_results_and_lateness(busy, teacher):
    now = timezone.now()
    AssignedWorkFactory(
        student=busy,
        assignment__title="Fractions 1",
        assignment__question_count=15,
        assignment__due_at=now - timedelta(days=2),
    )

    document, _ = student_document(busy, teacher)

    (row,) = table(document, "Assignments").rows
    assert (row[0], row[2], row[3], row[6], row[7]) == (
        "Fractions 1",
        date(2026, 11, 21),
        None,
        15,
        2,
    )


def test_every_table_has_a_cell_for_each_column(busy, teacher, classroom):
    documents = [student_document(busy, teacher)[0], class_document(classroom)[0]]

    for each in (found for document in documents for found in document.tables):
        assert len(each.title) <= 31
        assert {len(row) for row in each.rows} <= {len(each.columns)}


def test_name_of_the_file_has_dates_and_no_signs_that_a_disk_refuses(classroom):
    classroom.name = "Math 5/B: “Zoë” ..\\"
    document, report = class_document(classroom)

    assert exports.file_stem(document, report.window) == (
        "Class report Math 5 B Zoë 2026-10-25 to 2026-11-23"
    )
