"""Tables as files for spreadsheet programs. Pure: knows cells, no reports and no rows.

Numbers stay numbers, dates stay dates, what is not known is an empty cell. Text that a spreadsheet
program would run as a formula is made harmless: see `guarded`.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | date | datetime | None
Kind = Literal["text", "count", "share", "date"]

# Digits kept of a share: as many as `words.rounded` looks at, so that a file rounds as the page does.
SHARE_DIGITS = 9
# A formula starts with one of these; the full-width ones count in some programs. A program that
# takes another separator for the end of a cell finds the next start right behind it.
FORMULA = re.compile('(?:^|(?<=[;,"\t\r\n]))(?=[=+\\-@\t\r\n\0＝＋－＠])')
# So that Excel reads names right, which otherwise takes a file for one of its own old encodings.
BYTE_ORDER_MARK = "\ufeff"

NUMBER_FORMATS: dict[Kind, str] = {
    "text": "@",
    "count": "#,##0",
    "share": "0%",
    "date": "yyyy-mm-dd",
}
WIDTHS: dict[Kind, int] = {"text": 24, "count": 12, "share": 12, "date": 12}
TABLE_HEAD = 0


@dataclass(frozen=True, slots=True)
class Column:
    """`definition` says what its numbers count; empty where the heading says it all."""

    heading: str
    kind: Kind
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`title` names it on the sheet's tab: at most 31 letters; `note` says what all of it counts."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """`facts` are what the file is about, label and value; the first table is what opens."""

    title: str
    facts: tuple[tuple[str, Cell], ...]
    tables: tuple[Table, ...]

    def definitions(self) -> Iterator[tuple[str, str, str]]:
        """Table, column and definition of every column that has one."""
        for table in self.tables:
            if table.note:
                yield table.title, "All columns", table.note
            for column in table.columns:
                if column.definition:
                    yield table.title, column.heading, column.definition


def guarded(text: str) -> str:
    """Put an apostrophe before whatever a spreadsheet program would take for a formula."""
    return FORMULA.sub("'", text)


def to_csv(document: Document) -> bytes:
    """Facts, tables and definitions one below the other, an empty line between them.

    UTF-8 with byte order mark, commas, all text in quotes, ISO dates, points in decimals.
    """
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    write = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC).writerow
    write([_plain(document.title)])
    for fact in document.facts:
        write(map(_plain, fact))
    for table in document.tables:
        write([])
        write([_plain(table.title)])
        write(_plain(column.heading) for column in table.columns)
        for row in table.rows:
            write(map(_plain, row))
    write([])
    write(["Definitions"])
    for definition in document.definitions():
        write(map(_plain, definition))
    return text.getvalue().encode()


def to_xlsx(document: Document) -> bytes:
    """One sheet per table, its headings in the first line; facts and definitions on the first sheet."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": guarded(document.title)})
        sheets = _Sheets(book)
        sheets.add_about(document)
        for table in document.tables:
            sheets.add_table(document.title, table)
        book.worksheets()[1].activate()
    return buffer.getvalue()


class _Sheets:
    """Writes sheets of one workbook; holds its formats, which belong to it."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.formats = {
            kind: book.add_format({"num_format": form, "valign": "top"})
            for kind, form in NUMBER_FORMATS.items()
        }
        self.instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom"}
        )
        # Marks text as text for good: editing the cell does not turn it into a formula.
        self.suspicious = book.add_format({"num_format": "@", "quote_prefix": True})

    def add_about(self, document: Document) -> None:
        sheet = self.book.add_worksheet("About")
        sheet.set_column(0, 1, 30)
        sheet.set_column(2, 2, 90)
        self._write_text(sheet, 0, 0, document.title, self.head)
        for line, (label, value) in enumerate(document.facts, start=1):
            sheet.write_string(line, 0, label)
            self._write(sheet, line, 1, value, _kind_of(value))
        start = len(document.facts) + 2
        for place, heading in enumerate(("Sheet", "Column", "What it counts")):
            sheet.write_string(start, place, heading, self.head)
        for line, definition in enumerate(document.definitions(), start=start + 1):
            for place, text in enumerate(definition):
                sheet.write_string(line, place, text, self.wrapped)

    def add_table(self, title: str, table: Table) -> None:
        sheet = self.book.add_worksheet(table.title)
        for place, column in enumerate(table.columns):
            width = max(WIDTHS[column.kind], min(len(column.heading), 20))
            sheet.set_column(place, place, width)
            self._write_text(sheet, TABLE_HEAD, place, column.heading, self.head)
        for line, row in enumerate(table.rows, start=TABLE_HEAD + 1):
            self._write_row(sheet, line, row, table.columns)
        sheet.freeze_panes(TABLE_HEAD + 1, 1)
        sheet.set_landscape()
        sheet.repeat_rows(TABLE_HEAD)
        sheet.fit_to_pages(1, 0)
        # In a header & starts a code.
        sheet.set_header(f"&L{title.replace('&', '&&')[:100]}&R{table.title}")

    def _write_row(
        self, sheet: Worksheet, line: int, row: Sequence[Cell], columns: Sequence[Column]
    ) -> None:
        for place, (value, column) in enumerate(zip(row, columns, strict=True)):
            self._write(sheet, line, place, value, column.kind)

    def _write(self, sheet: Worksheet, line: int, place: int, value: Cell, kind: Kind) -> None:
        match value:
            case None:
                return
            case str():
                self._write_text(sheet, line, place, value, self.formats["text"])
            case datetime():
                sheet.write_datetime(line, place, value.replace(tzinfo=None), self.instant)
            case date():
                sheet.write_datetime(line, place, value, self.formats["date"])
            case _:
                sheet.write_number(line, place, _number(value), self.formats[kind])

    def _write_text(self, sheet: Worksheet, line: int, place: int, text: str, form: Format) -> None:
        usual = form if guarded(text) == text else self.suspicious
        sheet.write_string(line, place, text, usual)


def _kind_of(value: Cell) -> Kind:
    return "share" if isinstance(value, float) else "count"


def _number(value: float) -> float:
    return value if isinstance(value, int) else round(value, SHARE_DIGITS)


def _plain(value: Cell) -> str | float:
    match value:
        case None:
            return ""
        case str():
            return guarded(value)
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case _:
            return _number(value)
