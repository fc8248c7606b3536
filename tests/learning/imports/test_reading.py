"""Files that are no practice log, and rows that are no rows."""

import csv

import pytest
from django.core.management.base import CommandError

from alpha.accounts.models import School
from alpha.learning.imports.cells import RowError
from alpha.learning.imports.refusals import ErrorReport

HEADER = "student_id,class,skill,correct,answered_at,answer_id"
GOOD = "1,Blue,Fractions,1,2026-03-02T10:00:00Z,"


def refusal(run, path, *options):
    with pytest.raises(CommandError) as error:
        run(path, *options)
    assert School.objects.count() == 0
    return str(error.value)


def test_missing_file_is_refused(run, folder):
    path = folder / "nothing.csv"

    assert refusal(run, path) == f"{path} cannot be read: No such file or directory."


@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_empty_file_is_refused(run, folder, content):
    path = folder / "log.csv"
    path.write_bytes(content)

    assert refusal(run, path) == f"{path} is empty."


@pytest.mark.parametrize("content", [b"PK\x03\x04\x00\x00", "student_id".encode("utf-16")])
def test_binary_file_is_refused(run, folder, content):
    path = folder / "log.csv"
    path.write_bytes(content)

    assert refusal(run, path) == (
        f"{path} is not a text file. Save it from the spreadsheet as “CSV UTF-8”."
    )


def test_other_encoding_is_refused_also_when_met_late(run, folder):
    path = folder / "log.csv"
    rows = "".join(f"{GOOD}{n}\n" for n in range(5000))
    path.write_bytes(f"{HEADER}\n{rows}".encode() + "é,Blue\n".encode("latin-1"))

    assert refusal(run, path) == (
        f"{path} is not written in UTF-8. Save it as “CSV UTF-8” and try again."
    )


def test_file_of_no_format_is_refused_with_what_each_needs(run, folder):
    path = folder / "log.csv"
    path.write_text("student_id;class;skill\n1;Blue;Fractions\n")

    message = refusal(run, path)

    assert message.startswith(
        "The columns are not those of any known format "
        "(the first line names them, with commas between):\n"
    )
    assert (
        "  answers needs student_id, class, skill, correct, answered_at, answer_id; "
        "missing here: student_id, class, skill, correct, answered_at, answer_id.\n"
    ) in message
    assert len(message.splitlines()) == 5


def test_file_of_another_format_than_said_is_refused(run, folder):
    path = folder / "log.csv"
    path.write_text(HEADER + "\n")

    assert refusal(run, path, "--format", "sessions") == (
        "The columns are not those of the format “sessions” "
        "(the first line names them, with commas between):\n"
        "  sessions needs student_id, class, skill, started_at, questions_answered, "
        "questions_correct, time_spent_seconds, session_id; missing here: started_at, "
        "questions_answered, questions_correct, time_spent_seconds, session_id."
    )


def test_column_named_twice_is_refused(run, folder):
    path = folder / "log.csv"
    path.write_text(f"{HEADER},Skill\n")

    assert refusal(run, path) == "Columns stand twice in the header: skill."


def test_header_without_rows_makes_nothing(run, folder):
    path = folder / "log.csv"
    path.write_text(HEADER + "\n")

    assert run(path, "--timezone", "UTC") == ["0 rows of format “answers”, 0 failed."]
    assert School.objects.count() == 0


def test_mark_of_utf8_and_columns_in_any_order_and_case_are_read(run, folder):
    path = folder / "log.csv"
    path.write_text(
        "\ufeffAnswer_ID, Class ,SKILL,correct,answered_at,student_id,extra\n"
        "a1,Blue,Fractions,1,2026-03-02T10:00:00Z,7,x\n",
        encoding="utf-8",
    )

    assert run(path)[0] == "1 rows of format “answers”, 0 failed."


def test_errors_name_the_line_on_which_the_row_starts(run, folder):
    path = folder / "log.csv"
    path.write_text(
        f"{HEADER},note\n"
        f'{GOOD}a1,"one\ntwo\nthree"\n'  # lines 2 to 4
        "\n"  # 5
        f"{GOOD},empty id\n"  # 6
        "1,Blue\n"  # 7
        f'{GOOD}a2,"never closed\n'  # 8
        f"{GOOD}a3,swallowed\n"  # 9
    )

    lines = run(path)

    assert lines[0] == "4 rows of format “answers”, 3 failed."
    assert [line for line in lines if line.startswith("Line")] == [
        "Line 6, answer_id: is empty.",
        (
            "Line 7: has 2 cells where the header has 7. A comma or a quotation mark may be missing or "
            "too many."
        ),
        "Line 8: cannot be read as CSV: unexpected end of data.",
    ]


def test_bad_rows_are_listed_and_never_stop_the_good_ones(run, folder):
    path = folder / "log.csv"
    bad = f"1,Blue,=1+1,maybe,2026-03-02T10:00:00Z,x\n{GOOD}\n"
    path.write_text(f"{HEADER}\n{GOOD}a1\n{bad}{GOOD}a2\n")

    lines = run(path)

    assert "answers             2 new        0 known" in lines
    assert "All 2 failed rows are listed in log.csv.errors.csv." in lines
    assert (folder / "log.csv.errors.csv").read_text("utf-8-sig").splitlines() == [
        "line,column,reason",
        "3,correct,“maybe” is neither 1 (right) nor 0 (wrong).",
        "4,answer_id,is empty.",
    ]


def test_list_of_errors_goes_where_it_is_told(run, folder):
    path = folder / "log.csv"
    path.write_text(f"{HEADER}\n{GOOD}\n")

    run(path, "--errors", str(folder / "bad.csv"))

    assert sorted(file.name for file in folder.iterdir()) == ["bad.csv", "log.csv"]


def test_without_errors_there_is_no_list(run, folder):
    path = folder / "log.csv"
    path.write_text(f"{HEADER}\n{GOOD}a1\n")

    run(path)

    assert [file.name for file in folder.iterdir()] == ["log.csv"]


def test_list_of_errors_that_cannot_be_written_is_said(run, folder):
    path = folder / "log.csv"
    path.write_text(f"{HEADER}\n{GOOD}\n")

    assert refusal(run, path, "--errors", "no/folder.csv") == (
        "The errors cannot be written to no/folder.csv: No such file or directory. Give --errors."
    )


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t"])
def test_listed_words_are_no_formulas_to_a_spreadsheet(folder, begins):
    with ErrorReport(folder / "bad.csv") as report:
        report.add(RowError(2, f"{begins}A1", f"{begins}1+1"))

    with (folder / "bad.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1] == ["2", f"'{begins}A1", f"'{begins}1+1"]


def test_cell_longer_than_csv_allows_fails_alone(run, folder):
    path = folder / "log.csv"
    path.write_text(f"{HEADER},note\n{GOOD}a1,{'x' * 140_000}\n{GOOD}a2,ok\n")

    lines = run(path)

    assert lines[0] == "2 rows of format “answers”, 1 failed."
    assert "Line 2: cannot be read as CSV: field larger than field limit (131072)." in lines
