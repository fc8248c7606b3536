"""The watched classes: their truth, the one alert a rule may have, and what is counted."""

from datetime import date
from random import Random

import pytest

from analytics.simulation import monitoring
from analytics.simulation.monitoring import Figures, Pupil, Raised, Watch

FIRST = monitoring.HISTORY + 1


def test_a_class_has_three_who_stop_and_three_who_fall():
    pupils = list(monitoring._draw_class(Random(1)))

    assert len(pupils) == 30
    assert sum(pupil.stops is not None for pupil in pupils) == 3
    assert sum(pupil.falls is not None for pupil in pupils) == 3
    begins = [pupil.stops or pupil.falls for pupil in pupils if pupil.stops or pupil.falls]
    # Sixty days are left to find what began last.
    assert all(FIRST <= day <= 120 for day in begins)


def test_who_falls_loses_25_points_within_30_days():
    pupil = Pupil(level=0.80, habit=0.4, falls=70)

    assert [pupil.level_on(day) for day in (69, 70, 85, 100, 150)] == pytest.approx(
        [0.80, 0.80, 0.675, 0.55, 0.55]
    )
    assert (pupil.has_fallen(70), pupil.has_fallen(71)) == (False, True)
    # The mean of the 30 dates up to day 100: the fall runs through all of them.
    assert pupil.level_of_month(100) == pytest.approx(0.80 - 0.25 * 15.5 / 30)


def test_practice_is_on_weekdays_and_ends_when_somebody_stops():
    days = monitoring._practice(Random(1), Pupil(level=0.8, habit=0.6, stops=90))

    assert days
    assert max(day for day, _, _ in days) < 90
    # The first day of the calendar is a Monday.
    assert {date.fromordinal(day).weekday() for day, _, _ in days} == {0, 1, 2, 3, 4}


def looks(kind, *seen):
    """What an evaluation each day does: x found, h holding, - clear."""
    watch = Watch(kind)
    return [
        FIRST + place
        for place, sign in enumerate("".join(seen))
        if watch.look(FIRST + place, found=sign == "x", holding=sign == "h")
    ]


def test_an_alert_is_raised_once_until_it_closes_and_cools_down():
    assert looks("struggling", "xxxxxx") == [FIRST]
    assert looks("struggling", "x", "------", "x") == [FIRST]
    assert looks("struggling", "x", "---h---", "x") == [FIRST]
    # Closed on the seventh clear evaluation, open again fourteen days later at the earliest.
    assert looks("struggling", "x", "-------", "x" * 20) == [FIRST, FIRST + 7 + 14]
    assert looks("decline", "x", "-------", "x" * 30) == [FIRST, FIRST + 7 + 21]
    assert looks("inactivity", "x", "-", "x" * 20) == [FIRST, FIRST + 1 + 14]


def test_alerts_are_counted_by_the_truth():
    figures = Figures(classes=1)
    stopped = Pupil(level=0.8, habit=0.4, stops=70)
    raised = [Raised("inactivity", day, stopped.has_stopped(day)) for day in (65, 78)]
    monitoring._add(figures, stopped, raised)
    monitoring._add(figures, Pupil(level=0.8, habit=0.4, falls=70), [])
    monitoring._add(figures, Pupil(level=0.8, habit=0.4), [Raised("decline", 99, is_right=False)])
    monitoring._add(figures, Pupil(level=0.5, habit=0.4), [Raised("struggling", 63, is_right=True)])

    assert figures.precision("inactivity") == 0.5
    assert figures.found == {"inactivity": [8], "struggling": [2], "decline": [None]}
    assert (figures.detected("decline"), figures.lag("inactivity")) == (0.0, 8)
    assert figures.found_within("inactivity", 7) == 0.0
    assert figures.a_week(*monitoring.THREE) == pytest.approx(4 / (120 / 7))
    assert figures.wrong_a_week("decline") == pytest.approx(1 / (120 / 7))
    assert (figures.steady, figures.steady_alarmed) == (2, 1)
