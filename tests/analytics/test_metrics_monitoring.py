"""What the rules are given: practice, work and mastery as they stood at the end of a day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from analytics.detectors import RuleLimits, Work
from analytics.metrics.monitoring import (
    EvaluationDay,
    class_limits,
    evidence_of,
    homes_of,
    homes_of_students,
    members_on,
)
from tests.analytics.records import classmate, practiced
from tests.factories import (
    AlertTriggerFactory,
    AssignedWorkFactory,
    ClassroomFactory,
    ClassroomRulesFactory,
    EnrollmentFactory,
    LearningPathFactory,
    SchoolHolidayFactory,
    SkillFactory,
    StudentFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
TODAY = date(2026, 11, 23)
ORDINAL = TODAY.toordinal()


def evidence(student, on=TODAY):
    day = EvaluationDay.of(student.school, on)
    return evidence_of(day, {student.pk: None})[student.pk]


def test_days_and_skills_add_up_the_sessions_of_a_date(student):
    one, other = (SkillFactory(school=student.school) for _ in range(2))
    practiced(student, 3, 4, 10, skill=one)
    practiced(student, 3, 5, 5, skill=one)
    practiced(student, 3, 1, 5, skill=other)
    practiced(student, 0, 2, 4, skill=other)
    practiced(student, 0, 0, 0, skill=one)

    found = evidence(student)

    assert found.days == [(ORDINAL - 3, 20, 10), (ORDINAL, 4, 2)]
    assert found.skills == {
        one.pk: [(ORDINAL - 3, 15, 9)],
        other.pk: [(ORDINAL - 3, 5, 1), (ORDINAL, 4, 2)],
    }


def test_only_practice_up_to_the_day_within_120_dates_counts(student):
    for ago in (0, 5, 124, 125):
        practiced(student, ago, 5, 10)

    found = evidence(student, TODAY - timedelta(days=5))

    assert [day for day, _, _ in found.days] == [ORDINAL - 124, ORDINAL - 5]


def test_practice_on_a_skill_of_two_months_ago_is_past(student):
    skill = SkillFactory(school=student.school)
    practiced(student, 59, 1, 10, skill=skill)
    practiced(student, 60, 1, 10, skill=skill)

    assert evidence(student).skills == {skill.pk: [(ORDINAL - 59, 10, 1)]}


def work_due(student, ago, **fields):
    due_at = datetime(2026, 11, 23, 17, tzinfo=UTC) - timedelta(days=ago)
    return AssignedWorkFactory(
        student=student, assignment__due_at=due_at, assignment__question_count=12, **fields
    )


def test_unfinished_work_that_was_due_by_the_day(student):
    late = work_due(student, 3)
    begun = work_due(
        student,
        2,
        status="in_progress",
        started_at="2026-11-20T15:00Z",
        questions_answered=5,
        questions_correct=3,
    )
    work_due(student, -1)
    work_due(student, 40)
    work_due(student, 3, status="completed", completed_at="2026-11-22T15:00Z")
    AssignedWorkFactory(student=student)

    assert evidence(student).works == [
        Work(late.assignment_id, ORDINAL - 3, 12, is_begun=False, answered=0),
        Work(begun.assignment_id, ORDINAL - 2, 12, is_begun=True, answered=5),
    ]


def test_work_finished_or_begun_later_was_not_so_on_a_day_past(student):
    finished = work_due(student, 5, status="completed", completed_at="2026-11-22T15:00Z")
    begun = work_due(student, 5, status="in_progress", started_at="2026-11-22T15:00Z")

    assert evidence(student, TODAY - timedelta(days=3)).works == [
        Work(finished.assignment_id, ORDINAL - 5, 12, is_begun=False, answered=0),
        Work(begun.assignment_id, ORDINAL - 5, 12, is_begun=False, answered=0),
    ]
    # How far she had come on an earlier day is not known.
    assert evidence(student, TODAY - timedelta(days=1)).works[-1].answered is None


def test_mastery_is_dated_at_the_school_and_later_mastery_is_not_known_yet(student):
    # Four in the morning UTC is the evening before in New York.
    early, late = (
        LearningPathFactory(student=student, mastery_achieved=True, mastered_at=at)
        for at in ("2026-11-20T04:00Z", "2026-11-23T14:00Z")
    )
    LearningPathFactory(student=student)

    assert evidence(student).mastered == {early.skill_id: ORDINAL - 4, late.skill_id: ORDINAL}
    assert evidence(student, TODAY - timedelta(days=1)).mastered == {early.skill_id: ORDINAL - 4}


def test_the_newest_day_of_no_practice_found(student, classroom):
    for number, kind in enumerate(["inactivity", "inactivity", "struggling", "inactivity"]):
        day = date(2026, 11, 9) + timedelta(days=5 * number)
        AlertTriggerFactory(student=student, classroom=classroom, kind=kind, evaluated_on=day)

    assert evidence(student).flagged == date(2026, 11, 14).toordinal()
    assert evidence(student, date(2026, 11, 12)).flagged == date(2026, 11, 9).toordinal()


def test_the_calendar_knows_the_holidays(student):
    SchoolHolidayFactory(school=student.school, starts_on=date(2026, 11, 19))

    calendar = EvaluationDay.of(student.school, TODAY).calendar

    assert calendar.count(ORDINAL - 7, ORDINAL) == 4


def test_members_are_those_enrolled_on_the_day_in_classes_in_use(classroom):
    school = classroom.school
    here = classmate(classroom, "Here")
    classmate(classroom, "Inactive", is_active=False)
    left, comes = StudentFactory.create_batch(2, school=school)
    EnrollmentFactory(classroom=classroom, student=left, ends_on=TODAY)
    EnrollmentFactory(classroom=classroom, student=comes, starts_on=TODAY + timedelta(days=1))
    EnrollmentFactory(classroom=ClassroomFactory(school=school, is_archived=True))
    EnrollmentFactory()

    assert members_on(school, TODAY) == {classroom.pk: {here.pk: None}}
    assert members_on(school, TODAY + timedelta(days=1)) == {
        classroom.pk: {here.pk: None, comes.pk: ORDINAL + 1}
    }
    assert members_on(school, TODAY - timedelta(days=1)) == {
        classroom.pk: {here.pk: None, left.pk: None}
    }


def test_a_student_of_two_classes_belongs_to_the_first(classroom, student):
    second = ClassroomFactory(school=classroom.school)
    EnrollmentFactory(classroom=second, student=student)
    other = classmate(second, "Other")

    homes = homes_of(members_on(classroom.school, TODAY))

    assert homes == {student.pk: classroom.pk, other.pk: second.pk}
    asked = [student.pk, other.pk, StudentFactory().pk]
    assert homes_of_students(classroom.school, TODAY, asked) == homes


def test_limits_are_those_of_the_class_then_of_the_school(school, classroom):
    school.struggling_below, school.minimum_answers = 0.65, 30
    ClassroomRulesFactory(classroom=classroom, minimum_answers=40, is_decline_on=False)
    other = ClassroomFactory(school=school)

    assert class_limits(school, [classroom.pk, other.pk]) == {
        classroom.pk: RuleLimits(
            struggling_below=0.65, minimum_answers=40, switched_off=frozenset({"decline"})
        ),
        other.pk: RuleLimits(struggling_below=0.65, minimum_answers=30),
    }


@pytest.mark.parametrize("students", [1, 3])
def test_evidence_takes_four_queries_for_one_and_three_students(
    students, classroom, django_assert_num_queries
):
    ids = [classmate(classroom, f"S{number}", (1, 5, 10)).pk for number in range(students)]
    day = EvaluationDay.of(classroom.school, TODAY)

    with django_assert_num_queries(4):
        assert len(evidence_of(day, dict.fromkeys(ids))) == students
