from datetime import date

import pytest

from alpha.periods import Period
from analytics.reports import Ticked, box_rows, narrowed, selection_of, skill_heatmap
from tests.analytics.records import classmate, practiced
from tests.factories import SkillFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
MONTH = Period.last(30, today=date(2026, 11, 23))
UNKNOWN = 987_654_321


@pytest.fixture
def ids(classroom):
    """Three students, two skills: Ada practiced both, Ben one, Cy none. Ids by first letter."""
    found = {}
    for name in ("Area", "Bases"):
        found[name[0].lower()] = SkillFactory(school=classroom.school, name=name)
    for name, practice in (("Ada", "ab"), ("Ben", "b"), ("Cy", "")):
        student = found[name[0]] = classmate(classroom, name)
        for skill in practice:
            practiced(student, 0, 6, 10, skill=found[skill])
    return {letter: thing.pk for letter, thing in found.items()}


@pytest.fixture
def heatmap(classroom, ids):
    return skill_heatmap(classroom, period=MONTH, students="name", skills="name")


def ticked(ids, students="", skills="", cells=()):
    """What was ticked, in letters: students "AB", skills "ab", cells ["Aa"]."""
    return Ticked(
        frozenset(ids[letter] for letter in students),
        frozenset(ids[letter] for letter in skills),
        frozenset((ids[student], ids[skill]) for student, skill in cells),
    )


@pytest.mark.parametrize(
    "ticks, selected",
    [
        ({}, {}),
        # Students as a whole; skills: who practiced them, with those; both: those with those.
        ({"students": "AC"}, {"Ada": [], "Cy": []}),
        ({"skills": "a"}, {"Ada": ["Area"]}),
        ({"skills": "ab"}, {"Ada": ["Area", "Bases"], "Ben": ["Bases"]}),
        ({"students": "BC", "skills": "a"}, {"Ben": ["Area"], "Cy": ["Area"]}),
        # Single cells, also one without practice, add to it.
        ({"cells": ["Ab", "Ca"]}, {"Ada": ["Bases"], "Cy": ["Area"]}),
        ({"students": "B", "cells": ["Ab"]}, {"Ada": ["Bases"], "Ben": []}),
        ({"skills": "b", "cells": ["Aa"]}, {"Ada": ["Area", "Bases"], "Ben": ["Bases"]}),
        ({"students": "A", "skills": "a", "cells": ["Ab"]}, {"Ada": ["Area", "Bases"]}),
    ],
)
def test_ticks_select_students_with_skills(heatmap, ids, ticks, selected):
    found = selection_of(heatmap, ticked(ids, **ticks))
    assert {
        student.row.student: [each.skill.skill for each in student.skills]
        for student in found.students
    } == selected


def test_pairs_are_the_ids_of_students_with_their_skills(heatmap, ids):
    found = selection_of(heatmap, ticked(ids, students="C", cells=["Bb", "Aa", "Ab"]))
    assert found.pairs == ((ids["A"], ids["a"]), (ids["A"], ids["b"]), (ids["B"], ids["b"]))


def test_a_selected_skill_comes_with_its_numbers_or_none(heatmap, ids):
    found = selection_of(heatmap, ticked(ids, cells=["Aa", "Ba"]))
    ada, ben = (student.skills[0] for student in found.students)
    assert (ada.cell.correct, ada.cell.questions) == (6, 10)
    assert ben.cell is None


def test_what_is_not_on_the_map_selects_nobody(heatmap, ids):
    strange = Ticked(
        frozenset({UNKNOWN}), frozenset({UNKNOWN}), frozenset({(UNKNOWN, ids["a"]), (ids["A"], 0)})
    )
    assert selection_of(heatmap, strange).students == ()
    # Ada's cell names a skill that is not there: she is shown, with nothing.
    assert [row.student for row in narrowed(heatmap, strange).rows] == ["Ada"]


@pytest.mark.parametrize(
    "ticks, students, skills",
    [
        ({}, ["Ada", "Ben", "Cy"], ["Area", "Bases"]),
        ({"students": "A"}, ["Ada"], ["Area", "Bases"]),
        ({"skills": "b"}, ["Ada", "Ben", "Cy"], ["Bases"]),
        ({"students": "BC", "skills": "b"}, ["Ben", "Cy"], ["Bases"]),
        ({"cells": ["Ca"]}, ["Cy"], ["Area"]),
        ({"students": "A", "cells": ["Ca"]}, ["Ada", "Cy"], ["Area", "Bases"]),
        ({"skills": "b", "cells": ["Ca"]}, ["Ada", "Ben", "Cy"], ["Area", "Bases"]),
    ],
)
def test_the_map_is_narrowed_to_what_was_ticked(heatmap, ids, ticks, students, skills):
    part = narrowed(heatmap, ticked(ids, **ticks))
    assert [row.student for row in part.rows] == students
    assert [skill.skill for skill in part.skills] == skills
    assert all(len(row.cells) == len(skills) for row in part.rows)


def test_narrowing_changes_no_number(heatmap, ids):
    part = narrowed(heatmap, ticked(ids, students="A", skills="b"))
    assert (part.rows[0].correct, part.rows[0].questions) == (12, 20)
    assert part.skills[0].questions == 20  # Ada's and Ben's
    assert narrowed(heatmap, Ticked()) == heatmap


def test_every_cell_has_a_box_also_without_practice(heatmap, ids):
    rows = box_rows(heatmap, ticked(ids, cells=["Aa", "Ca"]))
    assert [
        (row.student, [(box.skill.skill, box.cell is not None, box.is_ticked) for box in boxes])
        for row, boxes in rows
    ] == [
        ("Ada", [("Area", True, True), ("Bases", True, False)]),
        ("Ben", [("Area", False, False), ("Bases", True, False)]),
        ("Cy", [("Area", False, True), ("Bases", False, False)]),
    ]
