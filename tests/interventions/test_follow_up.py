"""Goals, going on, and doing something else: what is kept and what is refused."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from interventions.errors import Conflict, Invalid, NotFound
from interventions.follow_up import (
    GOAL_RANGE,
    DayWithoutSchool,
    change_to,
    continue_help,
    plan,
    set_goal,
)
from interventions.models import InterventionChange
from interventions.tracking import resolve
from tests.factories import InterventionFactory

pytestmark = pytest.mark.django_db

# A Monday.
NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
DUE, LATER = date(2026, 11, 20), date(2026, 12, 7)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def made(student, teacher):
    return InterventionFactory(student=student, teacher=teacher, follow_up_on=DUE)


def lines(intervention):
    rows = InterventionChange.objects.filter(intervention=intervention)
    return [(row.kind, row.by, row.notes, row.review_on) for row in rows]


def kept(intervention):
    intervention.refresh_from_db()
    return intervention.goal_percent, intervention.goal_on, intervention.follow_up_on


def test_a_goal_is_to_be_reached_by_the_review(made, teacher):
    set_goal(made, by=teacher, goal_percent=80, review_on=LATER)

    assert kept(made) == (80, LATER, LATER)
    assert lines(made) == [("goal", teacher, "80% by Monday, December 7.", LATER)]


def test_going_on_does_not_move_the_line_of_the_goal(made, teacher):
    set_goal(made, by=teacher, goal_percent=80, review_on=LATER)

    continue_help(made, by=teacher, review_on=date(2026, 12, 14), notes=" Not yet. ")

    assert kept(made) == (80, LATER, date(2026, 12, 14))
    assert lines(made)[-1] == ("continued", teacher, "Not yet.", date(2026, 12, 14))


def test_a_goal_without_a_new_day_keeps_the_one_there_is(made, teacher):
    set_goal(made, by=teacher, goal_percent=1)

    assert kept(made) == (1, DUE, DUE)


def test_a_goal_is_taken_away_again(made, teacher):
    set_goal(made, by=teacher, goal_percent=100)

    set_goal(made, by=teacher)

    assert kept(made) == (None, None, DUE)
    assert lines(made)[-1][2] == "No goal."


def test_a_goal_without_any_day_asks_for_one(student, teacher):
    without = InterventionFactory(student=student, teacher=teacher, follow_up_on=None)

    with pytest.raises(Invalid, match="Choose the day by which the goal is to be reached"):
        set_goal(without, by=teacher, goal_percent=80)


@pytest.mark.parametrize("percent", [0, 101, -5])
def test_a_goal_beyond_1_to_100_is_refused(made, teacher, percent):
    for refused in (
        lambda: set_goal(made, by=teacher, goal_percent=percent),
        lambda: plan([made], goal_percent=percent),
    ):
        with pytest.raises(Invalid, match="whole number from 1 to 100") as raised:
            refused()
        assert (raised.value.field, raised.value.message) == ("goal_percent", GOAL_RANGE)
    assert kept(made)[0] is None


@pytest.mark.parametrize(
    "day, message",
    [
        (date(2026, 11, 22), "This day has passed or is today. Choose a later one."),
        (date(2026, 11, 23), "This day has passed or is today. Choose a later one."),
        (date(2027, 11, 25), "Choose a day within the next twelve months."),
        (
            date(2026, 12, 5),
            (
                "Saturday, December 5, is no school day. The next one is Monday, December 7:"
                " send it again to take that."
            ),
        ),
    ],
)
def test_a_review_that_cannot_be_is_refused(made, teacher, day, message):
    for refused in (
        lambda: continue_help(made, by=teacher, review_on=day),
        lambda: set_goal(made, by=teacher, goal_percent=80, review_on=day),
        lambda: plan([made], review_on=day),
    ):
        with pytest.raises(Invalid) as raised:
            refused()
        assert (raised.value.field, raised.value.message) == ("review_on", message)
    assert kept(made) == (None, None, DUE)
    assert lines(made) == []


def test_a_day_without_school_offers_the_next(made, teacher):
    with pytest.raises(DayWithoutSchool) as raised:
        continue_help(made, by=teacher, review_on=date(2026, 12, 5))

    assert raised.value.open_on == LATER


def test_what_is_resolved_is_not_gone_on_with(made, teacher, student):
    resolve(made, by=teacher)
    new = InterventionFactory(student=student, teacher=teacher)

    for refused in (
        lambda: continue_help(made, by=teacher, review_on=LATER),
        lambda: set_goal(made, by=teacher, goal_percent=80),
        lambda: change_to(made, by=teacher, new=new),
    ):
        with pytest.raises(Conflict):
            refused()
    assert [kind for kind, *_ in lines(made)] == ["resolved"]


def test_what_took_its_place_is_linked_and_the_review_ends(made, teacher, student):
    new = InterventionFactory(student=student, teacher=teacher, action_taken="Scheduled a meeting")

    change_to(made, by=teacher, new=new)

    new.refresh_from_db()
    assert new.instead_of == made
    assert kept(made) == (None, None, None)
    assert not made.is_resolved
    assert lines(made) == [("changed", teacher, "Scheduled a meeting", DUE)]


def test_help_for_somebody_else_takes_no_place(made, teacher):
    with pytest.raises(Invalid, match="no longer open"):
        change_to(made, by=teacher, new=InterventionFactory(teacher=teacher))


def test_only_who_may_close_it_may_follow_it_up(made, people):
    for by, refusal in ((people.LE, PermissionDenied), (people.TO, NotFound)):
        with pytest.raises(refusal):
            continue_help(made, by=by, review_on=LATER)
        with pytest.raises(refusal):
            set_goal(made, by=by, goal_percent=80)
    continue_help(made, by=people.CO, review_on=LATER)

    assert kept(made)[2] == LATER
