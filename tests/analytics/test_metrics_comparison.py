from datetime import date, timedelta

import pytest

from alpha.accounts.models import Role
from alpha.periods import Period
from analytics.metrics.comparison import (
    Comparison,
    class_average,
    compare,
    compare_within,
    find_shared_classroom,
    likely_ranks,
    practice_with_class,
    shared_classroom,
)
from analytics.metrics.performance import Totals
from tests.analytics.records import classmate, practiced
from tests.factories import (
    ClassroomFactory,
    ClassroomTeacherFactory,
    EnrollmentFactory,
    StudentFactory,
    UserFactory,
)

TODAY = date(2026, 11, 23)
MONTH = Period.last(30, today=TODAY)
with_rows = pytest.mark.usefixtures("db", "monday")


def placed(student, classroom):
    found = compare(student, classroom, MONTH)
    return found.rank, found.class_size, found.percentile, found.position


@with_rows
def test_the_lowest_of_three_is_third_of_three_and_33rd(classroom):
    lowest = classmate(classroom, "Kim", (0, 11, 20))
    classmate(classroom, "Lou", (0, 15, 20))
    classmate(classroom, "Mia", (0, 16, 20))

    assert compare(lowest, classroom, MONTH) == Comparison(
        class_id=classroom.pk,
        class_name="Grade 5 Blue",
        student_accuracy=0.55,
        class_average=0.70,  # (.55 + .75 + .80) / 3
        difference=pytest.approx(-0.15),
        rank=3,
        class_size=3,
        percentile=33,
        position="3rd of 3 (lowest in class)",
    )


@with_rows
def test_the_average_counts_each_student_once_whatever_she_answered(classroom):
    busy = classmate(classroom, "Kim", (0, 100, 200))
    classmate(classroom, "Lou", (0, 2, 2))

    # (50 % + 100 %) / 2; pooled it would be 102 of 202.
    assert compare(busy, classroom, MONTH).class_average == 0.75


@with_rows
def test_three_tied_share_the_first_rank_and_the_67th_percentile(classroom):
    # 1/3, 2/6 and 3/9 are the same share.
    students = [
        classmate(classroom, name, (0, right, 3 * right))
        for name, right in [("Kim", 1), ("Lou", 2), ("Mia", 3)]
    ]

    assert [placed(student, classroom) for student in students] == [
        (1, 3, 67, "1st of 3, tied")
    ] * 3


@with_rows
def test_two_tied_leave_the_third_rank_to_the_next(classroom):
    students = [
        classmate(classroom, name, (0, right, 20))
        for name, right in [("Kim", 19), ("Lou", 15), ("Mia", 15), ("Noa", 10)]
    ]

    # Ascending ranks 4, 2.5, 2.5, 1 of 4: 100, 62.5, 62.5, 25.
    assert [placed(student, classroom) for student in students] == [
        (1, 4, 100, "1st of 4"),
        (2, 4, 63, "2nd of 4, tied"),
        (2, 4, 63, "2nd of 4, tied"),
        (4, 4, 25, "4th of 4 (lowest in class)"),
    ]


@with_rows
def test_a_student_without_practice_has_no_rank_and_is_in_no_average(classroom):
    idle = classmate(classroom, "Ida")
    classmate(classroom, "Kim", (0, 12, 20))
    classmate(classroom, "Lou", (0, 14, 20))

    found = compare(idle, classroom, MONTH)

    assert found == Comparison(
        class_id=classroom.pk,
        class_name="Grade 5 Blue",
        student_accuracy=None,
        class_average=0.65,
        difference=None,
        rank=None,
        class_size=2,
        percentile=None,
        position="No practice in this period",
    )
    assert (found.percentile_words, found.difference_words) == ("", "")


@with_rows
def test_alone_with_data_is_no_rank_either(classroom):
    only = classmate(classroom, "Kim", (0, 12, 20))
    classmate(classroom, "Ida")

    assert placed(only, classroom) == (None, 1, None, "Nobody else practiced in this period")


