from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from alpha.accounts.models import Role
from alpha.periods import Period
from interventions.effect_rows import HelpGiven, help_given
from interventions.effects import EffectRow, intervention_effects
from tests.analytics.records import classmate, practiced
from tests.factories import (
    AlertFactory,
    AlertTriggerFactory,
    AssignedWorkFactory,
    ClassroomFactory,
    ClassroomTeacherFactory,
    EnrollmentFactory,
    GuardianFactory,
    MeetingFactory,
    OutboundEmailFactory,
    ParentNotificationFactory,
    SkillFactory,
    UserFactory,
)
from tests.interventions.helped_classes import BEGAN, helped

pytestmark = pytest.mark.django_db

# Thursday noon in New York.
NOW = datetime(2026, 3, 5, 17, tzinfo=UTC)
QUERIES = 5


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def period(school):
    return Period.last(200, today=school.today())


def day(school, ago):
    return school.today() - timedelta(days=ago)


def met(student, classroom, ago, kind="struggling"):
    return AlertTriggerFactory(
        student=student, classroom=classroom, kind=kind, evaluated_on=day(student.school, ago)
    )


def rows(found):
    return {(row.student, row.itype): row for row in found.rows}


def test_windows_lie_evenly_around_the_day_and_leave_out_the_two_weeks_before_it(
    teacher, student, classroom, period
):
    skill = SkillFactory(school=student.school)
    # Counted back from the day help began: 43 to 16 days before it, and 1 to 28 after it, count.
    for before, correct in (
        (44, 1),
        (43, 2),
        (16, 3),
        (15, 4),
        (0, 5),
        (-1, 6),
        (-28, 7),
        (-29, 8),
    ):
        practiced(student, BEGAN + before, correct, 10, skill=skill)
    helped(student)

    found = help_given(teacher, period)

    # 2 + 3 of 20 before, 6 + 7 of 20 after.
    cell = (classroom.pk, day(student.school, BEGAN))
    assert found.rows == (EffectRow(cell, student.pk, "message", (5, 20), (13, 20)),)


def test_compared_with_are_classmates_without_help_within_four_weeks(
    teacher, student, classroom, period
):
    idle = classmate(classroom, "Idle")
    too_near, far_before, far_after = (classmate(classroom, f"Helped {at}") for at in range(3))
    helped(student)
    helped(too_near, BEGAN + 28)
    helped(far_before, BEGAN + 29)
    helped(far_after, BEGAN - 29)
    classmate_left = EnrollmentFactory(classroom=classroom, ends_on=day(classroom.school, BEGAN))
    newcomer = EnrollmentFactory(classroom=classroom, starts_on=day(classroom.school, BEGAN - 1))

    found = help_given(teacher, period)

    cell = (classroom.pk, day(student.school, BEGAN))
    in_cell = {row.student: row.itype for row in found.rows if row.cell == cell}
    assert in_cell == {
        student.pk: "message",
        idle.pk: None,
        far_before.pk: None,
        far_after.pk: None,
    }
    assert {classmate_left.student_id, newcomer.student_id}.isdisjoint(in_cell)


def test_flagged_are_those_who_met_the_alert_of_the_helped_one_in_the_days_neither_window_counts(
    teacher, student, classroom, period
):
    alike, earlier, later, otherwise = (classmate(classroom, f"Classmate {at}") for at in range(4))
    met(student, classroom, BEGAN)
    met(alike, classroom, BEGAN + 15)
    met(earlier, classroom, BEGAN + 16)
    met(later, classroom, BEGAN - 1)
    met(otherwise, classroom, BEGAN, kind="inactivity")
    helped(student)

    flagged = {row.student for row in help_given(teacher, period).rows if row.flagged}

    assert flagged == {alike.pk}


