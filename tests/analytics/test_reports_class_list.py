from datetime import date, timedelta

import pytest

from alpha.periods import Period
from analytics.reports import ClassRow, Named, class_list, class_report
from tests.analytics.records import classmate, practiced
from tests.factories import (
    AlertFactory,
    ClassroomFactory,
    ClassroomTeacherFactory,
    EnrollmentFactory,
    StudentFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
TODAY = date(2026, 11, 23)
MONTH = Period.last(30, today=TODAY)


def test_the_class_list_says_who_is_there_active_and_may_need_help(classroom, teacher):
    low = classmate(classroom, "Low", (0, 4, 20), (10, 5, 20))
    both = classmate(classroom, "Both", (6, 15, 20))
    classmate(classroom, "Quiet", (7, 3, 4))
    classmate(classroom, "Gone", (31, 0, 40))
    classmate(classroom, "Inactive", (0, 0, 40), is_active=False)
    for dates in ({"ends_on": TODAY}, {"starts_on": TODAY + timedelta(days=1)}):
        other = StudentFactory(school=classroom.school)
        EnrollmentFactory(classroom=classroom, student=other, **dates)
        practiced(other, 0, 0, 40)
    art = ClassroomFactory(school=classroom.school, name="Art", subject="Arts")
    ClassroomTeacherFactory(classroom=art, teacher=teacher)
    EnrollmentFactory(classroom=art, student=both)
    empty = ClassroomFactory(school=classroom.school, name="Zebras")
    ClassroomTeacherFactory(classroom=empty, teacher=teacher)
    archived = ClassroomFactory(school=classroom.school, is_archived=True)
    ClassroomTeacherFactory(classroom=archived, teacher=teacher)
    ClassroomFactory(school=classroom.school)

    assert class_list(teacher) == [
        ClassRow(art.pk, "Art", "Arts", 1, 1, 0.75, 1, 20, (), is_estimated=False),
        # 9/40, 15/20 and 3/4: (.225 + .75 + .75) / 3
        ClassRow(
            classroom.pk,
            "Grade 5 Blue",
            "",
            4,
            2,
            0.575,
            3,
            64,
            (Named(low.pk, "Low"),),
            is_estimated=False,
        ),
        ClassRow(empty.pk, "Zebras", "", 0, 0, None, 0, 0, (), is_estimated=False),
    ]


def test_the_class_list_and_the_class_report_agree(classroom, teacher):
    for number in range(12):
        classmate(classroom, f"S{number}", (number, 8 + number, 20), (number + 3, 13, 20))

    (row,), report = class_list(teacher), class_report(classroom, period=MONTH)

    assert (row.students, row.class_average, row.questions, row.need_help) == (
        report.overall.students,
        report.overall.class_average,
        report.overall.questions_answered,
        tuple(
            Named(each.student_id, each.student)
            for each in report.struggling_students
            if each.standing == "struggling"
        ),
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

    with django_assert_num_queries(5):
        class_list(teacher)


def test_who_has_an_open_alert_that_nobody_has_seen_is_counted(classroom, teacher):
    ada, ben, cleo, dan = (classmate(classroom, name) for name in ("Ada", "Ben", "Cleo", "Dan"))
    for kind in ("struggling", "inactivity"):
        AlertFactory(student=ada, classroom=classroom, kind=kind)
    AlertFactory(student=ben, classroom=classroom, status="acknowledged")
    AlertFactory(student=cleo, classroom=classroom, kind="streak")
    AlertFactory(
        student=dan,
        classroom=classroom,
        snoozed_until=classroom.school.today() + timedelta(days=1),
    )

    assert [row.waiting for row in class_list(teacher)] == [1]
