from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from interventions.situation import DueWork, Situation, situation_of, situations_of
from tests.factories import (
    AssignedWorkFactory,
    ClassroomFactory,
    EnrollmentFactory,
    LearningPathFactory,
    PracticeSessionFactory,
    SkillFactory,
)

pytestmark = pytest.mark.django_db

# Monday, noon in New York.
NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def practiced(student, *, days_ago, correct=7, answered=10):
    PracticeSessionFactory(
        student=student,
        skill=SkillFactory(school=student.school),
        school_day=student.school.today() - timedelta(days=days_ago),
        questions_answered=answered,
        questions_correct=correct,
    )


def work_due(student, **ago):
    AssignedWorkFactory(
        student=student, assignment__title="Week 12", assignment__due_at=NOW - timedelta(**ago)
    )
    return situation_of(student, viewer=student.user).work


def test_a_student_without_practice_has_only_her_classes(student, teacher):
    assert situation_of(student, viewer=teacher) == Situation(
        classes=("Grade 5 Blue",), class_name="Grade 5 Blue"
    )


def test_practice_gives_its_last_day_the_streak_and_the_accuracy(student, teacher):
    # Friday, and before that Thursday; the weekend breaks nothing.
    practiced(student, days_ago=3, correct=8)
    practiced(student, days_ago=4, correct=7)

    found = situation_of(student, viewer=teacher)

    assert (found.last_practice_on, found.days_since_practice) == (date(2026, 11, 20), 3)
    assert (found.streak_days, found.accuracy_percent) == (2, 75)


def test_classes_are_those_of_today_that_the_viewer_sees(student, teacher):
    EnrollmentFactory(student=student, classroom=ClassroomFactory(school=student.school))
    left = ClassroomFactory(school=student.school)
    EnrollmentFactory(student=student, classroom=left, ends_on=date(2020, 1, 1))

    assert situation_of(student, viewer=teacher).classes == ("Grade 5 Blue",)


def test_a_leader_sees_all_her_classes_by_name(student, people):
    EnrollmentFactory(
        student=student, classroom=ClassroomFactory(school=student.school, name="Art")
    )

    found = situation_of(student, viewer=people.LE)

    assert (found.classes, found.class_name) == (("Art", "Grade 5 Blue"), "Grade 5 Blue")


def test_a_weak_skill_makes_her_struggling(student, teacher):
    skill = SkillFactory(school=student.school, name="Fractions")
    LearningPathFactory(student=student, skill=skill, current_accuracy=0.69)

    found = situation_of(student, viewer=teacher)

    assert (found.struggling, found.skill_name) == (True, "Fractions")


def test_the_least_accurate_skill_of_somebody_who_does_well_is_no_struggle(student, teacher):
    skill = SkillFactory(school=student.school, name="Fractions")
    LearningPathFactory(student=student, skill=skill, current_accuracy=0.70)

    found = situation_of(student, viewer=teacher)

    assert (found.struggling, found.skill_name) == (False, "Fractions")


def test_improving_is_what_the_trend_test_calls_so(student, teacher):
    for days_ago in range(31, 56, 4):
        practiced(student, days_ago=days_ago, correct=10, answered=20)
    for days_ago in range(1, 26, 4):
        practiced(student, days_ago=days_ago, correct=18, answered=20)

    assert situation_of(student, viewer=teacher).is_improving is True


@pytest.mark.parametrize(
    "ago, due_on, soon, late",
    [
        ({"days": 1}, 22, False, 1),
        ({"minutes": 1}, 23, False, 0),
        ({"minutes": -1}, 23, True, None),
        ({"days": -3}, 26, True, None),
        ({"days": -4}, 27, False, None),
    ],
)
def test_work_is_late_due_soon_or_neither(student, ago, due_on, soon, late):
    assert work_due(student, **ago) == DueWork(
        "Week 12", date(2026, 11, due_on), is_started=False, is_due_soon=soon, days_late=late
    )


def test_work_begun_says_so(student):
    AssignedWorkFactory(
        student=student, status="in_progress", started_at=NOW, assignment__due_at=NOW
    )

    assert situation_of(student, viewer=student.user).work.is_started is True


@pytest.mark.parametrize("rows", [1, 3])
def test_it_is_read_in_seven_queries(student, teacher, rows, django_assert_num_queries):
    for number in range(rows):
        practiced(student, days_ago=number)
        work_due(student, days=number)

    with django_assert_num_queries(7):
        situation_of(student, viewer=teacher)


def test_several_students_are_each_as_alone(student, teacher, classroom):
    noa, sam = EnrollmentFactory(classroom=classroom).student, student
    weak = SkillFactory(school=sam.school, name="Fractions")
    for child, accuracy, days_ago in ((sam, 0.5, 3), (noa, 0.9, 0)):
        LearningPathFactory(student=child, skill=weak, current_accuracy=accuracy)
        practiced(child, days_ago=days_ago)
    work_due(sam, days=2)

    together = situations_of([sam, noa], viewer=teacher)

    assert together == {child.pk: situation_of(child, viewer=teacher) for child in (sam, noa)}
    assert (together[sam.pk].struggling, together[noa.pk].struggling) == (True, False)


def test_nobody_has_no_situation(teacher):
    assert situations_of([], viewer=teacher) == {}


@pytest.mark.parametrize("number", [1, 3])
def test_several_are_read_in_as_many_queries_as_one(
    teacher, classroom, number, django_assert_num_queries
):
    children = [EnrollmentFactory(classroom=classroom).student for _ in range(number)]
    for child in children:
        child.school = classroom.school
        LearningPathFactory(
            student=child, skill=SkillFactory(school=child.school), current_accuracy=0.5
        )
        practiced(child, days_ago=1)

    with django_assert_num_queries(7):
        situations_of(children, viewer=teacher)