def test_the_alert_that_help_answered_says_what_was_met(teacher, student, classroom, period):
    alike, otherwise = (classmate(classroom, f"Classmate {at}") for at in range(2))
    met(student, classroom, BEGAN, kind="struggling")
    met(alike, classroom, BEGAN, kind="decline")
    met(otherwise, classroom, BEGAN, kind="struggling")
    helped(student, alert=AlertFactory(student=student, classroom=classroom, kind="decline"))

    flagged = {row.student for row in help_given(teacher, period).rows if row.flagged}

    assert flagged == {alike.pk}


def test_good_news_flag_nobody(teacher, student, classroom, period):
    other = classmate(classroom, "Other")
    for child in (student, other):
        met(child, classroom, BEGAN, kind="improved")
    helped(student)

    assert [row.flagged for row in help_given(teacher, period).rows] == [False, False]


def test_the_class_is_that_of_the_alert_or_else_the_first_one(teacher, student, classroom, period):
    second = ClassroomFactory(school=classroom.school)
    ClassroomTeacherFactory(classroom=second, teacher=teacher)
    EnrollmentFactory(classroom=second, student=student)
    helped(student, BEGAN)
    helped(student, BEGAN + 1, alert=AlertFactory(student=student, classroom=second))

    cells = {row.cell for row in help_given(teacher, period).rows}

    assert cells == {
        (classroom.pk, day(student.school, BEGAN)),
        (second.pk, day(student.school, BEGAN + 1)),
    }


def test_help_before_the_class_is_given_and_compared_with_nobody(teacher, classroom, period):
    newcomer = EnrollmentFactory(
        classroom=classroom, starts_on=day(classroom.school, BEGAN - 1)
    ).student
    helped(newcomer)

    found = help_given(teacher, period)

    assert (len(found.given), found.rows, found.waiting) == (1, (), 0)


def test_help_whose_four_weeks_are_not_over_waits(teacher, student, period):
    # The 28th date after it is today: it may still bring answers.
    helped(student, 28)
    assert (help_given(teacher, period).rows, help_given(teacher, period).waiting) == ((), 1)

    helped(student, 29)
    found = help_given(teacher, period)
    assert ([row.itype for row in found.rows], found.waiting) == (["message"], 1)


def test_two_messages_on_one_day_are_one_row_and_two_kinds_are_two(teacher, student, period):
    helped(student)
    helped(student)
    helped(student, intervention_type="parent_notification")

    found = help_given(teacher, period)

    assert len(found.given) == 3
    assert sorted(rows(found)) == [
        (student.pk, "message"),
        (student.pk, "parent_notification"),
    ]


def test_help_counts_whoever_gave_it_and_only_for_students_one_sees(
    people, student, classroom, period
):
    helped(student, teacher=people.CO)
    stranger = EnrollmentFactory(classroom=ClassroomFactory(school=classroom.school)).student
    helped(stranger)

    assert [one.student_id for one in help_given(people.TE, period).given] == [student.pk]
    leader = help_given(people.LE, period)
    assert {one.student_id for one in leader.given} == {student.pk, stranger.pk}
    for nobody in (people.AD, people.GU, people.ST, people.TO, people.TX):
        assert help_given(nobody, period) == HelpGiven()
    assert help_given(UserFactory(school=None, role=Role.LEADER), period) == HelpGiven()


def test_only_help_that_began_in_the_period_is_counted(teacher, student, school):
    helped(student, BEGAN)

    ends_before = Period(day(school, BEGAN + 10), day(school, BEGAN))
    begins_with_it = Period(day(school, BEGAN), day(school, BEGAN - 1))

    assert help_given(teacher, ends_before).given == ()
    assert len(help_given(teacher, begins_with_it).rows) == 1


