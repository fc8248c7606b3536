import pytest

from analytics.alerts import Preview, would_flag
from analytics.detectors import RuleLimits
from analytics.models import Alert, AlertTrigger
from tests.analytics.alerts.records import daily, struggler
from tests.analytics.records import classmate, practiced
from tests.factories import ClassroomFactory, EnrollmentFactory, SkillFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def flagged(classroom, **limits):
    found = would_flag(classroom, RuleLimits(**limits))
    assert {preview.of for preview in found.values()} == {classroom.students.count()}
    return {kind: preview.flagged for kind, preview in found.items() if preview.flagged}


def test_each_rule_says_how_many_of_how_many(classroom):
    for number in range(2):
        struggler(classroom, f"S{number}")
    daily(classroom, "Quiet", last=10)
    for number in range(3):
        daily(classroom, f"Fine {number}", last=0)

    assert would_flag(classroom, RuleLimits()) == {
        "inactivity": Preview(1, 6),
        "struggling": Preview(2, 6),
        "decline": Preview(0, 6),
        "wheel_spinning": Preview(0, 6),
        "overdue": Preview(0, 6),
        "improved": Preview(0, 6),
        "returned": Preview(0, 6),
        "mastered": Preview(0, 6),
        "streak": Preview(0, 6),
    }
    assert flagged(classroom, struggling_below=0.35) == {"inactivity": 1}
    assert flagged(classroom, inactive_school_days=6) == {"struggling": 2}
    assert flagged(classroom, switched_off=frozenset({"struggling"})) == {"inactivity": 1}


def test_a_student_stuck_on_two_skills_is_one(classroom):
    student = classmate(classroom, "Stuck")
    for skill in SkillFactory.create_batch(2, school=classroom.school):
        practiced(student, 3, 1, 6, skill=skill)
        practiced(student, 1, 1, 6, skill=skill)

    assert flagged(classroom, minimum_answers=100) == {"wheel_spinning": 1}


def test_everybody_enrolled_counts_also_who_is_of_another_class_first(classroom):
    first = struggler(classroom)
    second = ClassroomFactory(school=classroom.school)
    EnrollmentFactory(classroom=second, student=first)

    assert flagged(second) == {"struggling": 1}


def test_nothing_is_written(classroom):
    struggler(classroom)

    would_flag(classroom, RuleLimits())

    assert not Alert.objects.exists()
    assert not AlertTrigger.objects.exists()


def test_an_empty_class_has_nobody_to_flag(classroom):
    assert set(would_flag(classroom, RuleLimits()).values()) == {Preview(0, 0)}


@pytest.mark.parametrize("students", [1, 3])
def test_a_preview_takes_six_queries(students, classroom, django_assert_num_queries):
    for number in range(students):
        struggler(classroom, f"S{number}")

    with django_assert_num_queries(6):
        would_flag(classroom, RuleLimits())
