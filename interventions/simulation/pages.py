"""Pages of eight kinds of help, of which none works or one: how often the page says the right thing.

As in a school, every class has a few students who are noticed. Each kind of help is delivered to as many of them as
wanted, and some get none: the comparison.
"""

from dataclasses import dataclass
from random import Random

from interventions.effects import MIN_ANSWERS, Direction, Effect, EffectRow, intervention_effects
from interventions.simulation.schools import NOTICED, Student, World, draw_class, weeks_after
from interventions.simulation.worlds import before_and_after, change_since_noticed

KINDS = tuple(f"kind {number}" for number in range(1, 9))
# The one that works, where one does.
WORKING = KINDS[0]


@dataclass(frozen=True, slots=True)
class Page:
    """What is said of each kind, and the share of kinds that before and after would call working."""

    effects: dict[str, Effect]
    naive_up: float

    def with_arrows(self) -> dict[str, Direction]:
        """Return the direction of each kind that is not shown with a dash."""
        found = {kind: effect.direction for kind, effect in self.effects.items()}
        return {kind: direction for kind, direction in found.items() if direction != "unclear"}


def draw_pages(pages: int, *, delivered: int, comparison: int, effect: float = 0.0) -> list[Page]:
    """Return pages of schools in which one kind adds `effect` and the other seven add nothing."""
    return [_draw_page(Random(seed), delivered, comparison, effect) for seed in range(pages)]


def _draw_page(rng: Random, delivered: int, comparison: int, effect: float) -> Page:
    waiting: list[str | None] = [*KINDS * delivered, *[None] * comparison]
    rng.shuffle(waiting)
    rows: list[EffectRow] = []
    changes: dict[str, list[float]] = {kind: [] for kind in KINDS}
    cell = 0
    while waiting:
        cell += 1
        for place, student in enumerate(draw_class(rng, World())):
            noticed = place < NOTICED
            if noticed and not (waiting and _can_be_used(student)):
                continue
            itype = waiting.pop() if noticed else None
            post = weeks_after(rng, student, effect if itype == WORKING else 0.0)
            rows.append(EffectRow(cell, (cell, place), itype, student.base, post, noticed))
            if itype:
                changes[itype].append(change_since_noticed(student, post))
    naive_up = sum(before_and_after(changes[kind]).up for kind in KINDS) / len(KINDS)
    return Page(intervention_effects(rows), naive_up)


def _can_be_used(student: Student) -> bool:
    return min(student.base[1], student.answers_after) >= MIN_ANSWERS
