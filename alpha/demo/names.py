"""Names of nobody in particular, from many places, given and family names mixed at random."""

from collections.abc import Iterator
from itertools import product
from random import Random

GIVEN = """
Aaliyah Abena Adriana Aiko Aisha Alejandro Amara Amir Ana Anders Anika Arjun Ayo Bao Beatriz Caleb Camila Chidi Chloe
Dalia Daniel Diego Dmitri Elif Elijah Emeka Emma Esra Fatima Finn Gabriel Grace Hana Hassan Hugo Ibrahim Imani Ines
Ioana Isaac Ivy Jamal Jin Joaquin Jonas Kai Kalani Karim Keisha Kofi Laila Leah Leilani Liam Lucia Mai Malik Maren
Mateo Mei Mila Minh Nadia Naomi Niko Noor Nora Oluchi Omar Oscar Pedro Petra Priya Quinn Rafael Ravi Rosa Ruth Samira
Sana Santiago Selam Sofia Soren Tala Tariq Tessa Thandi Theo Tomas Uma Valentina Wei Willa Yara Yusuf Zainab Zoe
"""

FAMILY = """
Abebe Acosta Adeyemi Ahmed Alvarez Andersen Asante Bailey Banerjee Barros Bennett Bianchi Bose Brooks Cabrera Castillo
Chavez Chen Cohen Cruz Dang Das Delgado Diallo Dubois Eriksen Farah Fernandes Fischer Flores Foster Fujita Garcia Gomes
Gray Gupta Haddad Hansen Hayes Herrera Hoang Ibarra Idris Iyer Jansen Jimenez Joseph Kamau Kaya Keller Khan Kim
Kowalski Kuznetsov Lam Larsen Le Lima Lopez Mahmoud Marino Martin Mendez Mensah Mori Moyo Murphy Nakamura Ncube
Nguyen Novak Nwosu Obi Okafor Ortiz Osman Park Patel Pereira Petrov Quispe Rahman Reyes Rossi Ruiz Sahin Salazar
Santos Sato Shah Silva Singh Solis Tanaka Tesfaye Torres Tran Vargas Vega Walker Wang Weber Yilmaz Young Zhang
"""

GIVEN_NAMES, FAMILY_NAMES = GIVEN.split(), FAMILY.split()


def student_names(rng: Random) -> Iterator[tuple[str, str]]:
    """Yield (given, family) names without end in sight, no pair twice."""
    pairs = list(product(GIVEN_NAMES, FAMILY_NAMES))
    rng.shuffle(pairs)
    yield from pairs


def guardian_given_name(rng: Random) -> str:
    return rng.choice(GIVEN_NAMES)
