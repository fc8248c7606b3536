"""How the made-up students practise: how often, how much, how well, and how that changes.

Pure: days are counted back from the day of seeding, chance comes from a generator that is handed in.
"""

from dataclasses import dataclass
from random import Random

# Accuracy of a day varies around the student's own level like Beta(level·24, (1-level)·24).
DAY_STRENGTH = 24
LOWEST, HIGHEST = 0.20, 0.97


@dataclass(frozen=True, slots=True)
class Habit:
    """`level`: accuracy to start from, drawn between the two. `drift`: what is added to it by the end of the last
    `drift_days` days. `chance`: of practising on a school day. `questions`: fewest and most a sitting.
    """

    name: str
    level: tuple[float, float]
    chance: float
    questions: tuple[int, int]
    drift: float = 0.0
    drift_days: int = 30
    first_ago: int = 119
    last_ago: tuple[int, int] = (0, 0)

    def draw_level(self, rng: Random) -> float:
        return rng.uniform(*self.level)

    def level_at(self, level: float, ago: int) -> float:
        elapsed = max(0, self.drift_days - ago) / self.drift_days
        return min(HIGHEST, max(LOWEST, level + self.drift * elapsed))


STEADY = Habit("steady", level=(0.70, 0.88), chance=0.45, questions=(6, 12))
STRUGGLING = Habit("struggling", level=(0.46, 0.60), chance=0.45, questions=(6, 12))
IMPROVING = Habit("improving", level=(0.56, 0.64), chance=0.65, questions=(9, 14), drift=0.30)
FALLING = Habit("falling", level=(0.78, 0.86), chance=0.65, questions=(9, 14), drift=-0.34)
QUIET = Habit("gone quiet", level=(0.66, 0.82), chance=0.45, questions=(6, 12), last_ago=(9, 20))
HEAVY = Habit("heavy", level=(0.82, 0.93), chance=0.92, questions=(14, 22))
LIGHT = Habit("light", level=(0.62, 0.85), chance=0.12, questions=(4, 7))
NEW = Habit("new", level=(0.65, 0.85), chance=1.0, questions=(5, 9), first_ago=4)
NO_DATA = Habit("no data", level=(0.7, 0.7), chance=0.0, questions=(1, 1))

# The mix of a class: these first, everybody else is steady. Every class of eight or more has all of them.
MIX = [FALLING, IMPROVING, QUIET, STRUGGLING, HEAVY, LIGHT, NEW, NO_DATA]
MIX += [IMPROVING, FALLING, STRUGGLING, HEAVY, LIGHT, QUIET]


def habits_of_class(size: int) -> list[Habit]:
    return [MIX[place] if place < len(MIX) else STEADY for place in range(size)]


def count_right(rng: Random, level: float, questions: int) -> int:
    """How many of a sitting's questions are right: the day has its luck, and so has each question."""
    today = rng.betavariate(level * DAY_STRENGTH, (1 - level) * DAY_STRENGTH)
    return sum(rng.random() < today for _ in range(questions))
