"""Questions on reading: four about each passage, and words in their sentences."""

from random import Random

from alpha.demo.questions import Question, choice_of
from alpha.demo.questions.reading_easy import EASY
from alpha.demo.questions.reading_hard import HARD
from alpha.demo.questions.reading_medium import MEDIUM
from alpha.demo.questions.vocabulary import WORDS
from alpha.demo.questions.wording import Passage

MAIN_IDEA = "What is this passage mostly about?"
SUMMARY = "Which sentence sums up the passage best?"
PASSAGES: dict[str, list[Passage]] = {"easy": EASY, "medium": MEDIUM, "hard": HARD}


def main_idea(rng: Random, level: str) -> list[Question]:
    return [_about(rng, one, MAIN_IDEA, *one.main_idea) for one in PASSAGES[level]]


def inference(rng: Random, level: str) -> list[Question]:
    return [_about(rng, one, *one.inference) for one in PASSAGES[level]]


def point_of_view(rng: Random, level: str) -> list[Question]:
    return [_about(rng, one, *one.point_of_view) for one in PASSAGES[level]]


def summarizing(rng: Random, level: str) -> list[Question]:
    return [_about(rng, one, SUMMARY, *one.summary) for one in PASSAGES[level]]


def vocabulary(rng: Random, level: str) -> list[Question]:
    return [
        choice_of(rng, f"{sentence}\n\nWhat does “{word}” mean here?", right, list(wrong))
        for word, sentence, right, *wrong in WORDS[level]
    ]


def _about(rng: Random, passage: Passage, question: str, right: str, *wrong: str) -> Question:
    return choice_of(rng, f"{passage.text}\n\n{question}", right, list(wrong))
