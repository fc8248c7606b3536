"""The right answers of the drawn questions, worked out again from their words."""

import re
from fractions import Fraction

import pytest

from alpha.demo.curriculum import SKILLS
from alpha.demo.questions import LEVELS
from alpha.demo.questions.bank import DRAWN, WRITTEN, questions_of
from alpha.learning.answer_checking import is_right

CODES = [code for code, *_ in SKILLS]
F = Fraction


def whole(text):
    return int(text.replace(",", "").replace("−", "-"))


def plainly(expression):
    """Arithmetic as it stands, in exact fractions."""
    python = expression.replace("×", "*").replace("÷", "/").replace("−", "-").replace(",", "")
    return eval(re.sub(r"\d+(\.\d+)?", r"F('\g<0>')", python), {"F": F})  # noqa: S307  # digits and signs


def at(expression, **values):
    for name, value in values.items():
        expression = re.sub(rf"(?<=[\d)]){name}", f"*{name}", expression)
        expression = expression.replace(name, value)
    return plainly(re.sub(r"(?<=\d)\(", "*(", expression))


PLACES = {"ones": 0, "tens": 1, "hundreds": 2, "thousands": 3}


def solve(equation):
    left, right = equation.split(" = ")
    return next(n for n in range(100) if at(left, x=str(n)) == at(right, x=str(n)))


# What the words of a question ask, and its answer from the numbers in them.
ASKED = {
    r"In ([\d,]+), which digit is in the (\w+) place\?": lambda n, place: str(whole(n))[
        -1 - PLACES[place]
    ],
    r"What is the value of the (\d) in ([\d,]+)\?": lambda d, n: (
        int(d) * 10 ** str(whole(n))[::-1].index(d)
    ),
    r"Round ([\d,]+) to the nearest (\w+)\.": lambda n, place: (
        int(F(whole(n), 10 ** PLACES[f"{place}s"]) + F(1, 2)) * 10 ** PLACES[f"{place}s"]
    ),
    r"What is the remainder when (\d+) is divided by (\d+)\?": lambda n, by: int(n) % int(by),
    r"A .+ is split into (\d+) equal parts\. \w+ takes (\d+) of them\. .+": lambda all_, some: F(
        int(some), int(all_)
    ),
    r"Which is greater, (\S+) or (\S+)\?": lambda one, other: max(F(one), F(other)),
    r"What is (\d+/\d+) of (\d+)\?": lambda part, of: F(part) * int(of),
    r"(\S+) = \?/(\d+)\. Which number .+": lambda part, bottom: F(part) * int(bottom),
    r"Which fraction is equal to (\S+)\?": F,
    r"Write (\S+) in lowest terms\.": F,
    r"A bag holds (\d+) (\w+) and (\d+) \w+ marbles\. .+": lambda one, _, other: F(
        int(one), int(other)
    ),
    r"A recipe for (\d+) people uses (\d+) cups of flour\. .+ for (\d+) people\?": lambda p, c, n: (
        F(int(c) * int(n), int(p))
    ),
    r"On a map, (\d+) cm stand for (\d+) km\. .+ do (\d+) cm stand for\?": lambda a, km, b: F(
        int(km) * int(b), int(a)
    ),
    r"What is (\d+)% of (\d+)\?": lambda share, of: F(int(share) * int(of), 100),
    r"A .+ costs (\d+) dollars and is now (\d+)% off\. .+": lambda price, off: F(
        int(price) * (100 - int(off)), 100
    ),
    r"What is the value of (.+) when x = (\d)\?": lambda text, x: at(text, x=x),
    r"What is the value of (.+) when x = (\d) and y = (\d)\?": lambda text, x, y: at(
        text, x=x, y=y
    ),
    r"(.+ = .+)\. What is x\?": solve,
    r"A rectangle is (\d+) cm long and (\d+) cm wide\. .+": lambda a, b: int(a) * int(b),
    r"A rectangle has an area of (\d+) square meters and is (\d+) m wide\. .+": lambda a, b: (
        2 * (F(int(a), int(b)) + int(b))
    ),
    r"From one corner of a (\d+) m by (\d+) m rectangle, a (\d+) m by (\d+) m rectangle .+": (
        lambda a, b, c, d: int(a) * int(b) - int(c) * int(d)
    ),
    r"What is ([^a-z%]+)\?": plainly,
}


def worked_out(prompt):
    matches = [
        (found, rule) for text, rule in ASKED.items() if (found := re.fullmatch(text, prompt))
    ]
    assert len(matches) == 1, prompt
    found, rule = matches[0]
    return rule(*found.groups())


def value_of(answer):
    return F(answer.replace(",", "").replace("−", "-").replace(":", "/"))


@pytest.mark.parametrize("code", sorted(DRAWN))
def test_right_answers_are_right(code):
    for questions in questions_of(code).values():
        for question in questions:
            assert value_of(question.answer) == F(worked_out(question.prompt)), question


@pytest.mark.parametrize("code", CODES)
def test_every_skill_has_enough_different_questions_of_every_level(code):
    questions = questions_of(code)

    assert tuple(questions) == LEVELS
    for of_level in questions.values():
        assert len({question.prompt for question in of_level}) == len(of_level)
        assert len(of_level) == (15 if code in DRAWN else 10)


@pytest.mark.parametrize("code", CODES)
def test_exactly_one_choice_is_right_and_typed_answers_are_recognized(code):
    for questions in questions_of(code).values():
        for question in questions:
            assert is_right(question.answer, question.answer)
            assert len(question.answer) <= 200
            if question.choices:
                assert question.choices.count(question.answer) == 1
                assert len(set(question.choices)) == len(question.choices) >= 2


def test_of_fractions_to_choose_from_only_one_is_what_is_asked():
    for question in questions_of("equivalent-fractions")["medium"]:
        equal = [choice for choice in question.choices if F(choice) == F(question.answer)]
        assert equal == [question.answer]
    for question in questions_of("equivalent-fractions")["hard"]:
        lowest = F(question.answer)
        assert question.answer == f"{lowest.numerator}/{lowest.denominator}"
    for question in questions_of("ratios")["easy"]:
        values = [value_of(choice) for choice in question.choices]
        assert values.count(value_of(question.answer)) == 1


def test_the_same_questions_are_drawn_every_time():
    assert questions_of("fractions") == questions_of("fractions")


def test_the_right_choice_is_in_every_place():
    places = [
        question.choices.index(question.answer)
        for code in WRITTEN
        for questions in questions_of(code).values()
        for question in questions
    ]

    assert {places.count(place) > 30 for place in (0, 1, 2)} == {True}
