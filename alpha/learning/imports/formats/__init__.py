"""The formats, in the order in which a file is tried against them."""

from alpha.learning.imports.formats import answers, assistments, assistments_timed, sessions
from alpha.learning.imports.rows import Format

FORMATS: tuple[Format, ...] = (
    assistments.FORMAT,
    assistments_timed.FORMAT,
    answers.FORMAT,
    sessions.FORMAT,
)
FAMILIES = tuple(dict.fromkeys(format_.family for format_ in FORMATS))
