"""Which skills many students of a class struggle with.

Window: the period asked for. Excluded: sessions without an answered question, and per skill the
students with fewer than ten answers on it. Struggling with a skill is what the heat map marks with the
letter N: below the school's threshold of Fair in the window. Unit: students; shares of answers 0..1.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from alpha.accounts.models import School
from analytics import words
from analytics.metrics.heatmap import CellTotals, Pair, cell_band

MOST_GAPS = 5
# Fewer students than this with enough answers do not speak for a class.
ENOUGH_STUDENTS = 3


@dataclass(frozen=True, slots=True)
class Gap:
    """A skill some students struggle with.

    `students` counts those with ten answers or more on it, `struggling` those of them below `limit`;
    `correct` and `answered` are the answers of all of `students`.
    """

    skill_id: int
    struggling: int
    students: int
    correct: int
    answered: int
    limit: float

    @property
    def share(self) -> float:
        return self.struggling / self.students

    @property
    def accuracy(self) -> float:
        return self.correct / self.answered

    @property
    def is_thin(self) -> bool:
        return self.students < ENOUGH_STUDENTS

    @property
    def teach_again(self) -> bool:
        """More than half struggle, of three or more students: a matter of the whole class."""
        return not self.is_thin and 2 * self.struggling > self.students

    @property
    def share_words(self) -> str:
        return words.gap(self.struggling, self.students, self.limit)


def shared_gaps(cells: Mapping[Pair, CellTotals], school: School) -> tuple[Gap, ...]:
    """Return the five skills that most students of a class struggle with.

    Most students first, then the greater share of those with enough answers, then the lower accuracy.
    A skill nobody struggles with is no gap.
    """
    by_skill: dict[int, list[CellTotals]] = defaultdict(list)
    for (_, skill_id), cell in cells.items():
        if cell_band(cell.correct, cell.answered, school) != "not_enough_data":
            by_skill[skill_id].append(cell)
    found = [_gap(skill_id, known, school) for skill_id, known in by_skill.items()]
    found = [gap for gap in found if gap.struggling]
    found.sort(key=lambda gap: (-gap.struggling, -gap.share, gap.accuracy, gap.skill_id))
    return tuple(found[:MOST_GAPS])


def _gap(skill_id: int, known: list[CellTotals], school: School) -> Gap:
    bands = [cell_band(cell.correct, cell.answered, school) for cell in known]
    return Gap(
        skill_id=skill_id,
        struggling=bands.count("needs_improvement"),
        students=len(known),
        correct=sum(cell.correct for cell in known),
        answered=sum(cell.answered for cell in known),
        limit=school.fair_from,
    )
