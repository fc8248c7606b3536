from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from interventions.assignment_draft import default_title, draft_assignment, suggested_due
from tests.factories import (
    ItemFactory,
    LearningPathFactory,
    PracticeSessionFactory,
    SchoolHolidayFactory,
    SkillFactory,
)

# A Monday, at noon in New York.
NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def practiced(student, name, correct, answered, *, days=(0,)):
    """A skill with as many answers on each of the days, and the path that follows."""
    skill = SkillFactory(school=student.school, name=name)
    for ago in days:
        PracticeSessionFactory(
            student=student,
            skill=skill,
            school_day=student.school.today() - timedelta(days=ago),
            questions_correct=correct,
            questions_answered=answered,
        )
    LearningPathFactory(student=student, skill=skill, current_accuracy=correct / answered)
    return skill


@pytest.fixture
def story(student):
    """Student 3's three skills: 30, 33 and 36 of 60, and one that goes well."""
    days = tuple(range(0, 18, 2))[:9]
    return [
        practiced(student, "Multiplication", 12, 20, days=(0, 4, 8)),
        practiced(student, "Division", 11, 20, days=(2, 6, 10)),
        practiced(student, "Fractions", 10, 20, days=(12, 14, 16)),
        practiced(student, "Place Value", 9, 10, days=days[:1]),
    ]


def draft(student, **choice):
    return draft_assignment(student, at=NOW, **choice)


def names(skills):
    return [skill.name for skill in skills]


def test_the_draft_is_the_one_of_the_story(student, story):
    found = draft(student)

    assert names(found.chosen) == ["Fractions", "Division", "Multiplication"]
    assert found.title == "Targeted Practice - Fractions, Division, Multiplication"
    assert found.question_count == 15
    assert found.reason == "Easy (based on 55% accuracy, 99 of 180)"
    assert [(skill.label, skill.hint) for skill in found.offered] == [
        ("Fractions (50%)", "30 of 60 right"),
        ("Division (55%)", "33 of 60 right"),
        ("Multiplication (60%)", "36 of 60 right"),
        ("Place Value (90%)", "9 of 10 right"),
    ]


def test_only_three_are_chosen_and_skills_of_few_answers_come_last(student):
    for name, correct, answered in [("A", 0, 5), ("B", 6, 10), ("C", 5, 10), ("D", 4, 10)]:
        practiced(student, name, correct, answered)

    found = draft(student)

    assert names(found.chosen) == ["D", "C", "B"]
    assert names(found.at_hand) == ["D", "C", "B", "A"]


def test_title_and_difficulty_follow_the_chosen_skills(student, story):
    multiplication, division, *_ = story

    found = draft(student, chosen={multiplication.pk, division.pk})

    assert found.title == "Targeted Practice - Division, Multiplication"
    # 69 of 120 is 57.5 %, on six days.
    assert found.reason == "Easy (based on 58% accuracy, 69 of 120)"
    assert names(found.chosen) == ["Division", "Multiplication"]


def test_the_difficulty_is_that_of_all_chosen_answers_together(student):
    easy, medium = practiced(student, "A", 2, 10), practiced(student, "B", 39, 60, days=(0, 1))

    assert draft(student, chosen={easy.pk}).reason == "Easy (based on 20% accuracy, 2 of 10)"
    # 78 of 120, and with the other one 80 of 130.
    assert draft(student, chosen={medium.pk}).reason == (
        "Adaptive (based on 65% accuracy, 78 of 120)"
    )
    both = draft(student, chosen={easy.pk, medium.pk})
    assert both.reason == "Medium (based on 62% accuracy, 80 of 130)"


def test_without_a_struggling_skill_nothing_is_chosen_and_the_lowest_come_first(student):
    for name, correct in [("A", 9), ("B", 7), ("C", 8)]:
        practiced(student, name, correct, 10)

    found = draft(student)

    assert (found.is_any_struggling, found.chosen, found.title) == (False, (), "")
    assert names(found.at_hand) == ["B", "C", "A"]


def test_without_practice_the_schools_skills_are_offered(student):
    for number in range(7):
        SkillFactory(school=student.school, name=f"Skill {number}")
    SkillFactory(name="Of another school")

    found = draft(student)

    assert names(found.offered) == [f"Skill {number}" for number in range(7)]
    assert (len(found.at_hand), len(found.further)) == (5, 2)
    assert found.offered[0].label == "Skill 0"
    assert found.offered[0].hint == "not practiced yet"
    chosen = draft(student, chosen={found.further[0].skill_id})
    assert chosen.reason == "Medium (based on no answers yet)"
    assert chosen.is_further_chosen


def test_skills_without_questions_are_named(student, story):
    ItemFactory.create_batch(2, skill=story[0])

    assert draft(student).without_questions == ("Fractions", "Division")


def test_ids_that_are_not_the_schools_are_ignored(student, story):
    foreign = SkillFactory()

    assert draft(student, chosen={foreign.pk, 10**12}).chosen == ()


@pytest.mark.parametrize("skills", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_skills(
    student, skills, django_assert_num_queries
):
    for number in range(skills):
        practiced(student, f"Skill {number}", 5, 10)

    # Paths, practice, skills; holidays.
    with django_assert_num_queries(4):
        draft(student)


def test_a_long_list_of_skills_makes_a_title_that_fits():
    title = default_title(["Adding fractions" * 5] * 3)

    assert len(title) == 200
    assert title.endswith("…")
    assert default_title([]) == ""


@pytest.mark.parametrize(
    "now, due_on, asked_on",
    [
        (NOW, date(2026, 11, 26), date(2026, 11, 26)),
        # Wednesday and Thursday: Saturday and Sunday become Monday.
        (NOW + timedelta(days=2), date(2026, 11, 30), date(2026, 11, 28)),
        (NOW + timedelta(days=3), date(2026, 11, 30), date(2026, 11, 29)),
        # Late in the evening the date in UTC is the next one already.
        (datetime(2026, 11, 24, 4, tzinfo=UTC), date(2026, 11, 26), date(2026, 11, 26)),
    ],
)
def test_it_is_due_in_three_days_at_three_on_a_school_day(school, now, due_on, asked_on):
    due = suggested_due(school, now)

    assert (due.on, due.asked_on, due.is_moved) == (due_on, asked_on, due_on != asked_on)
    assert due.at == datetime(due_on.year, due_on.month, due_on.day, 20, tzinfo=UTC)


def test_holidays_are_no_school_days(school):
    SchoolHolidayFactory(school=school, starts_on=date(2026, 11, 26), ends_on=date(2026, 11, 30))

    assert suggested_due(school, NOW).on == date(2026, 12, 1)


def test_three_in_the_afternoon_stays_so_when_the_clocks_change(school):
    # The clocks go back on November 1.
    due = suggested_due(school, datetime(2026, 10, 30, 16, tzinfo=UTC))

    assert due.at == datetime(2026, 11, 2, 20, tzinfo=UTC)
