"""Following help up: a goal and a day to look again, going on until another day, or doing something else instead."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from alpha.accounts.models import School, User
from alpha.accounts.selectors import next_school_day
from interventions.errors import Conflict, Invalid
from interventions.models import Intervention, InterventionChange
from interventions.tracking import check_may_change, clean_notes

Kind = InterventionChange.Kind

GOAL_RANGE = "Write the goal as a whole number from 1 to 100."
# Further ahead a date is more likely a slip of the keyboard than a plan.
LATEST_REVIEW = timedelta(days=366)
RESOLVED = "This intervention is already resolved."
TAKEN_BACK = "What had taken its place was taken back."
NOT_OPEN = "The earlier help you wanted to change is no longer open. Look at the history again."


class DayWithoutSchool(Invalid):
    """A review on a day without school; `open_on` is the next one with."""

    def __init__(self, day: date, open_on: date) -> None:
        super().__init__(
            "review_on",
            f"{written(day)}, is no school day. The next one is {written(open_on)}: send it again to take that.",
        )
        self.open_on = open_on


def written(day: date) -> str:
    """ "Saturday, December 5"."""
    return date_format(day, "l, F j")


def check_goal(percent: int | None) -> None:
    """Raises Invalid unless it is 1 to 100, or none."""
    if percent is not None and percent not in range(1, 101):
        raise Invalid("goal_percent", GOAL_RANGE)


def check_review_day(school: School, day: date, at: datetime | None = None) -> None:
    """Raises Invalid for a day that has passed, is today or too far ahead, DayWithoutSchool where it is none.

    `at`: when it is chosen, now unless the past is being told; so in all of these.
    """
    today = school.day_of(at or timezone.now())
    if day <= today:
        raise Invalid("review_on", "This day has passed or is today. Choose a later one.")
    if day > today + LATEST_REVIEW:
        raise Invalid("review_on", "Choose a day within the next twelve months.")
    open_on = next_school_day(school, day)
    if open_on != day:
        raise DayWithoutSchool(day, open_on)


@transaction.atomic
def plan(
    made: Iterable[Intervention],
    *,
    goal_percent: int | None = None,
    review_on: date | None = None,
    at: datetime | None = None,
) -> None:
    """Gives what was done just now its goal and its review; who may do it has been asked. Invalid by field."""
    check_goal(goal_percent)
    for row in made:
        if review_on is not None:
            check_review_day(row.student.school, review_on, at)
            row.follow_up_on = review_on
        row.goal_percent = goal_percent
        row.goal_on = row.follow_up_on if goal_percent is not None else None
        row.save(update_fields=["follow_up_on", "goal_percent", "goal_on"])


@transaction.atomic
def set_goal(
    intervention: Intervention,
    *,
    by: User,
    goal_percent: int | None = None,
    review_on: date | None = None,
    at: datetime | None = None,
) -> Intervention:
    """Sets, changes or takes away the goal, and writes it down.

    A new day is the one to reach it by and the next review; without one both stay as they are, and a first goal is to
    be reached by the review there is. Rights as in `tracking.resolve`; Invalid by field, Conflict where it is
    resolved.
    """
    check_may_change(intervention, by)
    check_goal(goal_percent)
    review, goal_on = intervention.follow_up_on, intervention.goal_on or intervention.follow_up_on
    if review_on is not None and review_on != goal_on:
        check_review_day(intervention.student.school, review_on, at)
        review = goal_on = review_on
    if goal_percent is None:
        goal_on = None
    elif goal_on is None:
        raise Invalid("review_on", "Choose the day by which the goal is to be reached.")
    _change_open(intervention, follow_up_on=review, goal_percent=goal_percent, goal_on=goal_on)
    notes = "No goal."
    if goal_on is not None:
        notes = f"{goal_percent}% by {written(goal_on)}."
    _note(intervention, Kind.GOAL, by=by, at=at, notes=notes, review_on=review)
    return intervention


@transaction.atomic
def continue_help(
    intervention: Intervention,
    *,
    by: User,
    review_on: date,
    notes: str = "",
    at: datetime | None = None,
) -> Intervention:
    """Goes on as before until another review, and writes so into the record. Rights and refusals as in `set_goal`."""
    check_may_change(intervention, by)
    words = clean_notes("notes", notes)
    check_review_day(intervention.student.school, review_on, at)
    _change_open(intervention, follow_up_on=review_on)
    _note(intervention, Kind.CONTINUED, by=by, at=at, notes=words, review_on=review_on)
    return intervention


@transaction.atomic
def change_to(
    earlier: Intervention, *, by: User, new: Intervention, at: datetime | None = None
) -> Intervention:
    """Links what took its place; the earlier one stays open for its stars, and has no review of its own any more.

    Rights as in `set_goal`; Conflict where it is resolved, Invalid where it is another student's.
    """
    check_may_change(earlier, by)
    if new.student_id != earlier.student_id or new.pk == earlier.pk:
        raise Invalid("instead_of", NOT_OPEN)
    review = earlier.follow_up_on
    _change_open(earlier, follow_up_on=None)
    new.instead_of = earlier
    new.save(update_fields=["instead_of"])
    _note(earlier, Kind.CHANGED, by=by, at=at, notes=new.action_taken, review_on=review)
    return new


@transaction.atomic
def change_back(new: Intervention, *, by: User) -> None:
    """What took the place of earlier help is taken back: that has its review again, unless somebody closed it."""
    earlier = new.instead_of
    if earlier is None or earlier.is_resolved:
        return
    review = earlier.changes.filter(kind=Kind.CHANGED).values_list("review_on", flat=True).last()
    _change_open(earlier, follow_up_on=review)
    _note(earlier, Kind.CONTINUED, by=by, at=None, notes=TAKEN_BACK, review_on=review)


def _change_open(intervention: Intervention, **fields: object) -> None:
    # Of two at the same moment one changes the row, the other finds it closed.
    if not Intervention.objects.filter(pk=intervention.pk).open().update(**fields):
        raise Conflict(RESOLVED)
    intervention.refresh_from_db(fields=list(fields))


def _note(
    intervention: Intervention,
    kind: InterventionChange.Kind,
    *,
    by: User,
    at: datetime | None,
    notes: str,
    review_on: date | None = None,
) -> None:
    InterventionChange.objects.create(
        intervention=intervention,
        kind=kind,
        by=by,
        at=at or timezone.now(),
        notes=notes,
        review_on=review_on,
    )
