"""Which question comes next in a piece of work. Pure: the same history gives the same question, however often it is asked.

Skills take turns. Within a skill comes first what was not asked in this work yet, then the right difficulty, then what
the student has not met for longest. Adaptive work aims at four right answers of five: a student's accuracy says how far
above or below medium she stands, easy and hard lie one logit apart from it (55 % on medium is 77 % on easy), and every
answer of the work moves her.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

ADAPTIVE = "adaptive"
# In logits above medium. The order decides where two lie as near.
LEVELS = {"medium": 0.0, "easy": -1.0, "hard": 1.0}
AIM = 0.80
STEP = 1.0
# No accuracy says more than one in twenty either way.
SUREST = 0.95
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class BankItem:
    id: int
    skill_id: int
    difficulty: str


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """An answer of this work. `item_id` is None, and the difficulty medium, where the question is gone."""

    item_id: int | None
    skill_id: int
    difficulty: str
    is_correct: bool


def next_item(
    items: Sequence[BankItem],
    answers: Sequence[AnswerGiven],
    *,
    difficulty: str,
    accuracies: Mapping[int, float],
    last_met: Mapping[int, datetime],
    seed: int,
) -> int:
    """Return the id of the next question out of at least one.

    `answers` in their order; `difficulty` a level or adaptive; `accuracies` by skill, without those
    of no practice; `last_met` when the student last answered an item, in whichever work. `seed`
    shuffles what is alike otherwise.
    """
    asked = Counter(answer.skill_id for answer in answers)
    skill_id = min(dict.fromkeys(item.skill_id for item in items), key=lambda skill: asked[skill])
    of_skill = [answer for answer in answers if answer.skill_id == skill_id]
    nearness = _nearness(difficulty, accuracies.get(skill_id), of_skill)
    asked_items = {answer.item_id for answer in answers}
    chosen = min(
        (item for item in items if item.skill_id == skill_id),
        key=lambda item: (
            item.id in asked_items,
            nearness[item.difficulty],
            last_met.get(item.id, NEVER),
            _shuffled(seed, item.id),
        ),
    )
    return chosen.id


def level_for(accuracy: float | None, answers: Iterable[AnswerGiven] = ()) -> str:
    """Return the level at which the student is most nearly right four times of five; medium without data."""
    nearness = _nearness(ADAPTIVE, accuracy, answers)
    return min(nearness, key=lambda level: nearness[level])


def _nearness(
    difficulty: str, accuracy: float | None, answers: Iterable[AnswerGiven]
) -> dict[str, float]:
    """How far each level lies from what is wanted."""
    if difficulty != ADAPTIVE:
        return {level: abs(LEVELS[level] - LEVELS[difficulty]) for level in LEVELS}
    ability = _logit(AIM if accuracy is None else min(SUREST, max(1 - SUREST, accuracy)))
    for answer in answers:
        ability += STEP * (answer.is_correct - _chance(ability - LEVELS[answer.difficulty]))
    return {level: abs(_chance(ability - LEVELS[level]) - AIM) for level in LEVELS}


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def _chance(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _shuffled(seed: int, item_id: int) -> str:
    return hashlib.sha256(f"{seed} {item_id}".encode()).hexdigest()