def test_delivered_is_what_was_read_finished_held_or_sent(teacher, student, period):
    now = NOW - timedelta(days=1)
    messages = [helped(student), helped(student)]
    messages[0].message.is_read, messages[0].message.read_at = True, now
    messages[0].message.save()
    for done in (True, False):
        work = AssignedWorkFactory(
            student=student,
            status="completed" if done else "assigned",
            completed_at=now if done else None,
        )
        helped(student, intervention_type="assignment", assigned_work=work)
        meeting = MeetingFactory(student=student, status="completed" if done else "cancelled")
        helped(student, intervention_type="meeting", meeting=meeting)
        letter = helped(student, intervention_type="parent_notification")
        for status in ("sent" if done else "queued", "failed"):
            stamps = {"sent_at": now} if status == "sent" else {}
            mail = OutboundEmailFactory(status=status, **stamps)
            ParentNotificationFactory(
                intervention=letter, email=mail, guardian=GuardianFactory(school=student.school)
            )

    given = help_given(teacher, period).given

    delivered = [(one.kind, one.delivered) for one in given]
    kinds = ("assignment", "meeting", "message", "parent_notification")
    assert sorted(delivered) == [(kind, done) for kind in kinds for done in (False, True)]


def test_rows_about_an_area_leave_out_other_help_and_cells_without_it(
    teacher, student, classroom, period
):
    other, idle = classmate(classroom, "Other"), classmate(classroom, "Idle")
    fractions = SkillFactory(school=classroom.school, name="Fractions", subject="Math")
    helped(student).skills.add(fractions)
    helped(other)
    helped(idle, BEGAN + 35)

    found = help_given(teacher, period)

    assert found.areas == ["Fractions", "Math"]
    cell = (classroom.pk, day(classroom.school, BEGAN))
    about = [(row.cell, row.student, row.itype) for row in found.rows_about("Fractions")]
    assert about == [(cell, student.pk, "message"), (cell, idle.pk, None)]
    assert found.rows_about("Reading") == []


def test_worked_example_from_practice_to_the_estimate(teacher, classroom, period):
    # Everybody answers 40 questions on either side. Ten are helped and go from 20 to 28 right, five
    # others who met the same alert from 20 to 24, ten classmates from 20 to 22: gains of 20, 10 and
    # 5 points, so 15 beyond classmates, of which 5 before shrinking are only who was chosen.
    skill = SkillFactory(school=classroom.school)
    for number in range(25):
        child = classmate(classroom, f"Child {number}")
        after = 28 if number < 10 else 24 if number < 15 else 22
        practiced(child, BEGAN + 20, 20, 40, skill=skill)
        practiced(child, BEGAN - 5, after, 40, skill=skill)
        if number < 15:
            met(child, classroom, BEGAN)
        if number < 10:
            helped(child)

    effect = intervention_effects(help_given(teacher, period).rows)["message"]

    assert (effect.n, effect.untreated, effect.status) == (10, 5, "ok")
    # A variance of about .006 + .25 · 2/40 = .0185 a gain. Message: .15 ± √(.0185 · 2/10) = .061.
    # Placebo: .05 ± √(.0185 · 3/10) = .0745, pulled to .05 · .03² / (.03² + .0745²) = .007. So .143
    # is left, of which less than a third stays after the pull toward nothing.
    assert 0.03 < effect.effect < 0.10


@pytest.mark.parametrize("cells", [1, 3])
def test_statements_do_not_grow_with_students_or_help(
    cells, teacher, classroom, period, django_assert_num_queries
):
    teacher.school  # noqa: B018 - read with the user by the page
    for number in range(cells):
        child = classmate(classroom, f"Child {number}", (BEGAN + 20, 5, 20), (BEGAN - 5, 5, 20))
        helped(child, BEGAN + number).skills.add(SkillFactory(school=classroom.school))
        met(child, classroom, BEGAN + number)

    with django_assert_num_queries(QUERIES):
        help_given(teacher, period)


def test_the_alerts_behind_a_row_are_kept(teacher, student, classroom, period):
    alike = classmate(classroom, "Alike")
    for child, kinds in ((student, ("struggling", "decline")), (alike, ("decline", "inactivity"))):
        for kind in kinds:
            met(child, classroom, BEGAN, kind=kind)
    helped(student)

    found = help_given(teacher, period)

    cell = (classroom.pk, day(student.school, BEGAN))
    assert found.concerns_of == {
        (cell, student.pk, "message"): {"struggling", "decline"},
        (cell, alike.pk, None): {"decline"},
    }
