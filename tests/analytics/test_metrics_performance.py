from datetime import date, timedelta

import pytest

from alpha.periods import Period
from analytics.metrics import performance
from analytics.metrics.activity import DayTotals
from analytics.metrics.performance import Totals
from tests.analytics.records import practiced
from tests.factories import SchoolFactory, StudentFactory

TODAY = date(2026, 11, 23)
WEEK = Period.last(7, today=TODAY)


def twenties(ago, corrects):
    return tuple(
        DayTotals(TODAY - timedelta(days=days), 20, correct, 600)
        for days, correct in zip(ago, corrects, strict=True)
    )


def test_accuracy_is_pooled_over_answers_not_averaged_over_days():
    days = (DayTotals(TODAY - timedelta(days=1), 90, 45, 60), DayTotals(TODAY, 10, 10, 60))

    # (45 + 10) / (90 + 10), not the mean of 50 % and 100 %.
    assert performance.totals_of(days, WEEK) == Totals(100, 55, 120, 2, 0)
    assert performance.totals_of(days, WEEK).accuracy == 0.55


def test_days_outside_the_window_do_not_count():
    days = (DayTotals(TODAY - timedelta(days=7), 9, 9, 9), DayTotals(TODAY, 10, 1, 60))

    assert performance.totals_of(days, WEEK) == Totals(10, 1, 60, 1, 0)


def test_accuracy_without_answers_is_none_and_never_zero():
    assert performance.totals_of((), WEEK).accuracy is None
    assert Totals(answered=4, correct=0).accuracy == 0.0


@pytest.mark.django_db
@pytest.mark.usefixtures("monday")
def test_totals_by_query_are_the_totals_by_day(student):
    idle = StudentFactory(school=student.school)
    practiced(student, 0, 4, 5, time_spent_seconds=100)
    practiced(student, 0, 3, 5, time_spent_seconds=100, is_estimated=True)
    practiced(student, 6, 2, 2, time_spent_seconds=7)
    practiced(student, 7, 50, 50)
    practiced(student, 1, 0, 0)

    assert performance.window_totals([student.pk, idle.pk], WEEK) == {
        student.pk: Totals(answered=12, correct=9, seconds=207, active_days=2, estimated=1),
        idle.pk: Totals(),
    }


@pytest.mark.parametrize(
    "correct,answered,band",
    [
        (18, 20, "excellent"),
        (899, 1000, "good"),
        (16, 20, "good"),
        (799, 1000, "fair"),
        (14, 20, "fair"),
        (699, 1000, "needs_improvement"),
        (0, 20, "needs_improvement"),
        (19, 19, "not_enough_data"),
        (0, 0, "not_enough_data"),
    ],
)
def test_bands_begin_at_their_thresholds(correct, answered, band):
    totals = Totals(answered=answered, correct=correct, active_days=1)

    assert performance.band(totals, SchoolFactory.build()) == band


def test_bands_go_by_the_thresholds_of_the_school():
    school = SchoolFactory.build(
        excellent_from=0.95, good_from=0.85, fair_from=0.60, minimum_answers=5
    )
    bands = [
        performance.band(Totals(answered=answered, correct=correct), school)
        for correct, answered in [(94, 100), (84, 100), (59, 100), (5, 5), (4, 4)]
    ]

    assert bands == ["good", "fair", "needs_improvement", "excellent", "not_enough_data"]


@pytest.mark.parametrize(
    "correct,answered,days,standing",
    [
        pytest.param(99, 180, 9, "struggling", id="the story: surely below 70 %"),
        pytest.param(69, 100, 10, "watch", id="below 70 %, not surely"),
        pytest.param(70, 100, 10, "on_track", id="70 % is not below 70 %"),
        pytest.param(0, 19, 5, "not_enough_data", id="19 answers say nothing"),
        pytest.param(0, 0, 0, "not_enough_data", id="none neither"),
    ],
)
def test_standing(correct, answered, days, standing):
    totals = Totals(answered=answered, correct=correct, active_days=days)

    assert performance.standing(totals, SchoolFactory.build()) == standing


def test_standing_goes_by_the_thresholds_of_the_school():
    school = SchoolFactory.build(struggling_below=0.5, minimum_answers=5)

    assert performance.standing(Totals(180, 99, 0, 9), school) == "on_track"
    assert performance.standing(Totals(10, 0, 0, 5), school) == "struggling"


def test_standing_goes_by_the_certainty_of_the_school():
    unsure = Totals(answered=100, correct=69, active_days=10)

    assert performance.standing(unsure, SchoolFactory.build(struggling_certainty=0.51)) == (
        "struggling"
    )


def test_standing_goes_by_what_the_class_is_like():
    totals, school = Totals(answered=40, correct=25, active_days=10), SchoolFactory.build()

    assert performance.standing(totals, school, prior=(0.5, 12.0)) == "struggling"
    assert performance.standing(totals, school, prior=(0.9, 12.0)) == "watch"


def test_standing_weighs_answers_of_few_days_less():
    spread = Totals(answered=60, correct=38, active_days=30)
    crammed = Totals(answered=60, correct=38, active_days=1)
    school = SchoolFactory.build()

    assert performance.standing(spread, school) == "struggling"
    assert performance.standing(crammed, school) == "watch"


def test_the_trend_looks_at_sixty_dates_and_not_one_more():
    before = twenties((59, 50, 40, 31), (16, 16, 16, 16))
    recent = twenties((28, 20, 10, 0), (8, 8, 8, 8))

    assert performance.first_trend_day(TODAY) == before[0].day
    assert performance.trend_of(before + recent, TODAY).basis == "history"
    # One of the four days of the month before slips out of the sixty tomorrow.
    assert performance.trend_of(before + recent, TODAY + timedelta(days=1)).basis != "history"


def test_the_sentence_names_the_first_and_last_active_day_of_the_last_thirty():
    days = twenties((59, 50, 40, 31, 28, 20, 10, 0), (16, 16, 16, 16, 9, 8, 8, 7))
    trend = performance.trend_of(days, TODAY)

    said = performance.trend_sentence(trend, days, TODAY)

    assert said.startswith("from 45% (9 of 20) to 35% (7 of 20); about ")


def test_pooled_accuracy_weighs_answers_and_is_none_without_any():
    assert performance.pooled_accuracy([Totals(90, 45), Totals(10, 10), Totals()]) == 0.55
    assert performance.pooled_accuracy([Totals()]) is None
