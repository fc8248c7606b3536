from datetime import date, timedelta

import pytest

from alpha.periods import Period
from analytics.metrics import performance
from analytics.metrics.heatmap import cell_band
from analytics.reports import (
    class_report,
    shared_gaps,
    skill_heatmap,
    student_report,
)
from tests.analytics.records import classmate, practiced
from tests.factories import EnrollmentFactory, LearningPathFactory, SkillFactory, StudentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
TODAY = date(2026, 11, 23)
MONTH = Period.last(30, today=TODAY)


@pytest.fixture
def skills(school):
    return {name: SkillFactory(school=school, name=name) for name in ("Area", "Bases", "Circles")}


def pupil(classroom, name, **practice):
    """A student with (days ago, correct, answered) by skill."""
    student = classmate(classroom, name)
    for skill, sessions in practice.items():
        for ago, correct, answered in sessions:
            practiced(student, ago, correct, answered, skill=skill_of(classroom, skill))
    return student


def skill_of(classroom, name):
    return classroom.school.skills.get(name=name)


def shown(heatmap):
    """The map as a teacher reads it: {student: {skill: "N 50% of 20"}}."""
    return {
        row.student: {
            skill.skill: f"{cell.letter or '?'} {cell.percent} of {cell.questions}"
            for skill, cell in zip(heatmap.skills, row.cells, strict=True)
            if cell
        }
        for row in heatmap.rows
    }


def test_a_cell_holds_all_answers_of_the_window_on_one_skill(classroom, skills):
    pupil(classroom, "Kim", Area=[(0, 4, 10), (29, 8, 10), (30, 10, 10)], Bases=[(1, 9, 9)])
    pupil(classroom, "Lou")

    heatmap = skill_heatmap(classroom, period=MONTH)

    # Area: (4 + 8) of 20, the session thirty days ago lies outside. Nine answers get no letter.
    assert shown(heatmap) == {"Kim": {"Area": "N 60% of 20", "Bases": "? 100% of 9"}, "Lou": {}}
    assert [row.cells for row in heatmap.rows][1] == (None, None)


def test_columns_and_rows_count_what_their_definitions_say(classroom, skills):
    pupil(classroom, "Kim", Area=[(0, 6, 10)], Bases=[(0, 2, 9)])
    pupil(classroom, "Lou", Area=[(0, 7, 10)], Bases=[(0, 9, 9)])
    pupil(classroom, "Max", Area=[(0, 3, 4)])

    heatmap = skill_heatmap(classroom, period=MONTH)

    area, bases = heatmap.skills
    # (6 + 7 + 3) of (10 + 10 + 4); ten answers or more: Kim and Lou; below 70 %: Kim.
    assert (area.correct, area.questions, area.accuracy) == (16, 24, 16 / 24)
    assert (area.students, area.struggling, area.letter) == (2, 1, "N")
    assert (bases.correct, bases.questions, bases.students, bases.struggling) == (11, 18, 0, 0)
    kim = heatmap.rows[0]
    assert (kim.student, kim.correct, kim.questions, kim.struggling) == ("Kim", 8, 19, 1)
    assert (heatmap.questions, heatmap.accuracy) == (42, 27 / 42)


@pytest.mark.parametrize(
    "correct,answered,band",
    [
        (9, 9, "not_enough_data"),
        (10, 10, "excellent"),
        (18, 20, "excellent"),
        (17, 20, "good"),
        (16, 20, "good"),
        (15, 20, "fair"),
        (14, 20, "fair"),
        (13, 20, "needs_improvement"),
        (0, 10, "needs_improvement"),
    ],
)
def test_the_letter_goes_by_the_bands_of_the_school_from_ten_answers(
    school, correct, answered, band
):
    assert cell_band(correct, answered, school) == band


def test_the_letter_follows_a_school_that_moved_its_bands(school):
    school.fair_from = 0.5

    assert cell_band(5, 10, school) == "fair"


def test_by_need_the_most_weaknesses_come_first_and_the_idle_last(classroom, skills):
    pupil(classroom, "Ada", Area=[(0, 19, 20)])
    pupil(classroom, "Bo", Area=[(0, 13, 20)], Bases=[(0, 12, 20)])
    pupil(classroom, "Cy", Area=[(0, 1, 20)])
    pupil(classroom, "Di")
    pupil(classroom, "Ed", Area=[(0, 16, 20)], Circles=[(0, 9, 10)])

    heatmap = skill_heatmap(classroom, period=MONTH)

    # Letters N: Bo 2, Cy 1, then by accuracy Ed 25/30, Ada 19/20.
    assert [row.student for row in heatmap.rows] == ["Bo", "Cy", "Ed", "Ada", "Di"]
    # Students below 70 %: Area 2, Bases 1, Circles 0.
    assert [skill.skill for skill in heatmap.skills] == ["Area", "Bases", "Circles"]


def test_by_name_the_case_of_letters_does_not_matter(classroom, skills):
    for name in ("bo", "Ada", "Cy"):
        pupil(classroom, name, Circles=[(0, 1, 20)], Area=[(0, 19, 20)])

    heatmap = skill_heatmap(classroom, period=MONTH, students="name", skills="name")

    assert [row.student for row in heatmap.rows] == ["Ada", "bo", "Cy"]
    assert [skill.skill for skill in heatmap.skills] == ["Area", "Circles"]


