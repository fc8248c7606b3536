"""What changed after help, counted by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from interventions.baseline import Tally
from interventions.measured_change import (
    Classmate,
    Classmates,
    MeasuredChange,
    WorkDone,
    changes_of,
    gain_check,
    kept_window,
    since_window,
)
from interventions.models import Intervention
from interventions.selectors import told
from interventions.tracking import resolve
from tests.factories import (
    AssignedWorkFactory,
    ClassroomFactory,
    EnrollmentFactory,
    InterventionFactory,
)
from tests.interventions.weeks import classmate, helped, practiced

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
TODAY = date(2026, 11, 23)
AGO = 30
ON = TODAY - timedelta(days=AGO)
CHANGES_QUERIES = 4


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def measured(row):
    found = told(Intervention.objects.filter(pk=row.pk))
    return changes_of(found)[row.pk]


def days(count):
    return timedelta(days=count)


def test_since_is_the_28_dates_after_the_day_as_far_as_they_have_passed():
    day = date(2026, 11, 1)

    assert since_window(day, day) is None
    assert list(since_window(day, date(2026, 11, 3))) == [date(2026, 11, 2), date(2026, 11, 3)]
    whole = since_window(day, date(2027, 1, 1))
    assert (whole.start, whole.last_day, whole.days) == (date(2026, 11, 2), date(2026, 11, 29), 28)


@pytest.mark.django_db
def test_each_window_counts_its_first_and_last_date_and_no_other(student, teacher):
    for before, right in [(44, 1), (43, 2), (16, 4), (15, 8)]:
        practiced(student, ON - days(before), right, 10)
    practiced(student, ON, 3, 10)
    for after, right in [(1, 5), (28, 6), (29, 9)]:
        practiced(student, ON + days(after), right, 10)

    change = measured(helped(student, teacher, AGO))

    assert change.on == ON
    # 2 + 4 of 20 on two days before, 5 + 6 of 20 on two days since.
    assert change.before == Tally(6, 20, 2)
    assert change.since == Tally(11, 20, 2)
    assert change.state == "ok"
    assert change.is_over
    # 55 % less 30 %.
    assert change.change == pytest.approx(0.25)


@pytest.mark.django_db
def test_classmates_of_the_same_weeks_are_compared_each_counting_once(student, teacher, classroom):
    practiced(student, ON - days(30), 13, 25)
    practiced(student, ON + days(7), 19, 30)
    classmate(classroom, ON, (10, 20), (12, 20))  # +10 points
    classmate(classroom, ON, (50, 100), (55, 100))  # +5
    classmate(classroom, ON, (10, 20), (10, 20))  # 0
    classmate(classroom, ON, (10, 20), (19, 19))  # too few answers since

    change = measured(helped(student, teacher, AGO))

    assert len(change.classmates.rows) == 4
    assert len(change.classmates.used) == 3
    # (10 + 5 + 0) ÷ 3 = 5 points.
    assert change.classmates.change == pytest.approx(0.05)
    # 19 of 30 is 63.3 %, 13 of 25 is 52 %: 11.3 points, of which 5 are everybody's.
    assert change.change == pytest.approx(0.1133, abs=0.0001)
    assert change.beyond_classmates == pytest.approx(0.0633, abs=0.0001)


@pytest.mark.django_db
def test_who_was_helped_within_four_weeks_is_no_comparison(student, teacher, classroom):
    near, far, gone = [classmate(classroom, ON, (10, 20), (12, 20)) for _ in range(3)]
    helped(near, teacher, AGO - 28)
    helped(far, teacher, AGO + 29)
    gone.is_active = False
    gone.save()
    elsewhere = ClassroomFactory(school=student.school)
    EnrollmentFactory(classroom=elsewhere, student=student)
    classmate(elsewhere, ON, (10, 20), (12, 20))

    change = measured(helped(student, teacher, AGO))

    assert change.classmates.class_id == classroom.pk
    assert [row.student_id for row in change.classmates.rows] == [far.pk]
    assert change.classmates.change is None


@pytest.mark.django_db
def test_a_student_in_no_class_is_compared_with_nobody(student, teacher):
    student.enrollments.update(ends_on=TODAY)

    change = measured(helped(student, teacher, AGO))

    assert change.classmates == Classmates()
    assert change.beyond_classmates is None


@pytest.mark.parametrize(
    "before, since, state",
    [
        (None, Tally(20, 20, 1), "nothing_kept"),
        (Tally(10, 19, 1), Tally(20, 40, 1), "thin_before"),
        (Tally(10, 20, 1), Tally(12, 12, 1), "thin_since"),
        (Tally(10, 20, 1), Tally(12, 20, 1), "ok"),
    ],
)
def test_nothing_is_said_of_a_change_below_20_answers_on_either_side(before, since, state):
    change = MeasuredChange(on=ON, today=TODAY, before=before, since=since)

    assert change.state == state
    assert (change.change is None) == (state != "ok")


@pytest.mark.django_db
def test_the_work_that_was_given_is_told(student, teacher):
    work = AssignedWorkFactory(student=student, questions_correct=11, questions_answered=15)
    row = helped(
        student, teacher, AGO, intervention_type="assignment", assigned_work=work, message=None
    )

    assert measured(row).work == WorkDone(11, 15, work.assignment.question_count)


@pytest.mark.django_db
def test_what_was_not_frozen_is_not_made_up_later(student, teacher):
    practiced(student, ON - days(30), 13, 25)
    old = InterventionFactory(student=student, teacher=teacher, created_at=NOON - days(AGO))
    undated = InterventionFactory(student=student, teacher=teacher, created_at=None)

    found = changes_of(told(Intervention.objects.all()))

    assert found[old.pk].state == "nothing_kept"
    assert undated.pk not in found


@pytest.mark.parametrize(
    "later, status",
    [
        # From 50 % to 70 %: the middle is 60 %.
        (Tally(30, 50, 3), "held"),
        (Tally(29, 50, 3), "lost"),
        (Tally(19, 19, 3), "thin"),
    ],
)
def test_a_gain_held_where_accuracy_stays_nearer_to_it_than_to_the_start(later, status):
    assert gain_check(Tally(10, 20, 1), Tally(14, 20, 1), later).status == status


def test_without_a_gain_none_can_hold():
    later = Tally(20, 20, 1)

    assert gain_check(None, Tally(14, 20, 1), later).status == "no_gain"
    assert gain_check(Tally(10, 20, 1), Tally(10, 20, 1), later).status == "no_gain"
    assert gain_check(Tally(10, 20, 1), Tally(14, 19, 1), later).status == "no_gain"


@pytest.mark.django_db
def test_two_weeks_after_it_was_resolved_the_gain_is_checked(student, teacher):
    practiced(student, ON - days(30), 10, 20)
    practiced(student, ON + days(3), 14, 20)
    resolved_on = ON + days(10)
    practiced(student, resolved_on + days(1), 16, 25)
    practiced(student, resolved_on + days(14), 16, 25)
    practiced(student, resolved_on + days(15), 0, 25)
    row = helped(student, teacher, AGO)
    resolve(row, by=teacher, at=NOON - days(20))

    kept = measured(row).kept

    assert kept_window(resolved_on).last_day == resolved_on + days(14)
    assert (kept.by_then, kept.later) == (Tally(14, 20, 1), Tally(32, 50, 2))
    assert kept.status == "held"


@pytest.mark.django_db
@pytest.mark.parametrize("ago, is_checked", [(14, False), (15, True)])
def test_the_check_waits_until_the_two_weeks_have_passed(student, teacher, ago, is_checked):
    row = helped(student, teacher, AGO)
    resolve(row, by=teacher, at=NOON - days(ago))

    assert (measured(row).kept is not None) == is_checked


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_interventions(
    student, teacher, classroom, count, django_assert_num_queries
):
    for ago in range(count):
        other = classmate(classroom, ON, (10, 20), (12, 20))
        helped(other, teacher, AGO + ago)
    rows = list(told(Intervention.objects.all()))

    with django_assert_num_queries(CHANGES_QUERIES):
        assert len(changes_of(rows)) == count


@pytest.mark.django_db
def test_nothing_is_asked_about_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert changes_of([]) == {}


def test_classmates_with_enough_answers_on_one_side_only_are_left_out():
    rows = tuple(Classmate(key, (10, 20), (12, 19 + key)) for key in range(4))

    assert [row.student_id for row in Classmates(1, rows).used] == [1, 2, 3]
