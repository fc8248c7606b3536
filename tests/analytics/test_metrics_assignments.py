from datetime import UTC, date, datetime

import pytest

from alpha.periods import Period
from analytics.metrics.assignments import AssignmentTotals, Week, assignment_totals
from tests.factories import AssignedWorkFactory, AssignmentFactory, StudentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
# November 10 to 23, 2026: Tuesday to Monday.
FORTNIGHT = Period.last(14, today=date(2026, 11, 23))


def assigned(student, due=None, done=None):
    assignment = AssignmentFactory(school=student.school, due_at=due)
    status = "completed" if done else "assigned"
    AssignedWorkFactory(student=student, assignment=assignment, status=status, completed_at=done)


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
