"""The everyday practice of the ordinary classes: 120 days, school days mostly, none in the holiday week."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from alpha.demo.clock import HISTORY_DAYS, DemoClock
from alpha.demo.habits import HIGHEST, Habit, count_right
from alpha.learning.models import Skill, Student
from alpha.learning.services.practice import NewSession

# The class moves through its skills, one unit after the other; this share of sittings is on the unit of the day.
ON_THE_UNIT = 0.7
# Practice at home on a day without school, as a share of a school day's chance.
WEEKEND_SHARE = 0.12
SECONDS = (25, 70)
SITTINGS = (1, 1, 2)
HOURS_BETWEEN_SITTINGS = 0.75
# What somebody who is lifted has learned, and keeps.
LIFT = 0.13


@dataclass
class Learner:
    """A made-up student with what makes her herself; `rng` is her own, so nobody's practice depends on another's.

    `lifted_from`: how many days ago something began to make the work easier for her.
    """

    student: Student
    habit: Habit
    rng: Random
    level: float
    last_ago: int
    lifted_from: list[int] = field(default_factory=list)

    @classmethod
    def draw(cls, student: Student, habit: Habit, seed: str) -> "Learner":
        rng = Random(seed)
        return cls(student, habit, rng, habit.draw_level(rng), rng.randint(*habit.last_ago))

    def level_at(self, ago: int) -> float:
        level = self.habit.level_at(self.level, ago)
        is_lifted = any(ago <= first for first in self.lifted_from)
        return min(HIGHEST, level + LIFT) if is_lifted else level

    def is_active(self, ago: int) -> bool:
        return self.habit.chance > 0 and self.last_ago <= ago <= self.habit.first_ago

    def answer(
        self, ago: int, hour: float, skill: Skill, questions: int, clock: DemoClock
    ) -> NewSession:
        """One sitting at a local hour."""
        rng = self.rng
        return NewSession(
            student_id=self.student.pk,
            skill_id=skill.pk,
            started_at=clock.at(ago, hour),
            time_spent_seconds=questions * rng.randint(*SECONDS),
            questions_answered=questions,
            questions_correct=count_right(rng, self.level_at(ago), questions),
        )


def practice_of(
    learner: Learner, skills: Sequence[Skill], clock: DemoClock
) -> Iterator[NewSession]:
    """Everything a student practises for one class, in the order of time."""
    rng, habit = learner.rng, learner.habit
    for ago in range(habit.first_ago, learner.last_ago - 1, -1):
        taught = clock.is_taught(ago)
        chance = habit.chance * (1 if taught else WEEKEND_SHARE)
        if clock.is_holiday(ago) or rng.random() >= chance:
            continue
        hour = rng.uniform(8.5, 14) if taught else rng.uniform(10, 18)
        for sitting in range(rng.choice(SITTINGS)):
            yield learner.answer(
                ago,
                hour + sitting * HOURS_BETWEEN_SITTINGS,
                skill_of_the_day(rng, skills, ago),
                rng.randint(*habit.questions),
                clock,
            )


def skill_of_the_day(rng: Random, skills: Sequence[Skill], ago: int) -> Skill:
    """The skill of the unit, or one of an earlier unit to keep it fresh."""
    unit = min(len(skills) - 1, (HISTORY_DAYS - 1 - ago) * len(skills) // HISTORY_DAYS)
    if unit == 0 or rng.random() < ON_THE_UNIT:
        return skills[unit]
    return skills[rng.randrange(unit)]
