"""What a passage is made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A few sentences with one question of each kind; the first answer is the right one.

    `inference` and `point_of_view` begin with their question, the others have the usual one.
    """

    text: str
    main_idea: tuple[str, str, str]
    inference: tuple[str, str, str, str]
    point_of_view: tuple[str, str, str, str]
    summary: tuple[str, str, str]
