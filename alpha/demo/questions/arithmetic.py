"""Questions on numbers, fractions and decimals. Each function draws one of a level."""

from fractions import Fraction
from math import gcd
from random import Random

from alpha.demo.questions import Question, choice_of

ONES, TENS, HUNDREDS, THOUSANDS = 1, 10, 100, 1000
PLACES = {ONES: "ones", TENS: "tens", HUNDREDS: "hundreds", THOUSANDS: "thousands"}
NAMES = ("Ana", "Ben", "Chidi", "Dana", "Emre", "Fay", "Goran", "Hana")
THINGS = ("pizza", "cake", "sheet of paper", "garden bed", "bar of chocolate")


def place_value(rng: Random, level: str) -> Question:
    digits = rng.sample(range(1, 10), {"easy": 4, "medium": 5, "hard": 6}[level])
    number = int("".join(map(str, digits)))
    place = rng.choice(list(PLACES))
    digit = number // place % 10
    if level == "easy":
        return Question(f"In {number:,}, which digit is in the {PLACES[place]} place?", str(digit))
    if level == "medium":
        return Question(f"What is the value of the {digit} in {number:,}?", f"{digit * place:,}")
    place = rng.choice([TENS, HUNDREDS, THOUSANDS])
    nearest = (number + place // 2) // place * place
    return Question(f"Round {number:,} to the nearest {PLACES[place][:-1]}.", f"{nearest:,}")


def multiplication(rng: Random, level: str) -> Question:
    lows, highs = {
        "easy": ((3, 3), (9, 9)),
        "medium": ((12, 3), (49, 9)),
        "hard": ((12, 12), (49, 39)),
    }[level]
    one, other = (rng.randint(low, high) for low, high in zip(lows, highs, strict=True))
    return Question(f"What is {one} × {other}?", f"{one * other:,}")


def division(rng: Random, level: str) -> Question:
    if level == "hard":
        by, times, rest = rng.randint(6, 12), rng.randint(11, 30), rng.randint(1, 5)
        return Question(
            f"What is the remainder when {by * times + rest} is divided by {by}?", str(rest)
        )
    by, result = rng.randint(3, 9), rng.randint(3, 9) if level == "easy" else rng.randint(21, 98)
    return Question(f"What is {by * result} ÷ {by}?", str(result))


def fractions(rng: Random, level: str) -> Question:
    if level == "easy":
        parts = rng.randint(3, 12)
        some, name, thing = rng.randint(1, parts - 1), rng.choice(NAMES), rng.choice(THINGS)
        return Question(
            f"A {thing} is split into {parts} equal parts. {name} takes {some} of them."
            " What fraction of the whole is that?",
            f"{some}/{parts}",
        )
    if level == "medium":
        one, other = _two_different(rng)
        prompt = f"Which is greater, {_written(one)} or {_written(other)}?"
        return choice_of(rng, prompt, _written(max(one, other)), [_written(min(one, other))])
    part = _proper(rng, 3, 8)
    whole = part.denominator * rng.randint(4, 15)
    return Question(f"What is {_written(part)} of {whole}?", str(int(part * whole)))


def equivalent_fractions(rng: Random, level: str) -> Question:
    part, times = _proper(rng, 2, 8), rng.randint(2, 6)
    top, bottom = part.numerator * times, part.denominator * times
    if level == "easy":
        return Question(
            f"{_written(part)} = ?/{bottom}. Which number belongs in place of the question mark?",
            str(top),
        )
    if level == "medium":
        wrong = {
            f"{top + 1}/{bottom}",
            f"{top}/{bottom + 1}",
            f"{part.numerator + times}/{part.denominator + times}",
        }
        prompt = f"Which fraction is equal to {_written(part)}?"
        return choice_of(rng, prompt, f"{top}/{bottom}", sorted(wrong - {f"{top}/{bottom}"}))
    # Equal ones that can still be reduced, and one that is not equal.
    more = rng.choice([n for n in range(2, 8) if n != times])
    wrong = {
        f"{part.numerator * more}/{part.denominator * more}",
        f"{part.numerator + 1}/{part.denominator + 1}",
    }
    return choice_of(rng, f"Write {top}/{bottom} in lowest terms.", _written(part), sorted(wrong))


def adding_fractions(rng: Random, level: str) -> Question:
    if level == "easy":
        bottom = rng.choice([5, 7, 8, 9, 10, 11, 12])
        some = rng.randint(1, bottom - 2)
        more = rng.randint(1, bottom - 1 - some)
        return Question(f"What is {some}/{bottom} + {more}/{bottom}?", f"{some + more}/{bottom}")
    one = _proper(rng, 2, 6)
    if level == "medium":
        bottom = one.denominator * rng.randint(2, 4)
        other = rng.choice([Fraction(n, bottom) for n in range(1, bottom) if gcd(n, bottom) == 1])
    else:
        other = _proper(rng, 3, 9)
        while other.denominator % one.denominator == 0 or one.denominator % other.denominator == 0:
            other = _proper(rng, 3, 9)
    total = one + other
    return Question(
        f"What is {_written(one)} + {_written(other)}?", f"{total.numerator}/{total.denominator}"
    )


def decimals(rng: Random, level: str) -> Question:
    if level == "easy":
        tenths, more = rng.randint(1, 9), rng.randint(1, 9)
        return Question(f"What is 0.{tenths} + 0.{more}?", _decimal(Fraction(tenths + more, 10)))
    if level == "medium":
        one, other = Fraction(rng.randint(101, 999), 100), Fraction(rng.randint(11, 99), 10)
        return Question(f"What is {_decimal(one)} + {_decimal(other)}?", _decimal(one + other))
    one, other = Fraction(rng.randint(2, 12), 10), Fraction(rng.randint(2, 9), 10)
    return Question(f"What is {_decimal(one)} × {_decimal(other)}?", _decimal(one * other))


def _written(part: Fraction) -> str:
    return f"{part.numerator}/{part.denominator}"


def _decimal(value: Fraction) -> str:
    """A fraction of at most hundredths as a decimal, without zeros at its end."""
    hundredths = int(value * 100)
    return f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").rstrip(".")


def _proper(rng: Random, low: int, high: int) -> Fraction:
    """A fraction between 0 and 1 in lowest terms whose denominator lies between the two."""
    bottom = rng.randint(low, high)
    return Fraction(rng.choice([n for n in range(1, bottom) if gcd(n, bottom) == 1]), bottom)


def _two_different(rng: Random) -> tuple[Fraction, Fraction]:
    one, other = _proper(rng, 3, 9), _proper(rng, 3, 9)
    while one == other:
        other = _proper(rng, 3, 9)
    return one, other
