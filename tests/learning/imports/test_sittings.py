from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from alpha.learning.imports.clock import EstimatedDates, knots_of, microseconds
from alpha.learning.imports.sittings import (
    StagedAnswer,
    sittings_by_pause,
    sittings_by_run,
)
from alpha.learning.time_on_task import time_on_task

START = datetime(2026, 3, 2, 15, tzinfo=UTC)


def answer(at, skill="A", seconds=None, assignment="", correct=1):
    """An answer `at` seconds after the start, with that number as its id."""
    position = microseconds(START + timedelta(seconds=at))
    return StagedAnswer(str(at), skill, assignment, position, 1, correct, seconds)


def placed(order, skill="A", seconds=None, assignment=""):
    return StagedAnswer(str(order), skill, assignment, order, 1, 1, seconds)


def ids(sittings):
    return [[timed.answer.external_id for timed in sitting.answers] for sitting in sittings]


def test_pause_of_more_than_half_an_hour_begins_a_new_sitting():
    answers = [answer(0), answer(1800), answer(3601)]

    sittings = sittings_by_pause(answers, known=set())

    assert ids(sittings) == [["0", "1800"], ["3601"]]
    assert [sitting.started_at for sitting in sittings] == [START, START + timedelta(seconds=3601)]


def test_skills_and_assignments_are_sat_apart():
    answers = [
        answer(0, "A"),
        answer(10, "B"),
        answer(20, "A"),
        answer(30, "A", assignment="7"),
    ]

    assert ids(sittings_by_pause(answers, set())) == [["0", "20"], ["10"], ["30"]]


def test_time_is_counted_once_however_skills_alternate():
    # Unmeasured: 30 s for the first, then the gap to the answer before, at most 300 s; a pause begins anew.
    answers = [answer(0, "A"), answer(60, "B"), answer(100, "A"), answer(1500, "B"), answer(9000)]

    sittings = sittings_by_pause(answers, set())

    assert [sitting.seconds for sitting in sittings] == [30 + 40, 60 + 300, 30]
    moments = [START + timedelta(seconds=int(one.external_id)) for one in answers]
    assert sum(sitting.seconds for sitting in sittings) == time_on_task(moments)


def test_measured_time_goes_before_the_gap():
    answers = [answer(0, seconds=12.4), answer(60, seconds=0.0), answer(100)]

    assert sittings_by_pause(answers, set())[0].seconds == round(12.4 + 0 + 40)


def test_known_answers_are_left_out_but_still_end_a_gap():
    answers = [answer(0), answer(100), answer(120)]

    sittings = sittings_by_pause(answers, known={"0", "100"})

    assert (ids(sittings), sittings[0].seconds) == ([["120"]], 20)


def estimated(answers, known=frozenset(), latest=datetime(2027, 1, 1, tzinfo=UTC)):
    positions = [one.position for one in answers]
    dates = EstimatedDates(
        knots_of(positions, len(positions)), date(2026, 6, 30), ZoneInfo("UTC"), latest
    )
    return sittings_by_run(answers, set(known), dates)


def test_without_times_a_sitting_is_a_run_on_one_skill_and_assignment():
    answers = [
        placed(1, "A"),
        placed(2, "A"),
        placed(3, "B"),
        placed(4, "A"),
        placed(5, "A", assignment="7"),
    ]

    sittings = estimated(answers)

    assert ids(sittings) == [["1", "2"], ["3"], ["4"], ["5"]]
    assert all(sitting.is_estimated for sitting in sittings)


def test_estimated_answers_follow_each_other_by_what_they_took():
    answers = [placed(1, seconds=20.0), placed(2), placed(3, seconds=40.0)]

    (sitting,) = estimated(answers)

    passed = [(timed.at - sitting.started_at).total_seconds() for timed in sitting.answers]
    assert (passed, sitting.seconds) == ([0, 20, 50], 90)


def test_estimated_sitting_ends_before_the_next_begins():
    # Ten thousand others between the first and the last leave seconds for each.
    others = [placed(order, "B") for order in range(3, 10_000)]
    answers = [placed(1, seconds=300.0), placed(2, seconds=300.0), *others]

    first, second = estimated(answers)

    assert first.answers[-1].at < second.started_at
    assert first.seconds == 600


def test_known_answers_are_left_out_of_runs():
    answers = [placed(1), placed(2), placed(3)]

    assert ids(estimated(answers, known={"1", "3"})) == [["2"]]
    assert estimated(answers, known={"1", "2", "3"}) == []


def test_estimated_answers_do_not_lie_in_the_future():
    now = datetime(2026, 6, 30, 9, tzinfo=UTC)

    (sitting,) = estimated([placed(5, seconds=60.0), placed(5, seconds=60.0)], latest=now)

    assert [timed.at for timed in sitting.answers] == [now, now]