def test_every_skill_the_class_has_begun_can_be_shown(classroom, skills):
    kim = pupil(classroom, "Kim", Area=[(0, 6, 10)])
    LearningPathFactory(student=kim, skill=skills["Bases"])
    LearningPathFactory(student=StudentFactory(school=classroom.school), skill=skills["Circles"])

    heatmap = skill_heatmap(classroom, period=MONTH, every_skill=True)

    assert [(skill.skill, skill.accuracy) for skill in heatmap.skills] == [
        ("Area", 0.6),
        ("Bases", None),
    ]


def test_a_cell_not_touched_for_thirty_days_is_marked_as_old(classroom, skills):
    pupil(classroom, "Kim", Area=[(29, 6, 10), (60, 6, 10)], Bases=[(30, 6, 10)])

    cells = skill_heatmap(classroom, period=Period.last(90, today=TODAY)).rows[0].cells

    assert {cell.skill_id: cell.is_old for cell in cells} == {
        skills["Area"].pk: False,
        skills["Bases"].pk: True,
    }


def test_a_window_of_the_past_ends_with_its_last_day(classroom, skills):
    pupil(classroom, "Kim", Area=[(9, 1, 10), (10, 4, 10), (19, 8, 10), (20, 1, 10)])
    ten_days = Period(TODAY - timedelta(days=19), TODAY - timedelta(days=9))

    heatmap = skill_heatmap(classroom, period=ten_days)

    # Nineteen to ten days ago: (4 + 8) of 20.
    assert shown(heatmap) == {"Kim": {"Area": "N 60% of 20"}}
    assert heatmap.rows[0].cells[0].is_old is False


def test_nobody_else_is_on_the_map(classroom, skills):
    pupil(classroom, "Kim", Area=[(0, 6, 10)])
    classmate(classroom, "Inactive", is_active=False)
    left = StudentFactory(school=classroom.school)
    EnrollmentFactory(classroom=classroom, student=left, ends_on=TODAY)
    practiced(left, 0, 1, 20, skill=skills["Area"])

    heatmap = skill_heatmap(classroom, period=MONTH)

    assert [row.student for row in heatmap.rows] == ["Kim"]
    assert heatmap.skills[0].questions == 10


def test_the_map_adds_up_to_the_class_report_and_to_each_student(classroom, teacher, skills):
    """The same window told three ways agrees to the last answer."""
    names = list(skills)
    for number in range(7):
        practice = {
            names[place]: [
                (number * 5 + place, 3 + (number + place) % 7, 10),
                (number, place, 3 + number),
            ]
            for place in range(1 + number % 3)
        }
        pupil(classroom, f"S{number}", **practice)

    heatmap = skill_heatmap(classroom, period=MONTH)
    report = class_report(classroom, period=MONTH)

    assert heatmap.questions == report.overall.questions_answered
    assert heatmap.accuracy == report.overall.pooled_accuracy
    assert sum(skill.questions for skill in heatmap.skills) == report.overall.questions_answered
    table = {row.student_id: (row.correct, row.questions) for row in report.table.rows}
    assert table == {row.student_id: (row.correct, row.questions) for row in heatmap.rows}
    for row in heatmap.rows:
        student = classroom.students.select_related("school").get(pk=row.student_id)
        own = student_report(student, viewer=teacher, period=MONTH)
        assert (row.correct, row.questions) == (
            own.overall.questions_correct,
            own.overall.questions_answered,
        )
        cells = {cell.skill_id: (cell.correct, cell.questions) for cell in row.cells if cell}
        assert cells == {
            skill_id: totals for skill_id, totals in own_totals(student).items() if totals[1]
        }


def own_totals(student):
    """Obvious and slow: each session by itself."""
    totals = {}
    for session in student.practice_sessions.all():
        if TODAY - timedelta(days=29) <= session.school_day <= TODAY:
            correct, answered = totals.get(session.skill_id, (0, 0))
            totals[session.skill_id] = (
                correct + session.questions_correct,
                answered + session.questions_answered,
            )
    return totals


def test_a_class_band_and_a_cell_band_share_their_borders(school):
    totals = performance.Totals(answered=20, correct=14)

    assert performance.band(totals, school) == cell_band(14, 20, school) == "fair"


@pytest.mark.parametrize("fair_from", [0.7, 0.6])
def test_the_columns_agree_with_the_gaps_of_the_class_report(classroom, skills, fair_from):
    classroom.school.fair_from = fair_from
    for number, correct in enumerate((5, 6, 7, 9)):
        pupil(classroom, f"S{number}", Area=[(0, correct, 10)], Bases=[(0, correct, 9 + number)])
    table = class_report(classroom, period=MONTH).table

    gaps = {gap.gap.skill_id: gap.gap for gap in shared_gaps(classroom, table, MONTH)}

    # Area: 5 and 6 of 10 lie below 70 %, 5 of 10 alone below 60 %.
    assert gaps[skills["Area"].pk].struggling == (2 if fair_from == 0.7 else 1)
    assert {key: (gap.students, gap.struggling) for key, gap in gaps.items()} == {
        skill.skill_id: (skill.students, skill.struggling)
        for skill in skill_heatmap(classroom, period=MONTH).skills
        if skill.struggling
    }


@pytest.mark.parametrize("students", [1, 3])
@pytest.mark.parametrize("every_skill", [False, True])
def test_the_heat_map_is_three_queries_for_any_class(
    classroom, skills, students, every_skill, django_assert_num_queries
):
    for number in range(students):
        pupil(classroom, f"S{number}", **{name: [(number, 1, 2)] for name in skills})

    with django_assert_num_queries(3):
        skill_heatmap(classroom, period=MONTH, every_skill=every_skill)
