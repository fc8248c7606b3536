"""A CSV file as rows, or a refusal that says what is wrong with it."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from django.utils import timezone

from alpha.learning.imports.cells import CellError, Cells, RowError
from alpha.learning.imports.formats import FORMATS
from alpha.learning.imports.refusals import ImportRefusedError
from alpha.learning.imports.rows import Format, PracticeRow


@dataclass(slots=True)
class Lines:
    """The rows of an open file; `start` is the line on which the one just read begins."""

    file: TextIO
    start: int = 1

    def __iter__(self) -> Iterator[list[str] | csv.Error]:
        # Strict: a quotation mark that is never closed would swallow the rows after it in silence.
        reader = csv.reader(self.file, strict=True)
        while True:
            self.start = reader.line_num + 1
            try:
                yield next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield error


@contextmanager
def open_rows(path: Path) -> Iterator[Lines]:
    """Open a file for reading. A byte that is not UTF-8, met at any row, refuses the whole file."""
    try:
        with path.open("rb") as raw:
            beginning = raw.read(8192)
        if not beginning.strip():
            raise ImportRefusedError(f"{path} is empty.")
        if b"\x00" in beginning:
            raise ImportRefusedError(
                f"{path} is not a text file. Save it from the spreadsheet as “CSV UTF-8”."
            )
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield Lines(file)
    except UnicodeDecodeError as error:
        raise ImportRefusedError(
            f"{path} is not written in UTF-8. Save it as “CSV UTF-8” and try again."
        ) from error
    except OSError as error:
        raise ImportRefusedError(f"{path} cannot be read: {error.strerror}.") from error


def recognise(header: Sequence[str], family: str) -> Format:
    """The format of a file with this header. `family` is "auto" or what the file is said to be."""
    columns = [column.strip() for column in header]
    named = [column.casefold() for column in columns if column]
    doubles = sorted({column for column in named if named.count(column) > 1})
    if doubles:
        raise ImportRefusedError(f"Columns stand twice in the header: {', '.join(doubles)}.")
    candidates = [format_ for format_ in FORMATS if family in {"auto", format_.family}]
    for format_ in candidates:
        if format_.recognises(columns):
            return format_
    expected = "\n".join(
        f"  {format_.name} needs {', '.join(format_.required)}; "
        f"missing here: {', '.join(format_.missing(columns))}."
        for format_ in candidates
    )
    asked = "any known format" if family == "auto" else f"the format “{family}”"
    raise ImportRefusedError(
        f"The columns are not those of {asked} (the first line names them, with commas between):\n"
        f"{expected}"
    )


def parse_rows(
    lines: Iterator[list[str] | csv.Error],
    source: Lines,
    header: Sequence[str],
    format_: Format,
    zone: ZoneInfo,
) -> Iterator[PracticeRow | RowError]:
    """Each row after the header, parsed or refused; blank lines are passed over."""
    places = {column.strip().casefold(): place for place, column in enumerate(header)}
    now = timezone.now()
    for values in lines:
        if isinstance(values, csv.Error):
            yield RowError(source.start, "", f"cannot be read as CSV: {values}.")
        elif len(values) < len(header) or any(cell.strip() for cell in values[len(header) :]):
            if any(cell.strip() for cell in values):
                yield RowError(source.start, "", _wrong_length(len(values), len(header)))
        else:
            try:
                yield format_.parse(Cells(source.start, places, values, zone, now))
            except CellError as error:
                yield RowError(source.start, error.column, error.reason)


def _wrong_length(found: int, expected: int) -> str:
    return (
        f"has {found} cells where the header has {expected}. "
        "A comma or a quotation mark may be missing or too many."
    )