@with_rows
def test_a_class_without_practice_has_no_average(classroom):
    idle = classmate(classroom, "Ida")

    found = compare(idle, classroom, MONTH)

    assert (found.class_average, found.class_size) == (None, 0)
    assert found.position == "No practice in this period"


@with_rows
def test_who_left_who_is_not_here_yet_and_who_is_inactive_are_nobody_in_the_class(classroom):
    kim = classmate(classroom, "Kim", (0, 12, 20))
    classmate(classroom, "Lou", (0, 14, 20))
    classmate(classroom, "Inactive", (0, 20, 20), is_active=False)
    for dates in (
        {"starts_on": TODAY - timedelta(days=90), "ends_on": TODAY},
        {"starts_on": TODAY + timedelta(days=1)},
    ):
        other = StudentFactory(school=classroom.school)
        EnrollmentFactory(classroom=classroom, student=other, **dates)
        practiced(other, 0, 20, 20)
    classmate(ClassroomFactory(school=classroom.school), "Elsewhere", (0, 20, 20))

    assert placed(kim, classroom) == (2, 2, 50, "2nd of 2 (lowest in class)")
    assert compare(kim, classroom, MONTH).class_average == 0.65


@with_rows
def test_a_student_in_two_classes_brings_all_her_practice_to_both(classroom):
    kim = classmate(classroom, "Kim", (0, 12, 20), (1, 4, 20))
    second = ClassroomFactory(school=classroom.school)
    EnrollmentFactory(classroom=second, student=kim)

    assert compare(kim, classroom, MONTH).student_accuracy == 0.4
    assert compare(kim, second, MONTH).student_accuracy == 0.4


@with_rows
def test_the_default_class_is_the_lowest_id_shared_with_the_viewer(student, teacher, classroom):
    unshared = ClassroomFactory(school=student.school)
    later = ClassroomFactory(school=student.school)
    for each in (unshared, later):
        EnrollmentFactory(classroom=each, student=student)
    ClassroomTeacherFactory(classroom=later, teacher=teacher)

    assert shared_classroom(student, teacher) == classroom
    assert find_shared_classroom(student, teacher, later.pk) == later
    assert find_shared_classroom(student, teacher, unshared.pk) is None

    classroom.is_archived = True
    classroom.save()
    assert shared_classroom(student, teacher) == later


@with_rows
def test_a_class_the_student_has_left_is_not_shared(student, teacher, classroom):
    left = student.enrollments.get()
    left.ends_on = TODAY
    left.save()
    now = ClassroomFactory(school=student.school)
    ClassroomTeacherFactory(classroom=now, teacher=teacher)
    EnrollmentFactory(classroom=now, student=student)

    assert shared_classroom(student, teacher) == now
    assert find_shared_classroom(student, teacher, classroom.pk) is None


@with_rows
def test_a_leader_shares_every_class_and_a_stranger_none(student, classroom):
    leader = UserFactory(school=student.school, role=Role.LEADER)

    assert shared_classroom(student, leader) == classroom
    assert shared_classroom(student, UserFactory()) is None


def test_class_average_is_none_without_data():
    assert class_average([]) is None
    assert class_average([Totals(), Totals()]) is None


def test_no_likely_ranks_below_ten_students_with_data():
    nine = {number: Totals(20, 10 + number, 0, 4) for number in range(9)}

    assert likely_ranks(nine | {10: Totals()}) == {}


def test_likely_ranks_of_a_spread_class_hold_the_rank_and_narrow_with_answers():
    few = {number: Totals(20, 2 * number, 0, 5) for number in range(11)}
    many = {number: Totals(2000, 200 * number, 0, 500) for number in range(11)}

    assert likely_ranks(many) == {number: (11 - number, 11 - number) for number in range(11)}
    ranges = likely_ranks(few)
    assert all(best <= 11 - number <= worst for number, (best, worst) in ranges.items())
    assert ranges[5][0] < 6 < ranges[5][1]


