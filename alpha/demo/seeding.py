"""Building the demonstration school: once a day, the same for the same day."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from itertools import chain
from random import Random

from django.db import transaction
from django.utils import timezone

from alpha.accounts.models import School, SchoolHoliday
from alpha.demo.classes import CLASSES, ClassPlan, build_classes
from alpha.demo.clock import DemoClock
from alpha.demo.curriculum import create_questions, create_skills
from alpha.demo.families import make_families, write_to_families
from alpha.demo.goals import help_with_a_goal
from alpha.demo.history import History, learners_to_help
from alpha.demo.meetings import arrange_meetings
from alpha.demo.mornings import tell_mornings
from alpha.demo.people import People
from alpha.demo.reading import look_at_reports
from alpha.demo.removal import remove_school
from alpha.demo.sign_ins import SCHOOL_CODE, SCHOOL_NAME, TEACHER
from alpha.demo.story import build_story_class, help_student_2
from alpha.demo.work import give_assignments
from alpha.gamification.services import create_default_achievements
from alpha.learning.services.practice import record_practice
from interventions.letter_library import create_default_letters
from interventions.template_library import create_default_templates

TIME_ZONE = "America/New_York"
SEED = "maple grove"


class Outcome(Enum):
    BUILT = "Built the demonstration school."
    REBUILT = "Built the demonstration school again for today."
    UNCHANGED = "The demonstration school was built today already; nothing changed."


class NotTheDemoSchoolError(Exception):
    """The code of the demonstration school belongs to a school that is not it."""


@transaction.atomic
def seed_demo_school(classes: Sequence[ClassPlan] = CLASSES) -> Outcome:
    """Build the school, or build it again where it stands from an earlier day; all of it or nothing.

    Raises NotTheDemoSchoolError rather than touch a school that somebody else made under its code.
    """
    old = School.objects.filter(code=SCHOOL_CODE).first()
    if old is None:
        build_school(timezone.now(), classes)
        return Outcome.BUILT
    if old.name != SCHOOL_NAME:
        raise NotTheDemoSchoolError(
            f"The code “{SCHOOL_CODE}” belongs to {old.name}, which is not the demonstration school."
        )
    if old.day_of(old.created_at) == old.today():
        return Outcome.UNCHANGED
    remove_school(old)
    build_school(timezone.now(), classes)
    return Outcome.REBUILT


def build_school(now: datetime, plans: Sequence[ClassPlan]) -> School:
    school = School(code=SCHOOL_CODE, name=SCHOOL_NAME, time_zone=TIME_ZONE)
    school.full_clean()
    school.save()
    clock, rng = DemoClock(school, now), Random(SEED)
    SchoolHoliday.objects.create(
        school=school,
        name="School holiday",
        starts_on=clock.holiday.start,
        ends_on=clock.holiday.last_day,
    )
    create_default_templates(school)
    create_default_letters(school)
    create_default_achievements()
    skills = create_skills(school)
    create_questions(skills)
    people = People(school, rng)
    people.hire()
    story = build_story_class(people, skills, clock)
    families = make_families(school)
    classes = build_classes(plans, people, skills, clock)
    history = History(classes, clock, rng)
    assigned = [session for one in classes for session in give_assignments(one, clock, rng)]
    everyday = chain.from_iterable(one.practice(clock) for one in classes)
    record_practice(school, [*story, *assigned, *everyday], announce=False)
    help_student_2(people, skills, clock)
    history.act()
    if classes:
        help_with_a_goal(classes[0], clock)
        arrange_meetings(classes[0], learners_to_help(classes[0]), clock)
    write_to_families(families, by=people.staff[TEACHER.username], clock=clock)
    tell_mornings(classes, clock, Random(SEED))
    look_at_reports(classes, clock, Random(SEED))
    return school
