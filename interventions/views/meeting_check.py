"""What a form for a meeting warns of while it is filled in: no school day, clashes. Nothing of it is a refusal."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from alpha.accounts.models import User
from alpha.accounts.selectors import next_school_day
from alpha.learning.models import Student
from interventions.arranging import Clash, clashes, first_day_to_propose
from interventions.forms.meeting import MeetingTimeForm
from interventions.models import Meeting

NEXT_SCHOOL_DAY = "next_school_day"
# Where a refusal of the action belongs in the form.
TIME_FIELDS = {"scheduled_at": "time", "student_ids": "students"}


@dataclass(frozen=True, slots=True)
class Check:
    """`no_school_on`: the day chosen where school is not held on it; `school_day`: the next one to offer.

    `is_postponed`: the day chosen is the one proposed, and tomorrow is no school day.
    """

    no_school_on: date | None
    school_day: date | None
    is_postponed: bool
    clashes: list[Clash]


def check(
    form: MeetingTimeForm,
    students: Sequence[Student],
    *,
    by: User,
    but_not: Collection[Meeting] = (),
) -> Check:
    day, starts_at, school = form.day, form.starts_at, form.school
    school_day = next_school_day(school, day) if day else None
    tomorrow = school.today() + timedelta(days=1)
    return Check(
        no_school_on=day if school_day != day else None,
        school_day=school_day,
        is_postponed=day != tomorrow and day == first_day_to_propose(school),
        clashes=clashes(students, by=by, starts_at=starts_at, minutes=form.minutes, but_not=but_not)
        if starts_at
        else [],
    )


def with_next_school_day(form: MeetingTimeForm) -> dict[str, object]:
    """What was typed, but for the date: the next school day in its place."""
    typed = form.again_as
    if form.day:
        typed["date"] = next_school_day(form.school, form.day)
    return typed
