from datetime import UTC, datetime

import pytest
import time_machine

from alpha.accounts.models import Role
from alpha.periods import Period
from interventions import what_works as module
from interventions.effects import Effect, Stars
from interventions.models import Intervention
from interventions.what_works import KindOfHelp, WhatWorks, what_works
from tests.analytics.records import classmate
from tests.factories import SkillFactory, UserFactory
from tests.interventions.helped_classes import BEGAN, enough_students, helped

NOW = datetime(2026, 3, 5, 17, tzinfo=UTC)

Kind = Intervention.InterventionType
RAISED = Effect("ok", 14, 6, 0.041, 0.02, 0.002, 0.08, 0.98, "up")
NO_RATINGS = Stars(0, None, 3.0, in_order=False)


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def period(school):
    return Period.last(200, today=school.today())


def line(kind=Kind.MESSAGE, effect=RAISED, **fields):
    return KindOfHelp(
        kind=kind, given=1, students=1, delivered=1, closed=1, stars=NO_RATINGS, effect=effect,
        **fields,
    )  # fmt: skip


def report_of(*kinds, period=None, **fields):
    known = {"best": None, "best_chance": None, "areas": (), "given": 57, "students": 38}
    known |= {"waiting": 0, "caveat": ""} | fields
    return WhatWorks(period=period, kinds=kinds, **known)


def test_counts_and_stars_stand_whether_or_not_anything_can_be_compared(
    teacher, student, classroom, period
):
    other = classmate(classroom, "Other")
    for child, rating in ((student, 5), (student, 4), (other, None)):
        row = helped(child, 10)
        if rating:
            row.is_resolved, row.resolved_at, row.effectiveness_rating = True, NOW, rating
            row.save()
    row.message.is_read, row.message.read_at = True, NOW
    row.message.save()

    report = what_works(teacher, period)

    assert [row.kind for row in report.kinds] == list(Kind)
    message = report.kinds[0]
    assert (message.given, message.students, message.delivered, message.closed) == (3, 2, 1, 2)
    assert message.delivered_share == pytest.approx(1 / 3)
    # (5 + 4) / 2; with five ratings of 3.0 it is (9 + 15) / 7.
    assert message.stars == Stars(2, 4.5, pytest.approx(24 / 7), in_order=False)
    assert message.stars_words == "4.5 of 5 stars"
    assert message.verdict == "not enough data (0 of 10)"
    assert (report.given, report.students, report.waiting) == (3, 2, 3)
    assert report.kinds[1].delivered_share is None


def test_ten_students_with_enough_answers_have_an_estimate(teacher, classroom, period):
    enough_students(classroom)

    report = what_works(teacher, period)

    [message] = report.estimates
    # Everybody gained ten points, so there is nothing between them.
    assert (message.effect.n, message.effect.effect) == (10, pytest.approx(0, abs=1e-9))
    assert message.verdict == "no clear difference"
    assert message.sentence.startswith("Students who got a message: no clear difference from")
    assert report.order_words == ""
    assert report.caveat.startswith("0 students met the same alert")


def test_help_about_a_skill_stands_alone_where_ten_students_got_it(teacher, classroom, period):
    skill = SkillFactory(school=classroom.school, name="Fractions", subject="Math")
    enough_students(classroom, skill=skill)
    rare = SkillFactory(school=classroom.school, name="Area")
    helped(classmate(classroom, "Late"), BEGAN + 1).skills.add(rare)

    areas = what_works(teacher, period).areas

    assert [(area.name, [row.kind for row in area.kinds]) for area in areas] == [
        ("Fractions", [Kind.MESSAGE]),
        ("Math", [Kind.MESSAGE]),
    ]


@pytest.mark.parametrize("givers, is_withheld", [(2, True), (3, False)])
def test_a_leader_reads_no_estimate_of_the_help_of_one_or_two_teachers(
    givers, is_withheld, teacher, classroom, period
):
    leader = UserFactory(school=classroom.school, role=Role.LEADER)
    teachers = [teacher, *(UserFactory(school=classroom.school) for _ in range(givers - 1))]
    enough_students(classroom, teachers=teachers)

    message = what_works(leader, period).kinds[0]

    assert (message.is_withheld, message.has_estimate) == (is_withheld, not is_withheld)
    assert (message.verdict == "not shown: fewer than 3 teachers") is is_withheld
    assert message.given == 10
    assert what_works(teacher, period).kinds[0].has_estimate


def test_only_a_probability_of_four_in_five_puts_kinds_in_an_order(
    teacher, student, period, monkeypatch
):
    far_better = Effect("ok", 30, 6, 0.12, 0.01, 0.10, 0.14, 1.0, "up")
    helped(student)
    effects = {"message": RAISED, "meeting": far_better}
    monkeypatch.setattr(module, "intervention_effects", lambda _: effects)

    report = what_works(teacher, period)

    assert [row.kind for row in report.kinds[:2]] == [Kind.MEETING, Kind.MESSAGE]
    assert report.order_words == (
        "Meeting comes first: with over 99% probability its difference is the largest."
    )
    effects["meeting"] = RAISED
    unordered = what_works(teacher, period)
    assert [row.kind for row in unordered.kinds] == list(Kind)
    assert unordered.order_words == ("No clear difference between them, so they stand in no order.")


def test_what_is_known_in_words(db):
    up, unclear = line(), line(Kind.MEETING, Effect("ok", 11, 6, 0.0, 0.02, -0.04, 0.04, 0.5))
    thin = line(Kind.ASSIGNMENT, Effect("insufficient", 6, 0))

    assert up.sentence == (
        "Students who got a message ended about 4 points higher than similar classmates over the"
        " same weeks (likely between 0 and 8; 14 students). Not an experiment: other help may"
        " explain part of it."
    )
    assert (thin.verdict, thin.sentence) == ("not enough data (6 of 10)", "")
    assert report_of(up, unclear, thin).chart_words == (
        "1 of 2 kinds of help stands out from what similar classmates gained over the same weeks."
    )
    assert report_of(unclear, thin).chart_words.startswith("The one kind of help with enough")
    assert report_of(unclear, unclear).chart_words.startswith("None of 2 kinds of help stands out")
    assert report_of(thin).thin_words.startswith("Too early to compare. It takes 10 students")
    assert (report_of(up).thin_words, report_of(line(is_withheld=True)).thin_words) == ("", "")
    assert report_of(up).summary_words == "Help was given 57 times, to 38 students."
    assert report_of(up, given=1, students=1, waiting=1).summary_words == (
        "Help was given once, to 1 student. Once it began too recently to be compared: that takes"
        " four weeks."
    )
