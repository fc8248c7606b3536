from datetime import UTC, datetime, timedelta

import pytest

from alpha.learning.item_choice import AnswerGiven, BankItem, level_for, next_item

FRACTIONS, DIVISION = 1, 2
MONDAY = datetime(2026, 11, 23, 15, tzinfo=UTC)
# Three items of each level of two skills: 111, 112, 113 are easy fractions, 221… medium division.
LEVELS = ("easy", "medium", "hard")
BANK = [
    BankItem(skill * 100 + place * 10 + number, skill, level)
    for skill in (FRACTIONS, DIVISION)
    for place, level in enumerate(LEVELS, start=1)
    for number in (1, 2, 3)
]
BY_ID = {item.id: item for item in BANK}


def chosen(answers=(), *, items=BANK, difficulty="medium", accuracies=None, last_met=None, seed=7):
    found = next_item(
        items,
        answers,
        difficulty=difficulty,
        accuracies=accuracies or {},
        last_met=last_met or {},
        seed=seed,
    )
    return BY_ID[found]


def answered(item, *, right=True):
    return AnswerGiven(item.id, item.skill_id, item.difficulty, right)


def set_of(count, *, right=True, **choice):
    """A whole piece of work, every answer right or every answer wrong."""
    answers, items = [], []
    for _ in range(count):
        item = chosen(answers, **choice)
        items.append(item)
        answers.append(answered(item, right=right))
    return items


def test_the_same_history_gives_the_same_question():
    history = [answered(BY_ID[121])]

    assert chosen(history) == chosen(history)


def test_work_of_different_students_is_shuffled_differently():
    assert len({tuple(item.id for item in set_of(6, seed=seed)) for seed in range(8)}) > 4


def test_skills_take_turns_and_nothing_comes_twice():
    items = set_of(6)

    assert [item.skill_id for item in items] == [FRACTIONS, DIVISION] * 3
    assert len(set(items)) == 6


@pytest.mark.parametrize("difficulty", LEVELS)
def test_fixed_work_keeps_to_its_level_while_it_lasts(difficulty):
    assert {item.difficulty for item in set_of(6, difficulty=difficulty)} == {difficulty}


def test_when_a_level_is_used_up_the_next_one_follows_and_then_what_was_asked_first():
    fractions = [item for item in BANK if item.skill_id == FRACTIONS]
    items = set_of(9, items=fractions, difficulty="easy")
    assert [item.difficulty for item in items] == [level for level in LEVELS for _ in range(3)]

    met = {item.id: MONDAY + timedelta(minutes=place) for place, item in enumerate(items)}
    again = chosen([answered(item) for item in items], items=fractions, last_met=met)
    assert again == items[3]  # the medium one of longest ago


def test_what_was_not_met_for_longest_comes_first():
    met = {121: MONDAY, 122: MONDAY - timedelta(days=9), 123: MONDAY - timedelta(days=2)}

    assert chosen(last_met=met).id == 122
    assert chosen(last_met={121: MONDAY, 122: MONDAY}).id == 123


@pytest.mark.parametrize(
    "accuracy, level",
    [
        (None, "medium"),
        (0.0, "easy"),
        (0.55, "easy"),
        (0.65, "easy"),
        (0.80, "medium"),
        (0.85, "medium"),
        (0.90, "hard"),
        (1.0, "hard"),
    ],
)
def test_adaptive_work_starts_where_four_of_five_answers_should_be_right(accuracy, level):
    assert level_for(accuracy) == level


def test_adaptive_work_gets_harder_with_right_answers_and_easier_with_wrong_ones():
    fractions = [item for item in BANK if item.skill_id == FRACTIONS]

    rising = set_of(5, items=fractions, difficulty="adaptive", accuracies={FRACTIONS: 0.8})
    falling = set_of(
        2, items=fractions, difficulty="adaptive", accuracies={FRACTIONS: 0.8}, right=False
    )

    assert [item.difficulty for item in rising] == ["medium"] * 3 + ["hard"] * 2
    assert [item.difficulty for item in falling] == ["medium", "easy"]


def test_one_skill_going_well_does_not_make_the_other_harder():
    history = [AnswerGiven(None, FRACTIONS, "medium", is_correct=True)] * 4
    history += [AnswerGiven(None, DIVISION, "medium", is_correct=False)] * 3

    assert chosen(history, difficulty="adaptive").difficulty == "easy"
