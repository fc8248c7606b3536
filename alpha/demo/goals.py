"""A student who was helped six weeks ago, with a goal that is still ahead: due to be looked at today."""

from dataclasses import replace

from alpha.demo.classes import DemoClass
from alpha.demo.clock import DemoClock
from alpha.demo.habits import IMPROVING
from alpha.learning.services.practice import record_practice
from interventions.actions.assignment import assign_targeted_practice
from interventions.follow_up import continue_help, plan

HELPED_AGO, LOOKED_AGAIN_AGO, REACHED_IN = 40, 26, 28
GOAL_PERCENT = 80
SKILLS = 3
NOTES = "Did all of it. Too early to tell, so we go on for some weeks."


def help_with_a_goal(demo_class: DemoClass, clock: DemoClock) -> None:
    """Practice on the first units, done the day after; the review was put off once."""
    learner = next(one for one in demo_class.learners if one.habit is IMPROVING)
    ago, teacher = clock.last_taught(HELPED_AGO), demo_class.lead
    skills, at = demo_class.skills[:SKILLS], clock.at(ago, 15)
    made = assign_targeted_practice(learner.student, by=teacher, skills=skills, at=at)
    plan(
        [made],
        goal_percent=GOAL_PERCENT,
        review_on=clock.day(clock.next_taught(-REACHED_IN)),
        at=at,
    )
    work = made.assigned_work
    share = work.assignment.question_count // SKILLS if work else 0
    done_ago = clock.next_taught(ago - 1)
    sittings = [
        learner.answer(done_ago, 9 + place / 2, skill, share, clock)
        for place, skill in enumerate(skills)
    ]
    record_practice(
        clock.school,
        [replace(one, assignment_id=work.assignment_id if work else None) for one in sittings],
        announce=False,
    )
    continue_help(
        made,
        by=teacher,
        review_on=clock.day(clock.last_taught(0)),
        notes=NOTES,
        at=clock.at(clock.last_taught(LOOKED_AGAIN_AGO), 16),
    )
