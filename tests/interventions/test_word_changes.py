from hypothesis import given
from hypothesis import strategies as st

from interventions.word_changes import MOST_WORDS, Piece, word_changes


def test_changed_words_stand_in_their_place():
    assert word_changes("Hi {student_name}, well done.", "Hi {student_name}, very well done!") == [
        Piece("same", "Hi {student_name}, "),
        Piece("added", "very "),
        Piece("same", "well "),
        Piece("removed", "done."),
        Piece("added", "done!"),
    ]


def test_the_same_text_is_one_piece_and_nothing_is_none():
    assert word_changes("As it was.", "As it was.") == [Piece("same", "As it was.")]
    assert word_changes("", "") == []


def test_very_long_texts_are_shown_whole():
    long = "word " * MOST_WORDS

    assert word_changes(long, "short") == [Piece("removed", long), Piece("added", "short")]


WORDS = st.lists(st.sampled_from(["a", "b", "  ", "\n", "é", "<b>", "{days}"])).map("".join)


@given(WORDS, WORDS)
def test_both_texts_can_be_read_from_the_pieces(old, new):
    pieces = word_changes(old, new)

    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
