"""Questions on ratios, percentages, expressions and shapes. Each function draws one of a level."""

from math import gcd
from random import Random

from alpha.demo.questions import Question, choice_of

COLORS = (("red", "blue"), ("green", "yellow"), ("white", "black"))
WARES = ("jacket", "backpack", "bicycle helmet", "board game", "lamp")


def ratios(rng: Random, level: str) -> Question:
    one, other = _coprime(rng)
    times = rng.randint(2, 9)
    if level == "easy":
        first, second = rng.choice(COLORS)
        prompt = (
            f"A bag holds {one * times} {first} and {other * times} {second} marbles."
            f" What is the ratio of {first} to {second} in lowest terms?"
        )
        wrong = sorted({f"{other}:{one}", f"{one + 1}:{other}", f"{one}:{other + 1}"})
        return choice_of(rng, prompt, f"{one}:{other}", wrong)
    if level == "medium":
        cups, people = sorted((one, other))
        return Question(
            f"A recipe for {people} people uses {cups} cups of flour."
            f" How many cups does it take for {people * times} people?",
            str(cups * times),
        )
    kilometers = rng.randint(3, 12) * one
    return Question(
        f"On a map, {one} cm stand for {kilometers} km."
        f" How many kilometers do {other} cm stand for?",
        str(kilometers // one * other),
    )


def percentages(rng: Random, level: str) -> Question:
    if level == "easy":
        share, of = rng.choice([10, 25, 50]), rng.randint(2, 20) * 20
        return Question(f"What is {share}% of {of}?", str(of * share // 100))
    if level == "medium":
        share, of = rng.choice([5, 15, 30, 35, 40, 60, 75]), rng.randint(2, 25) * 20
        return Question(f"What is {share}% of {of}?", str(of * share // 100))
    off, price, ware = (
        rng.choice([10, 15, 20, 25, 30, 40]),
        rng.randint(2, 12) * 20,
        rng.choice(WARES),
    )
    return Question(
        f"A {ware} costs {price} dollars and is now {off}% off. How many dollars does it cost now?",
        str(price - price * off // 100),
    )


def order_of_operations(rng: Random, level: str) -> Question:
    a, b, c = rng.randint(2, 9), rng.randint(2, 9), rng.randint(2, 9)
    if level == "easy":
        return Question(f"What is {a} + {b} × {c}?", str(a + b * c))
    if level == "medium":
        d = rng.randint(2, 9)
        return Question(f"What is ({a} + {b}) × {c} − {d}?", str((a + b) * c - d))
    d, e, result = rng.randint(2, 9), rng.randint(2, 6), rng.randint(2, 9)
    return Question(f"What is {(a + b) * result} ÷ ({a} + {b}) + {d} × {e}?", str(result + d * e))


def negative_numbers(rng: Random, level: str) -> Question:
    a, b = rng.randint(2, 15), rng.randint(2, 15)
    if level == "easy":
        return Question(f"What is −{a} + {b}?", _signed(b - a))
    if level == "medium":
        if rng.random() < 0.5:
            return Question(f"What is −{a} − {b}?", _signed(-a - b))
        return Question(f"What is {a} − (−{b})?", _signed(a + b))
    c, d = rng.randint(2, 9), rng.randint(2, 9)
    return Question(f"What is −{c} × {d} + {a}?", _signed(a - c * d))


def expressions(rng: Random, level: str) -> Question:
    a, b, x, y = rng.randint(2, 9), rng.randint(2, 9), rng.randint(2, 9), rng.randint(2, 9)
    if level == "easy":
        return Question(f"What is the value of {a}x when x = {x}?", str(a * x))
    if level == "medium":
        return Question(f"What is the value of {a}x − {b} when x = {x}?", _signed(a * x - b))
    return Question(
        f"What is the value of {a}(x + {b}) − y when x = {x} and y = {y}?",
        _signed(a * (x + b) - y),
    )


def equations(rng: Random, level: str) -> Question:
    a, b, x = rng.randint(2, 9), rng.randint(2, 20), rng.randint(2, 12)
    if level == "easy":
        return Question(f"x + {b} = {x + b}. What is x?", str(x))
    if level == "medium":
        return Question(f"{a}x + {b} = {a * x + b}. What is x?", str(x))
    less = rng.randint(1, a - 1)
    return Question(
        f"{a}x − {b} = {f'{less}x' if less > 1 else 'x'} {_plus((a - less) * x - b)}. What is x?",
        str(x),
    )


def area(rng: Random, level: str) -> Question:
    long, wide = rng.randint(6, 15), rng.randint(4, 9)
    if level == "easy":
        return Question(
            f"A rectangle is {long} cm long and {wide} cm wide."
            " What is its area in square centimeters?",
            str(long * wide),
        )
    if level == "medium":
        return Question(
            f"A rectangle has an area of {long * wide} square meters and is {wide} m wide."
            " What is its perimeter in meters?",
            str(2 * (long + wide)),
        )
    cut_long, cut_wide = rng.randint(2, long - 3), rng.randint(2, wide - 1)
    return Question(
        f"From one corner of a {long} m by {wide} m rectangle, a {cut_long} m by {cut_wide} m"
        " rectangle is cut away. What area is left, in square meters?",
        str(long * wide - cut_long * cut_wide),
    )


def _signed(number: int) -> str:
    return f"−{-number}" if number < 0 else str(number)


def _plus(number: int) -> str:
    return f"− {-number}" if number < 0 else f"+ {number}"


def _coprime(rng: Random) -> tuple[int, int]:
    one, other = rng.randint(2, 7), rng.randint(2, 9)
    while gcd(one, other) > 1:
        one, other = rng.randint(2, 7), rng.randint(2, 9)
    return one, other
