from datetime import UTC, date, datetime

import pytest

from alpha.periods import Period
from analytics.metrics.assignments import (
    AssignmentTotals,
    Week,
    WorkRow,
    assignment_totals,
    days_late,
    student_work,
)
from tests.factories import AssignedWorkFactory, AssignmentFactory, StudentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
# November 10 to 23, 2026: Tuesday to Monday.
FORTNIGHT = Period.last(14, today=date(2026, 11, 23))


def assigned(student, due=None, done=None, title="Fractions", **fields):
    assignment = AssignmentFactory(school=student.school, due_at=due, title=title)
    status = "completed" if done else "assigned"
    AssignedWorkFactory(
        student=student, assignment=assignment, status=status, completed_at=done, **fields
    )


def noon(day, month=11):
    return datetime(2026, month, day, 17, tzinfo=UTC)


def test_each_work_counts_once_on_the_date_it_was_due_or_done_if_that_came_first(student):
    assigned(student, due=noon(12), done=noon(11))  # on time
    assigned(student, due=noon(13), done=noon(16))  # late, and counts in the week it was due
    assigned(student, due=noon(13))  # overdue
    assigned(student, due=noon(23))  # due today
    assigned(student, due=noon(30), done=noon(18))  # early
    assigned(student, due=noon(30))  # not due yet: counts nowhere
    assigned(student, due=noon(9), done=noon(12))  # was due before the window
    assigned(student, done=noon(20))  # never due, done
    assigned(student)  # never due, not done
    assigned(StudentFactory(school=student.school), due=noon(12))  # somebody else's

    assert assignment_totals(student, FORTNIGHT) == AssignmentTotals(
        completed=4,
        due=6,
        on_time=3,
        by_week=(
            Week(date(2026, 11, 9), completed=2, due=3),
            Week(date(2026, 11, 16), completed=2, due=2),
            Week(date(2026, 11, 23), completed=0, due=1),
        ),
    )


def test_the_date_is_that_of_the_school(student):
    # Midnight in New York is 05:00 UTC: one minute before it is the day before.
    assigned(student, due=datetime(2026, 11, 24, 4, 59, tzinfo=UTC))
    assigned(student, due=datetime(2026, 11, 24, 5, 0, tzinfo=UTC))
    assigned(student, due=datetime(2026, 11, 10, 4, 59, tzinfo=UTC))

    assert assignment_totals(student, FORTNIGHT).due == 1


def test_work_done_at_the_very_moment_it_was_due_is_on_time(student):
    assigned(student, due=noon(12), done=noon(12))

    assert assignment_totals(student, FORTNIGHT).on_time == 1


def test_no_work_is_zero_of_zero(student):
    assert assignment_totals(student, FORTNIGHT) == AssignmentTotals(0, 0, 0, ())


@pytest.mark.parametrize("works", [1, 3])
def test_any_number_of_works_is_one_query(student, works, django_assert_num_queries):
    for day in range(works):
        assigned(student, due=noon(12 + day))

    with django_assert_num_queries(1):
        assignment_totals(student, FORTNIGHT)


def test_the_share_of_a_week_is_what_was_done_of_what_was_due():
    assert Week(date(2026, 11, 9), completed=2, due=3).share == 2 / 3
    assert Week(date(2026, 11, 9), completed=0, due=0).share is None


def test_finished_work_comes_with_its_result_newest_first(student):
    assigned(student, due=noon(12), done=noon(11), title="In time")
    assigned(
        student,
        due=noon(13),
        done=noon(15),
        title="Late",
        questions_answered=15,
        questions_correct=11,
    )
    assigned(student, due=noon(8), done=noon(9), title="Before the window")

    late, in_time = student_work(student, FORTNIGHT).finished

    assert late == WorkRow(
        work_id=student.assigned_works.get(assignment__title="Late").pk,
        title="Late",
        status="Completed",
        due_at=noon(13),
        completed_at=noon(15),
        questions=15,
        answered=15,
        correct=11,
        days_late=2,
    )
    assert (late.result_words, late.lateness_words, late.is_overdue) == (
        "73% (11 of 15)",
        "2 days late",
        False,
    )
    assert (in_time.title, in_time.lateness_words) == ("In time", "")


def test_all_that_is_open_is_listed_what_is_due_first_first(student):
    assigned(student, title="Never due")
    assigned(student, due=noon(30), title="To come")
    assigned(student, due=noon(1, month=9), title="Long overdue")

    rows = student_work(student, FORTNIGHT).open

    # September 1 to November 23: 29 + 31 + 23 dates.
    assert [(row.title, row.is_overdue, row.lateness_words) for row in rows] == [
        ("Long overdue", True, "83 days late"),
        ("To come", False, ""),
        ("Never due", False, ""),
    ]


def test_lateness_counts_dates_at_the_school(student):
    # 11 in the evening of the 12th in New York, and half an hour after midnight.
    due = datetime(2026, 11, 13, 4, tzinfo=UTC)

    assert days_late(due, datetime(2026, 11, 13, 5, 30, tzinfo=UTC), student.school) == 1
    assert days_late(due, datetime(2026, 11, 13, 4, 30, tzinfo=UTC), student.school) == 0
    assert days_late(due, due, student.school) is None
    assert days_late(None, due, student.school) is None
