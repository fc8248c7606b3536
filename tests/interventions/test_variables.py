from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from alpha.learning.models import AssignedWork
from interventions.templates_text import ALLOWED_VARIABLES
from interventions.variables import variables_for
from tests.factories import (
    AchievementAwardFactory,
    AssignedWorkFactory,
    ClassroomFactory,
    ClassroomTeacherFactory,
    EnrollmentFactory,
    LearningPathFactory,
    PracticeSessionFactory,
    SkillFactory,
    XPEventFactory,
)

pytestmark = pytest.mark.django_db

# Monday, noon in New York.
NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
NAMES = {
    "student_name": "Sam Okafor",
    "teacher_name": "Alice Moreno",
    "class_name": "Grade 5 Blue",
}


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def practice(student, days_before, *, name="Fractions", correct=7, answered=10, mastered=False):
    skill = SkillFactory(school=student.school, name=name)
    day = student.school.today() - timedelta(days=days_before)
    PracticeSessionFactory(
        student=student,
        skill=skill,
        school_day=day,
        questions_answered=answered,
        questions_correct=correct,
    )
    LearningPathFactory(
        student=student,
        skill=skill,
        current_accuracy=correct / answered,
        mastery_achieved=mastered,
        mastered_at=NOW if mastered else None,
    )


def earn(student, *, xp, achievement):
    XPEventFactory(user=student.user, points=xp)
    AchievementAwardFactory(user=student.user, achievement__name=achievement)


def assign(student, title, due_in_days, **fields):
    AssignedWorkFactory(
        student=student,
        assignment__title=title,
        assignment__due_at=NOW + timedelta(days=due_in_days),
        assignment__released_at=fields.pop("released_at", None),
        **fields,
    )


def share_another_class(student, teacher, **fields):
    classroom = ClassroomFactory(school=student.school, **fields)
    EnrollmentFactory(classroom=classroom, student=student)
    ClassroomTeacherFactory(classroom=classroom, teacher=teacher)
    return classroom


def test_a_student_without_practice_has_only_the_names(student, teacher):
    assert variables_for(student, teacher=teacher) == NAMES


def test_everything_known_is_filled_in(student, teacher):
    practice(student, 4, name="Fractions", correct=5, answered=10)
    practice(student, 3, name="Division", correct=6, answered=10)
    practice(student, 40, name="Geometry", correct=9, answered=10)
    assign(student, "Week 12", 2)
    earn(student, xp=120, achievement="First step")

    # 11 of 20 in the last 30 days; the last practice was on Friday.
    values = variables_for(student, teacher=teacher)

    assert values == NAMES | {
        "skill_name": "Fractions",
        "days": "3",
        "accuracy": "55",
        "streak_days": "2",
        "xp": "120",
        "level": "2",
        "achievement": "First step",
        "assignment_title": "Week 12",
        "due_date": "November 25",
    }
    assert set(values) == set(ALLOWED_VARIABLES)


def test_the_weakest_struggling_skill_is_named(student, teacher):
    practice(student, 1, name="Division", correct=55, answered=100)
    practice(student, 1, name="Fractions", correct=50, answered=100)
    practice(student, 1, name="Decimals", correct=1, answered=5)  # too few answers to come first

    assert variables_for(student, teacher=teacher)["skill_name"] == "Fractions"


def test_without_a_struggling_skill_the_least_accurate_unmastered_one_is_named(student, teacher):
    practice(student, 1, name="Area", correct=75, answered=100, mastered=True)
    practice(student, 1, name="Division", correct=90, answered=100)
    practice(student, 1, name="Fractions", correct=80, answered=100)

    assert variables_for(student, teacher=teacher)["skill_name"] == "Fractions"


def test_where_all_is_mastered_no_skill_is_named(student, teacher):
    practice(student, 1, name="Area", correct=95, answered=100, mastered=True)

    assert "skill_name" not in variables_for(student, teacher=teacher)


def test_days_are_absent_on_a_day_with_practice(student, teacher):
    practice(student, 0)

    values = variables_for(student, teacher=teacher)

    assert "days" not in values
    assert values["streak_days"] == "1"


def test_old_practice_has_days_but_neither_accuracy_nor_streak(student, teacher):
    practice(student, 30)

    values = variables_for(student, teacher=teacher)

    assert values["days"] == "30"
    assert {"accuracy", "streak_days"} & set(values) == set()


def test_the_earliest_unfinished_assignment_is_named_overdue_ones_too(student, teacher):
    assign(student, "Next week", 7)
    assign(student, "Late", -1)
    assign(
        student, "Done", -3, status=AssignedWork.Status.COMPLETED, completed_at=NOW, started_at=NOW
    )
    assign(student, "Not given out yet", -5, released_at=NOW + timedelta(hours=1))

    values = variables_for(student, teacher=teacher)

    assert (values["assignment_title"], values["due_date"]) == ("Late", "November 22")


def test_the_due_date_is_the_one_at_the_school(student, teacher):
    # 02:00 in London on the 25th is 21:00 in New York on the 24th.
    AssignedWorkFactory(student=student, assignment__due_at=datetime(2026, 11, 25, 2, tzinfo=UTC))

    assert variables_for(student, teacher=teacher)["due_date"] == "November 24"


def test_of_several_shared_classes_the_first_made_is_named(student, teacher):
    share_another_class(student, teacher, name="A Later One")

    assert variables_for(student, teacher=teacher)["class_name"] == "Grade 5 Blue"


def test_a_class_no_longer_in_use_is_not_named(student, teacher, classroom):
    classroom.is_archived = True
    classroom.save()
    assert "class_name" not in variables_for(student, teacher=teacher)

    share_another_class(student, teacher, name="Grade 5 Green")
    assert variables_for(student, teacher=teacher)["class_name"] == "Grade 5 Green"


def test_a_class_that_only_one_of_them_is_in_is_not_named(people, student):
    EnrollmentFactory(student=student, classroom=ClassroomFactory(school=student.school))

    assert variables_for(student, teacher=people.CO)["class_name"] == "Grade 5 Blue"
    assert "class_name" not in variables_for(student, teacher=people.TO)


def test_practice_of_others_is_not_counted(student, teacher):
    practice(PracticeSessionFactory(student__school=student.school).student, 2)

    assert variables_for(student, teacher=teacher) == NAMES


@pytest.mark.parametrize("rows", [1, 3])
def test_variables_cost_the_same_however_much_there_is(
    student, teacher, rows, django_assert_num_queries
):
    for number in range(rows):
        practice(student, number, name=f"Skill {number}", correct=5)
        assign(student, f"Work {number}", number)
        share_another_class(student, teacher)
        earn(student, xp=10, achievement=f"Achievement {number}")

    # Classes, days of practice, holidays, weak skills and their practice, the work due first, what was earned.
    with django_assert_num_queries(7):
        values = variables_for(student, teacher=teacher)

    assert set(values) == set(ALLOWED_VARIABLES) - {"days"}


def test_without_weak_skills_one_query_looks_for_the_least_accurate_one(
    student, teacher, django_assert_num_queries
):
    practice(student, 1, correct=9)

    with django_assert_num_queries(7):
        assert variables_for(student, teacher=teacher)["skill_name"] == "Fractions"
