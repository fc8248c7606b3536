import pytest
from hypothesis import given
from hypothesis import strategies as st

from alpha.learning.answer_checking import is_right


@pytest.mark.parametrize(
    "typed, answer",
    [
        ("56", "56"),
        (" 56 ", "56"),
        ("56.", "56"),
        ("1234", "1,234"),
        ("1,234", "1234"),
        ("0.50", "0.5"),
        (".5", "0.5"),
        ("-3", "−3"),
        ("–3", "-3"),
        ("6/8", "3/4"),
        ("3 / 4", "3/4"),
        ("¾", "3/4"),
        ("1 1/2", "3/2"),
        ("-1 1/2", "-3/2"),
        ("25", "25%"),
        ("25 %", "25%"),
        ("x = 5", "5"),
        ("X=5", "5"),
        ("Main  IDEA", "main idea"),
        ("５６", "56"),
    ],
)
def test_what_is_meant_is_right_however_it_is_typed(typed, answer):
    assert is_right(typed, answer)


@pytest.mark.parametrize(
    "typed, answer",
    [
        ("", "56"),
        (" ", "56"),
        ("57", "56"),
        ("0.75", "3/4"),
        ("3/4", "0.75"),
        ("4/2", "2"),
        ("3/0", "3/4"),
        ("25%", "25"),
        ("-3", "3"),
        ("1,23", "123"),
        ("56 or 57", "56"),
        ("2 + 3", "5"),
        ("main", "main idea"),
        ("1 2", "12"),
    ],
)
def test_what_is_not_the_answer_is_not_right(typed, answer):
    assert not is_right(typed, answer)


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_makes_it_fail(typed, answer):
    assert is_right(typed, answer) in {True, False}


@given(st.integers(-999, 999), st.integers(1, 99), st.integers(1, 9))
def test_a_fraction_times_one_is_the_same_fraction(top, bottom, by):
    assert is_right(f"{top * by}/{bottom * by}", f"{top}/{bottom}")
