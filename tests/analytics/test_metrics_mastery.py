from datetime import date, timedelta

import pytest
from django.utils import timezone

from alpha.periods import Period
from analytics.metrics import mastery
from analytics.metrics.mastery import Evidence, SkillRow, SkillStanding
from analytics.metrics.next_skill import paths_among, skills_of_school
from analytics.metrics.sessions import sessions_of, skill_totals
from tests.analytics.records import practiced
from tests.factories import LearningPathFactory, SkillFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
TODAY = date(2026, 11, 23)
MONTH = Period.last(30, today=TODAY)


def path(student, name, *, accuracy=None, answered=0, correct=0, mastered=False, after=()):
    skill = SkillFactory(school=student.school, name=name)
    skill.prerequisites.set(after)
    LearningPathFactory(
        student=student,
        skill=skill,
        current_accuracy=accuracy,
        questions_answered=answered,
        questions_correct=correct,
        mastery_achieved=mastered,
        mastered_at=timezone.now() if mastered else None,
    )
    return skill


def rows_of(student, period=MONTH):
    totals = skill_totals(sessions_of(student, period))
    return mastery.skill_rows(paths_among(skills_of_school(student)), totals)


def test_skills_come_worst_first_then_those_without_practice_then_those_not_started(student):
    algebra = path(student, "Algebra", accuracy=0.9, answered=50, correct=45, mastered=True)
    bases = path(student, "Bases", accuracy=0.65, answered=20, correct=13)
    path(student, "Circles")
    decimals = path(student, "Decimals", accuracy=0.4, answered=10, correct=4)
    practiced(student, 29, 9, 10, skill=algebra)
    practiced(student, 30, 1, 10, skill=algebra)
    practiced(student, 1, 5, 8, skill=bases)
    practiced(student, 0, 8, 12, skill=bases)
    practiced(student, 40, 4, 10, skill=decimals)

    assert rows_of(student) == (
        SkillRow(bases.pk, "Bases", 13 / 20, 20, 13, 0.65, "in_progress", "Needs Work"),
        SkillRow(algebra.pk, "Algebra", 9 / 10, 10, 9, 0.9, "mastered", "Mastered"),
        SkillRow(decimals.pk, "Decimals", None, 0, 0, 0.4, "in_progress", "Needs Work"),
        SkillRow(
            student.learning_paths.get(skill__name="Circles").skill_id,
            "Circles",
            None,
            0,
            0,
            None,
            "not_started",
            "Not started",
        ),
    )


@pytest.mark.parametrize(
    "accuracy,mastered,status",
    [
        (0.70, False, "On track"),
        (0.699, False, "Needs Work"),
        (0.0, False, "Needs Work"),
        (0.69, True, "Mastered"),
        (1.0, False, "On track"),
    ],
)
def test_the_word_of_a_skill_goes_by_mastery_then_by_current_accuracy(
    student, accuracy, mastered, status
):
    path(student, "Algebra", accuracy=accuracy, answered=20, mastered=mastered)

    assert rows_of(student)[0].status == status


def row(name, correct, questions):
    share = correct / questions if questions else None
    return SkillRow(1, name, share, questions, correct, share, "in_progress", "On track")


def test_strengths_and_weaknesses_need_ten_answers_in_the_window():
    rows = [
        row("Area", 85, 100),
        row("Bases", 10, 10),
        row("Circles", 9, 9),
        row("Decimals", 69, 100),
        row("Estimation", 1, 10),
        row("Fractions", 0, 9),
        row("Graphs", 70, 100),
        row("Halves", 0, 0),
    ]

    assert mastery.strengths(rows) == ("Bases", "Area")
    assert mastery.weaknesses(rows) == ("Estimation", "Decimals")


def test_struggling_skills_are_the_three_worst_with_thin_evidence_last(student):
    skills = {
        name: path(student, name, accuracy=accuracy, answered=answered)
        for name, accuracy, answered in [
            ("Area", 0.69, 20),
            ("Bases", 0.70, 20),
            ("Circles", 0.10, 9),
            ("Decimals", 0.60, 10),
            ("Estimation", 0.65, 20),
        ]
    }
    for name, correct, answered in [
        ("Area", 13, 20),
        ("Circles", 1, 9),
        ("Decimals", 6, 10),
        ("Estimation", 13, 20),
    ]:
        practiced(student, 2, correct, answered, skill=skills[name])
    day = frozenset({TODAY - timedelta(days=2)})

    assert mastery.struggling_skills(student) == (
        SkillStanding(skills["Decimals"].pk, "Decimals", 0.60, 6, 10, day),
        SkillStanding(skills["Estimation"].pk, "Estimation", 0.65, 13, 20, day),
        SkillStanding(skills["Area"].pk, "Area", 0.69, 13, 20, day),
    )


def test_a_skill_with_few_answers_is_named_where_nothing_else_struggles(student):
    circles = path(student, "Circles", accuracy=0.10, answered=9)

    assert [standing.skill_id for standing in mastery.struggling_skills(student)] == [circles.pk]


def test_no_struggling_skills_without_any_practice(student):
    path(student, "Circles")

    assert mastery.struggling_skills(student) == ()


def test_the_evidence_is_the_thirty_dates_ending_at_the_last_practice(student):
    skill = path(student, "Area", accuracy=0.5, answered=31)
    practiced(student, 70, 1, 1, skill=skill)
    practiced(student, 69, 10, 10, skill=skill)
    practiced(student, 40, 5, 20, skill=skill)

    assert mastery.struggling_skills(student) == (
        SkillStanding(
            skill.pk,
            "Area",
            0.5,
            correct=15,
            answered=30,
            practiced_on=frozenset({TODAY - timedelta(days=69), TODAY - timedelta(days=40)}),
        ),
    )


def test_a_date_with_two_skills_is_one_active_day_of_the_evidence():
    one, two = TODAY, TODAY - timedelta(days=1)
    standings = [
        SkillStanding(1, "Area", 0.5, 10, 20, frozenset({one, two})),
        SkillStanding(2, "Bases", 0.6, 6, 10, frozenset({one})),
    ]

    assert mastery.pooled_evidence(standings) == Evidence(correct=16, answered=30, active_days=2)
    assert mastery.pooled_evidence([]) == Evidence(correct=0, answered=0, active_days=0)


@pytest.mark.parametrize("skills", [1, 3])
def test_struggling_skills_are_two_queries_for_any_number(
    student, skills, django_assert_num_queries
):
    for number in range(skills):
        skill = path(student, f"Skill {number}", accuracy=0.5, answered=20)
        practiced(student, number, 10, 20, skill=skill)

    with django_assert_num_queries(2):
        mastery.struggling_skills(student)
