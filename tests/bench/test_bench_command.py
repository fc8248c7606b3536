"""Measuring itself: which parts are timed, and what the table says about them."""

import pytest

from alpha.bench import table
from alpha.bench.measuring import ROUNDS_IN_TURN, Timing, add_rounds
from alpha.bench.subjects import page_reader, subjects


def timing(page, queries=12, reading=2.0):
    return Timing([page, page], [4.0, 6.0], [reading], [1.0], queries)


def test_each_part_of_a_page_is_measured(bench_school):
    subject = subjects()[0]
    measured = Timing()
    add_rounds(subject, measured)

    assert subject.name == "Class report"
    assert [
        len(times) for times in (measured.page, measured.report, measured.reading, measured.floor)
    ] == [ROUNDS_IN_TURN] * 4
    assert measured.queries > 0


def test_the_morning_is_measured_after_a_night(bench_school):
    (subject,) = (each for each in subjects() if each.name == "Today")

    subject.page()
    assert subject.report().first
    assert subject.floor()


def test_an_address_that_is_no_page_of_hers_is_never_measured(bench_class):
    get = page_reader(bench_class.teachers.get())

    with pytest.raises(RuntimeError, match=r"^/analytics/classes/999999/ answered 404\.$"):
        get("/analytics/classes/999999/")


def test_the_table_shows_medians_and_how_many_times_the_floor():
    rows = list(table.lines({"Class report": timing(50.0)}))

    assert rows[0].split() == ["whole", "page", "best", "queries", "report", "reading", "floor"]
    # Report: the median of 4 and 6 over a floor of 1.
    assert rows[1].split() == [
        *("Class", "report", "50.0", "50.0", "12", "5.0", "(5.0)", "2.0", "(2.0)", "1.0"),
    ]


@pytest.mark.parametrize(
    "long, words",
    [
        (timing(60.0), ["ok", "ok", "ok", "ok"]),
        (timing(60.1), ["OVER", "ok", "ok", "OVER"]),
        (timing(60.0, queries=13), ["ok", "OVER", "ok", "ok"]),
        (timing(60.0, reading=2.1), ["ok", "ok", "OVER", "ok"]),
    ],
)
def test_what_is_over_its_target_says_so(long, words):
    # 60 ÷ 50 is just 1.2, the most that ten times the history may cost.
    said = table.verdicts({"Class report": timing(50.0)}, {"Class report": long})

    assert [line.split()[-1] for line in said] == words
