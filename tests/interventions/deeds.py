"""Help given in tests, and its pages as words."""

import re

from django.utils import timezone

from alpha.templatetags import times
from interventions.tracking import reopen, resolve
from tests.factories import (
    AssignedWorkFactory,
    GuardianFactory,
    InterventionFactory,
    MeetingFactory,
    OutboundEmailFactory,
    ParentNotificationFactory,
    SkillFactory,
)

HTMX = {"HX-Request": "true"}


def held_meeting(student, teacher, **fields):
    return InterventionFactory(
        student=student,
        teacher=teacher,
        intervention_type="meeting",
        message=None,
        meeting=MeetingFactory(student=student, teacher=teacher, status="completed"),
        action_taken="Scheduled a one-on-one meeting",
        **fields,
    )


def closed_meeting(student, teacher):
    return resolve(
        held_meeting(student, teacher),
        by=teacher,
        resolution_notes="Went through fractions with tiles.",
        effectiveness_rating=4,
    )


def help_in_every_way(student, teacher):
    """Each type with a record, skills and a letter that left."""
    skill = SkillFactory(school=student.school)
    work = AssignedWorkFactory(student=student)
    made = [
        InterventionFactory(student=student, teacher=teacher),
        InterventionFactory(
            student=student, teacher=teacher, intervention_type="assignment", assigned_work=work
        ),
        held_meeting(student, teacher),
        InterventionFactory(
            student=student, teacher=teacher, intervention_type="parent_notification"
        ),
    ]
    for row in made:
        row.skills.add(skill)
        reopen(resolve(row, by=teacher), by=teacher)
    ParentNotificationFactory(
        intervention=made[-1],
        guardian=GuardianFactory(school=student.school),
        email=OutboundEmailFactory(),
    )
    return made


def words_of(response):
    return " ".join(response.text.split())


def said(text, css_class):
    """The words of the first element of a class, tags left out."""
    inside = re.search(rf'<p class="{css_class}">(.*?)</p>', text, re.DOTALL)[1]
    return " ".join(re.sub(r"<[^>]+>", "", inside).split())


def when(moment):
    """As pages write it at the school."""
    with timezone.override("America/New_York"):
        return times.when(moment)
