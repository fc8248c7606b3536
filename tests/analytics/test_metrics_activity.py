from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from alpha.learning.access import enrolled_students
from alpha.learning.services.practice import NewSession, record_practice
from alpha.periods import Period
from analytics.metrics import activity
from analytics.metrics.activity import DayTotals
from tests.analytics.records import classmate, practiced
from tests.factories import SchoolHolidayFactory, StudentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
TODAY = date(2026, 11, 23)


def ago(days):
    return TODAY - timedelta(days=days)


def test_sessions_of_a_day_are_added_up_and_days_come_oldest_first(student):
    practiced(student, 0, 4, 5, time_spent_seconds=100)
    practiced(student, 0, 1, 10, time_spent_seconds=50, is_estimated=True)
    practiced(student, 3, 2, 2, time_spent_seconds=7)

    assert activity.practice_by_day([student.pk], start=ago(3), end=ago(-1)) == {
        student.pk: (
            DayTotals(ago(3), answered=2, correct=2, seconds=7),
            DayTotals(ago(0), answered=15, correct=5, seconds=150, estimated=1),
        )
    }


def test_the_end_of_days_is_outside_and_who_did_nothing_has_an_empty_row(student):
    practiced(student, 4, 1, 1)
    practiced(student, 0, 1, 1)
    idle = StudentFactory(school=student.school)

    found = activity.practice_by_day([student.pk, idle.pk], start=ago(3), end=ago(0))

    assert found == {student.pk: (), idle.pk: ()}


def test_a_session_without_an_answer_is_no_practice_its_time_included(student):
    practiced(student, 0, 0, 0, time_spent_seconds=900)

    assert activity.practice_by_day([student.pk], start=ago(3), end=ago(-1)) == {student.pk: ()}
    assert activity.last_practice_on([student.pk]) == {}
    assert activity.streak_days(student) == 0


def test_days_of_a_class_are_pooled_with_the_number_of_students():
    by_student = {
        1: (DayTotals(ago(2), 10, 5, 60), DayTotals(ago(1), 4, 4, 30, estimated=2)),
        2: (DayTotals(ago(2), 20, 19, 90),),
        3: (),
    }

    assert activity.pooled_by_day(by_student) == (
        DayTotals(ago(2), answered=30, correct=24, seconds=150, students=2),
        DayTotals(ago(1), answered=4, correct=4, seconds=30, estimated=2, students=1),
    )


def test_this_week_is_the_last_seven_dates_and_last_week_the_seven_before(student):
    for days in (0, 6, 7, 10, 13, 14):
        practiced(student, days, 1, 1)
    days = activity.practice_by_day([student.pk], start=ago(60), end=ago(-1))[student.pk]
    week = activity.this_week(TODAY)

    assert (week.start, week.last_day) == (ago(6), TODAY)
    assert activity.active_days(days, week) == 2
    assert activity.active_days(days, week.before()) == 3


def test_a_session_at_half_past_eleven_at_night_counts_for_that_local_day(student):
    # 23:30 on Sunday in New York is 04:30 on Monday in UTC.
    late = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
    record_practice(
        student.school,
        [
            NewSession(
                student_id=student.pk,
                skill_id=practiced(student, 50, 1, 1).skill_id,
                started_at=late,
                time_spent_seconds=60,
                questions_answered=3,
                questions_correct=3,
            )
        ],
    )

    assert activity.last_practice_on([student.pk]) == {student.pk: date(2026, 11, 22)}
    with time_machine.travel(late + timedelta(minutes=20), tick=False):
        assert student.school.today() == date(2026, 11, 22)
        assert activity.streak_days(student) == 1
        window = Period.last(1, today=student.school.today())
        days = activity.practice_by_day([student.pk], start=window.start, end=window.end)
        assert activity.active_days(days[student.pk], window) == 1


def test_last_practice_is_the_newest_day_ever_and_absent_for_who_never_practiced(student):
    practiced(student, 300, 1, 1)
    practiced(student, 200, 1, 1)
    idle = StudentFactory(school=student.school)

    assert activity.last_practice_on([student.pk, idle.pk]) == {student.pk: ago(200)}


def test_a_streak_bridges_weekends_and_holidays(student):
    SchoolHolidayFactory(school=student.school, starts_on=ago(5), ends_on=ago(4))
    # Tuesday before, (holiday Wednesday and Thursday), Friday, (weekend), today not yet.
    for days in (7, 6, 3):
        practiced(student, days, 1, 1)

    assert activity.streak_days(student) == 3


def test_a_streak_ends_at_a_school_day_without_practice(student):
    for days in (7, 6, 3):
        practiced(student, days, 1, 1)

    assert activity.streak_days(student) == 1


@pytest.mark.parametrize("students", [1, 3])
def test_practice_is_one_query_for_any_number_of_students(
    school, students, django_assert_num_queries
):
    ids = [practiced(StudentFactory(school=school), 0, 1, 1).student_id for _ in range(students)]

    with django_assert_num_queries(1):
        activity.practice_by_day(ids, start=ago(3), end=ago(-1))
    with django_assert_num_queries(1):
        activity.last_practice_on(ids)


def test_active_share_counts_who_practiced_within_seven_dates(classroom):
    for name, days in (("Ada", 0), ("Ben", 6), ("Cleo", 7)):
        classmate(classroom, name, (days, 1, 2))
    practiced(classmate(classroom, "Dan"), 1, 0, 0)

    assert activity.active_share(enrolled_students(classroom), TODAY) == (2, 4)
