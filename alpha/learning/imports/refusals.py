"""What was not taken: a whole file, or rows of it, written down for a spreadsheet."""

import csv
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from alpha.learning.imports.cells import RowError

# A cell that begins like this is a formula to a spreadsheet.
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")
SHOWN = 5


class ImportRefusedError(Exception):
    """The file, or what was asked with it, cannot be taken at all. Nothing was written."""


class ErrorReport:
    """Written as the errors come; without any there is no file. Keeps the first few to show."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.first: list[RowError] = []
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, error: RowError) -> None:
        if self._file is None:
            # With a mark of UTF-8, or Excel takes it for something else.
            self._file = self.path.open("w", newline="", encoding="utf-8-sig")
            csv.writer(self._file).writerow(["line", "column", "reason"])
        if len(self.first) < SHOWN:
            self.first.append(error)
        row = [str(error.line), harmless(error.column), harmless(error.reason)]
        csv.writer(self._file).writerow(row)


def harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_BEGINS) else text
