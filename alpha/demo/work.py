"""Assignments of the ordinary classes, in every state: done, done late, begun, overdue, not yet begun."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from alpha.demo.classes import DemoClass
from alpha.demo.clock import DemoClock
from alpha.demo.practice import Learner
from alpha.learning.models import AssignedWork, Skill
from alpha.learning.services.assignments import assign_work
from alpha.learning.services.practice import NewSession

# days ago: given, due
DATES = [(103, 98), (83, 78), (50, 45), (24, 19), (9, 4), (3, -3)]
QUESTIONS = 12
ON_TIME, LATE, BEGUN, NOT_BEGUN = "on time", "late", "begun", "not begun"
PAST_OUTCOMES = {ON_TIME: 80, LATE: 12, BEGUN: 4, NOT_BEGUN: 4}
OPEN_OUTCOMES = {ON_TIME: 25, BEGUN: 25, NOT_BEGUN: 50}


def give_assignments(demo_class: DemoClass, clock: DemoClock, rng: Random) -> Iterator[NewSession]:
    """Give the class its assignments and let the students work on them; their sittings come back."""
    skills = demo_class.skills
    for number, planned in enumerate(DATES):
        skill = skills[number * len(skills) // len(DATES)]
        given, due = clock.last_taught(planned[0]), clock.next_taught(planned[1])
        learners = [one for one in demo_class.learners if one.habit.first_ago >= given]
        works = assign_work(
            [learner.student for learner in learners],
            by=demo_class.lead,
            title=f"{skill.name} Practice",
            skills=[skill],
            question_count=QUESTIONS,
            due_at=clock.at(due, 15),
            classroom=demo_class.classroom,
            created_at=clock.at(given, 8),
        )
        outcomes = PAST_OUTCOMES if due > 0 else OPEN_OUTCOMES
        for learner, work in zip(learners, works, strict=True):
            outcome = rng.choices(list(outcomes), weights=list(outcomes.values()))[0]
            days = _days_to_work(learner, outcome, given, due, clock)
            if outcome != NOT_BEGUN and days:
                yield _work_on(learner, work, skill, rng.choice(days), outcome, clock)


def _days_to_work(
    learner: Learner, outcome: str, given: int, due: int, clock: DemoClock
) -> list[int]:
    """School days on which the outcome can come about: up to the due date, or in the week after it."""
    first, last = (due - 1, due - 5) if outcome == LATE else (given, due)
    return [ago for ago in clock.taught_between(first, max(last, 0)) if learner.is_active(ago)]


def _work_on(
    learner: Learner, work: AssignedWork, skill: Skill, ago: int, outcome: str, clock: DemoClock
) -> NewSession:
    questions = QUESTIONS // 2 if outcome == BEGUN else QUESTIONS
    session = learner.answer(ago, learner.rng.uniform(8.5, 14), skill, questions, clock)
    return replace(session, assignment_id=work.assignment_id)
