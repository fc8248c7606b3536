import pytest

from analytics.metrics.assignments import WorkRow
from analytics.metrics.comparison import Comparison
from analytics.metrics.next_skill import NextSkill
from analytics.metrics.performance import Totals
from analytics.reports.student_summary import summary_of
from analytics.trends import classify_trend
from tests.analytics.test_trends import FALLING_MONTH, STEADY_MONTH, TODAY, daily

NOTHING = classify_trend([], TODAY)
PRACTICE = "practice Division, the weakest skill that needs nothing else first."
STEP = NextSkill("Division", "the weakest skill that needs nothing else first", 0.5)


def placed(difference, rank=3):
    return Comparison(
        class_id=1,
        class_name="Grade 5 Blue",
        student_accuracy=0.55,
        class_average=0.70,
        difference=difference,
        rank=rank,
        class_size=3,
        percentile=33,
        position="",
    )


def work(title, days_late):
    return WorkRow(
        work_id=1,
        title=title,
        status="Not started",
        due_at=None,
        completed_at=None,
        questions=15,
        answered=0,
        correct=0,
        days_late=days_late,
    )


def in_short(totals=None, comparison=None, trend=NOTHING, open_work=(), next_skill=None):
    return summary_of(
        totals or Totals(), comparison, trend, open_work=open_work, next_skill=next_skill
    )


@pytest.mark.parametrize(
    "totals,comparison,sentence",
    [
        (Totals(), None, "No practice in this period."),
        (Totals(), placed(None, rank=None), "No practice in this period."),
        (Totals(180, 99, 0, 9), None, "55% right (99 of 180) on 9 days."),
        (
            Totals(180, 99, 0, 9),
            placed(-0.15),
            "55% right (99 of 180) on 9 days, 15 points below the class average.",
        ),
        (Totals(2, 1, 0, 1), placed(0.0, rank=None), "50% right (1 of 2) on 1 day."),
    ],
)
def test_first_how_it_is_now(totals, comparison, sentence):
    assert in_short(totals, comparison)[0] == sentence


def test_then_what_changed():
    falling = classify_trend(daily(STEADY_MONTH + FALLING_MONTH), TODAY)
    steady = classify_trend(daily(STEADY_MONTH), TODAY - 30)

    assert in_short()[1] == "Too few answers to tell a trend yet."
    assert in_short(trend=steady)[1] == ("No clear change against the time before.")
    assert in_short(trend=falling)[1] == (
        "Declining: about 27 points below the month before (likely 13 to 40)."
    )


@pytest.mark.parametrize(
    "open_work,next_skill,sentence",
    [
        ((), STEP, f"Next: {PRACTICE}"),
        (
            (work("Fractions 1", 2), work("Fractions 2", 0)),
            STEP,
            f"Next: finish “Fractions 1” (2 days late) and 1 more; then {PRACTICE}",
        ),
        ((work("Fractions 1", 1),), None, "Next: finish “Fractions 1” (1 day late)."),
        (
            (work("Not due yet", None),),
            None,
            "Next: choose a skill to practice; none follows from what was learned so far.",
        ),
    ],
)
def test_last_what_to_do_next(open_work, next_skill, sentence):
    assert in_short(open_work=open_work, next_skill=next_skill)[2] == sentence