def test_likely_ranks_hold_the_raw_rank_even_where_one_lucky_answer_made_it():
    # One of one is the first rank; the class says that she is surely below the three at 99 %.
    totals = {"lucky": Totals(1, 1, 0, 1)}
    totals |= {f"high {number}": Totals(10_000, 9_900, 0, 5_000) for number in range(3)}
    totals |= {f"low {number}": Totals(10_000, 500, 0, 5_000) for number in range(20)}

    assert likely_ranks(totals)["lucky"] == (1, 24)


def test_likely_ranks_of_equals_are_the_whole_class():
    equals = {number: Totals(20, 14, 0, 4) for number in range(10)}

    assert set(likely_ranks(equals).values()) == {(1, 10)}


@with_rows
def test_the_likely_range_stands_beside_the_rank_from_ten_students_on(classroom):
    students = [classmate(classroom, f"S{n}", (0, 12 + n // 2, 20)) for n in range(10)]

    assert placed(students[0], classroom)[3] == "9th of 10, tied (likely 1st to 10th)"


@with_rows
def test_the_percentile_comes_with_its_likely_range_from_ten_students_on(classroom):
    students = [classmate(classroom, f"S{n}", (0, 12 + n // 2, 20)) for n in range(10)]

    found = compare(students[0], classroom, MONTH)

    # Ascending ranks 1 and 2 are tied: 1.5 of 10. Likely the 1st to the 10th: 100 down to 10.
    assert (found.percentile, found.likely_percentiles) == (15, (10, 100))
    assert found.percentile_words == "15th (bottom third; likely 10th to 100th)"


@with_rows
def test_below_ten_students_the_percentile_stands_alone(classroom):
    students = [classmate(classroom, f"S{n}", (0, 12 + n, 20)) for n in range(3)]

    assert compare(students[0], classroom, MONTH).likely_percentiles is None


@with_rows
def test_practice_with_class_is_all_of_hers_and_the_window_of_the_shared_class(
    student, teacher, classroom
):
    practiced(student, 0, 12, 20)
    practiced(student, 200, 3, 10)
    kim = classmate(classroom, "Kim", (5, 15, 20), (200, 0, 10))
    classmate(classroom, "Inactive", (0, 1, 20), is_active=False)
    classmate(ClassroomFactory(school=student.school), "Elsewhere", (0, 2, 20))
    later = ClassroomFactory(school=student.school)
    EnrollmentFactory(classroom=later, student=student)
    ClassroomTeacherFactory(classroom=later, teacher=teacher)

    days, found = practice_with_class(student, classroom.pk, MONTH)

    assert [(row.correct, row.answered) for row in days] == [(3, 10), (12, 20)]
    assert (found.class_id, found.class_name) == (classroom.pk, "Grade 5 Blue")
    assert {key: (row.correct, row.answered) for key, row in found.totals.items()} == {
        student.pk: (12, 20),
        kim.pk: (15, 20),
    }
    assert practice_with_class(student, None, MONTH) == (days, None)


@with_rows
def test_practice_with_class_names_a_class_where_nobody_has_practiced(student, teacher, classroom):
    days, found = practice_with_class(student, classroom.pk, MONTH)

    assert days == ()
    assert (found.class_id, found.class_name) == (classroom.pk, "Grade 5 Blue")
    assert compare_within(student, found) == compare(student, classroom, MONTH)


@with_rows
@pytest.mark.parametrize("students", [1, 3])
def test_practice_with_class_is_two_queries_for_any_class(
    classroom, teacher, students, django_assert_num_queries
):
    found = [classmate(classroom, f"S{n}", (0, 12, 20)) for n in range(students)]

    with django_assert_num_queries(2):
        _, population = practice_with_class(found[0], classroom.pk, MONTH)
        compared = compare_within(found[0], population)
    assert compared == compare(found[0], classroom, MONTH)


@with_rows
@pytest.mark.parametrize("students", [1, 3])
def test_comparing_is_two_queries_for_any_class(classroom, students, django_assert_num_queries):
    found = [classmate(classroom, f"S{n}", (0, 12, 20)) for n in range(students)]

    with django_assert_num_queries(2):
        compare(found[0], classroom, MONTH)
