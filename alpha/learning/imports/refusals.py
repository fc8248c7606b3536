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
            self._file = self._open()
            csv.writer(self._file).writerow(["line", "column", "reason"])
        if len(self.first) < SHOWN:
            self.first.append(error)
        row = [str(error.line), harmless(error.column), harmless(error.reason)]
        csv.writer(self._file).writerow(row)

    def _open(self) -> TextIO:
        try:
            # With a mark of UTF-8, or Excel takes it for something else.
            return self.path.open("w", newline="", encoding="utf-8-sig")
        except OSError as error:
            raise ImportRefusedError(
                f"The errors cannot be written to {self.path}: {error.strerror}. Give --errors."
            ) from error


def harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_BEGINS) else text
