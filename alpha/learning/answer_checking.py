"""Whether an answer is right: what counts is what was meant, not how it was typed.

Pure: texts in, yes or no out.
"""

import re
import unicodedata
from fractions import Fraction

_SIGNS = str.maketrans({"−": "-", "–": "-", "⁄": "/", "’": "'"})
_DECIMAL = re.compile(r"-?(\d+(\.\d+)?|\.\d+)")
_FRACTION = re.compile(r"(?P<sign>-?)((?P<whole>\d+) )?(?P<top>\d+)/(?P<bottom>\d+)")
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_NAME_OF_UNKNOWN = re.compile(r"[a-z] ?= ?")


def is_right(given: str, answer: str) -> bool:
    """Compare what somebody typed with the answer.

    Capitals, spaces and a final full stop make no difference. Numbers are compared by value, as
    long as they are written the same way: 6/8 is right for 3/4, and 0.50 for 0.5, but 0.75 is not
    for 3/4, since writing it as asked may be the point. A percent sign, or the "x =" of a
    solution, may be left out.
    """
    typed, wanted = _plain(given), _plain(answer)
    if not typed:
        return False
    if "=" not in wanted:
        typed = _NAME_OF_UNKNOWN.sub("", typed, count=1) if typed[0].isalpha() else typed
    if wanted.endswith("%"):
        typed, wanted = typed.removesuffix("%").rstrip(), wanted.removesuffix("%").rstrip()
    if typed == wanted:
        return True
    number = _number(wanted)
    return number is not None and _number(typed) == number


def _plain(text: str) -> str:
    """The text without what makes no difference."""
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS).casefold()
    text = " ".join(text.split()).removesuffix(".").rstrip()
    return re.sub(r" ?/ ?", "/", text)


def _number(text: str) -> tuple[str, Fraction] | None:
    """How a number is written, and its value; None for what is no number."""
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if _DECIMAL.fullmatch(text):
        return "decimal", Fraction(text)
    found = _FRACTION.fullmatch(text)
    if found is None or not int(found["bottom"]):
        return None
    value = int(found["whole"] or 0) + Fraction(int(found["top"]), int(found["bottom"]))
    return "fraction", -value if found["sign"] else value
