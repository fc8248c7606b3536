"""All questions of a skill, by level."""

from collections.abc import Callable
from random import Random

from alpha.demo.questions import LEVELS, Question, algebra, arithmetic, reading

OF_EACH_LEVEL = 15

DRAWN: dict[str, Callable[[Random, str], Question]] = {
    "place-value": arithmetic.place_value,
    "multiplication": arithmetic.multiplication,
    "division": arithmetic.division,
    "fractions": arithmetic.fractions,
    "equivalent-fractions": arithmetic.equivalent_fractions,
    "adding-fractions": arithmetic.adding_fractions,
    "decimals": arithmetic.decimals,
    "ratios": algebra.ratios,
    "percentages": algebra.percentages,
    "order-of-operations": algebra.order_of_operations,
    "negative-numbers": algebra.negative_numbers,
    "expressions": algebra.expressions,
    "equations": algebra.equations,
    "area": algebra.area,
}
WRITTEN: dict[str, Callable[[Random, str], list[Question]]] = {
    "vocabulary": reading.vocabulary,
    "main-idea": reading.main_idea,
    "inference": reading.inference,
    "point-of-view": reading.point_of_view,
    "summarizing": reading.summarizing,
}


def questions_of(code: str) -> dict[str, list[Question]]:
    """Questions by level: fifteen that are drawn, each different, or the ten that are written."""
    rng = Random(code)
    if code in WRITTEN:
        return {level: WRITTEN[code](rng, level) for level in LEVELS}
    return {level: _drawn(DRAWN[code], rng, level) for level in LEVELS}


def _drawn(draw: Callable[[Random, str], Question], rng: Random, level: str) -> list[Question]:
    found: dict[str, Question] = {}
    while len(found) < OF_EACH_LEVEL:
        question = draw(rng, level)
        found.setdefault(question.prompt, question)
    return list(found.values())
