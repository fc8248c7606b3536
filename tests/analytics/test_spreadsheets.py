import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from analytics.spreadsheets import Column, Document, Table, guarded, to_csv, to_xlsx

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"]
# What no database takes and no spreadsheet holds; hypothesis looks for trouble elsewhere.
WRITABLE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=40)
HOSTILE = st.tuples(st.sampled_from(["", *STARTS]), WRITABLE).map("".join)


def document(*rows, columns=None, facts=(), title="Class report: Grade 5 Blue"):
    columns = columns or (
        Column("Name", "text"),
        Column("Accuracy", "share", "Right ÷ answers"),
        Column("Questions", "count"),
        Column("Last practice", "date"),
    )
    return Document(title, facts, (Table("Students", columns, rows, "Who is enrolled"),))


def csv_rows(content):
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def sheet_of(content, name="Students"):
    return load_workbook(io.BytesIO(content))[name]


ADA = ("Ada", 0.55, 180, date(2026, 11, 23))
NOBODY = ("Quinn", None, 0, None)


def test_csv_holds_facts_table_and_definitions_in_this_order():
    facts = (("School", "Maple School"), ("First date", date(2026, 10, 25)), ("Days", 30))

    content = to_csv(document(ADA, NOBODY, facts=facts))

    assert csv_rows(content) == [
        ["Class report: Grade 5 Blue"],
        ["School", "Maple School"],
        ["First date", "2026-10-25"],
        ["Days", "30"],
        [],
        ["Students"],
        ["Name", "Accuracy", "Questions", "Last practice"],
        ["Ada", "0.55", "180", "2026-11-23"],
        ["Quinn", "", "0", ""],
        [],
        ["Definitions"],
        ["Students", "All columns", "Who is enrolled"],
        ["Students", "Accuracy", "Right ÷ answers"],
    ]


def test_csv_is_utf_8_that_excel_recognizes_with_text_in_quotes_and_numbers_without():
    content = to_csv(document(("Zoë Núñez", 1 / 3, 3, None)))

    assert content.startswith(b"\xef\xbb\xbf")
    assert '"Zoë Núñez",0.333333333,3,""\r\n'.encode() in content


def test_instants_are_written_as_they_are_at_the_school():
    as_of = datetime(2026, 11, 23, 10, 5, tzinfo=UTC)
    one = document(facts=(("As of", as_of),))

    assert ["As of", "2026-11-23 10:05"] in csv_rows(to_csv(one))
    assert sheet_of(to_xlsx(one), "About")["B2"].value == datetime(2026, 11, 23, 10, 5)


def test_spreadsheet_keeps_numbers_and_dates_and_leaves_unknown_empty():
    sheet = sheet_of(to_xlsx(document(ADA, NOBODY)))

    assert list(sheet.values) == [
        ("Name", "Accuracy", "Questions", "Last practice"),
        ("Ada", 0.55, 180, datetime(2026, 11, 23)),
        ("Quinn", None, 0, None),
    ]
    assert [cell.number_format for cell in sheet[2]] == ["@", "0%", "#,##0", "yyyy-mm-dd"]


def test_spreadsheet_opens_at_the_table_and_tells_on_another_sheet_what_it_counts():
    book = load_workbook(io.BytesIO(to_xlsx(document(ADA, facts=(("Average", 0.725),)))))

    assert (book.sheetnames, book.active.title) == (["About", "Students"], "Students")
    assert list(book["About"].values) == [
        ("Class report: Grade 5 Blue", None, None),
        ("Average", 0.725, None),
        (None, None, None),
        ("Sheet", "Column", "What it counts"),
        ("Students", "All columns", "Who is enrolled"),
        ("Students", "Accuracy", "Right ÷ answers"),
    ]
    assert book["About"]["B2"].number_format == "0%"


@pytest.mark.parametrize("start", STARTS)
def test_text_that_would_run_as_a_formula_gets_an_apostrophe(start):
    assert guarded(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["", "Ada", "Grade 5 - Blue", "a=b", "1-2", "'=1", " =1", "3 × 4"])
def test_other_text_stays_as_it_is(text):
    assert guarded(text) == text


@pytest.mark.parametrize("separator", [";", ",", '"', "\t", "\n"])
def test_start_of_a_cell_in_a_program_with_another_separator_is_guarded_too(separator):
    assert guarded(f"Ada{separator}=1+1").endswith("'=1+1")


def test_negative_numbers_stay_numbers():
    columns = (Column("Change", "count"),)

    assert ["-27"] in csv_rows(to_csv(document((-27,), columns=columns)))
    assert sheet_of(to_xlsx(document((-27,), columns=columns)))["A2"].value == -27


@given(st.lists(st.tuples(HOSTILE, HOSTILE), max_size=4), HOSTILE)
def test_no_cell_of_a_csv_starts_a_formula_and_no_cell_is_lost(rows, heading):
    columns = (Column(heading, "text", heading), Column("Other", "text"))

    written = csv_rows(to_csv(document(*rows, columns=columns, title=heading)))

    assert [cell for row in written for cell in row if cell and cell[0] in STARTS] == []
    assert written[4 : 4 + len(rows)] == [[guarded(one), guarded(two)] for one, two in rows]


@given(HOSTILE)
def test_every_text_of_a_spreadsheet_is_text(text):
    columns = (Column("Name", "text"),)

    cell = sheet_of(to_xlsx(document((text,), columns=columns)))["A2"]

    if text:
        assert cell.data_type in {"s", "inlineStr"}
        assert cell.quotePrefix == (guarded(text) != text)


def test_heading_that_looks_like_a_formula_is_text():
    content = to_xlsx(document(columns=(Column("=1+1", "text"),)))

    cell = sheet_of(content)["A1"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
